import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { tokenColumns } from '../../apps/api/src/accounts/grant.ts';
import { createKeyring } from '../../apps/api/src/keyring.ts';
import { type EmbeddedPostgres, startEmbedded } from '../../packages/db/src/embedded/index.ts';
import { createDb, type Db } from '../../packages/db/src/index.ts';
import { migrate } from '../../packages/db/src/migrate/index.ts';
import { rotate } from './rotate-keys.ts';

const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const K1 = newKey('k1');

let server: EmbeddedPostgres;
let db: Db;
let dataDir: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  server = await startEmbedded({ ephemeral: true });
  await migrate(server.url('airdate'));
  db = createDb({ url: server.url('airdate') });
  dataDir = mkdtempSync(join(tmpdir(), 'airdate-rotate-'));
  env = { DATA_DIR: dataDir, DATABASE_URL: server.url('airdate') };
});
afterAll(async () => {
  await db.$disconnect();
  await server.stop();
  rmSync(dataDir, { recursive: true });
});
beforeEach(async () => {
  await db.grant.deleteMany();
  writeFileSync(file(), JSON.stringify({ TOKEN_ENCRYPTION_KEYS: K1, SESSION_SECRET: 'another' }));
});

const file = () => join(dataDir, 'secrets.json');
const stored = () => JSON.parse(readFileSync(file(), 'utf8')) as Record<string, string>;
const ids = () =>
  stored()
    .TOKEN_ENCRYPTION_KEYS!.split(',')
    .map((pair) => pair.split(':')[0]);
const lookOld = () => {
  const earlier = new Date(Date.now() - 180_000);
  utimesSync(file(), earlier, earlier);
};

async function run(options: { dropOld?: boolean; keys?: string } = {}): Promise<string> {
  const said: string[] = [];
  const keys = options.keys === undefined ? {} : { TOKEN_ENCRYPTION_KEYS: options.keys };
  const say = (sentence: string) => said.push(sentence);
  await rotate({ ...env, ...keys }, { dropOld: options.dropOld ?? false }, say);
  return said.join('\n');
}

async function addGrant(keys: string): Promise<string> {
  const id = randomUUID();
  const expiresAt = new Date('2099-01-01T00:00:00Z');
  const token = { accessToken: 'act.a', refreshToken: `rft.${id}`, openId: id, scopes: [], logId: null };
  const times = { expiresAt, refreshExpiresAt: expiresAt };
  const columns = tokenColumns(createKeyring(keys), id, { ...token, ...times }, new Date());
  await db.grant.create({ data: { id, clientKey: 'awtest', openId: id, ...columns } });
  return id;
}

const refreshTokenOf = async (id: string, keys: string) =>
  createKeyring(keys).open(
    (await db.grant.findUniqueOrThrow({ where: { id } })).sealedRefreshToken!,
    `grant:${id}:refresh`,
  );

describe('keys in the file', () => {
  test('get a new one in front, which alone opens everything; the other secrets stay', async () => {
    const id = await addGrant(K1);
    expect(await run()).toMatch(/^Made the key k2 .*\nRows sealed anew with k2: grants 1,/);
    const keys = stored().TOKEN_ENCRYPTION_KEYS!;
    expect(keys).toMatch(/^k2:\S+,k1:/);
    expect(stored().SESSION_SECRET).toBe('another');
    expect(await refreshTokenOf(id, keys.split(',')[0]!)).toBe(`rft.${id}`);
  });

  test('get no further one from a run that finishes an interrupted one', async () => {
    writeFileSync(file(), JSON.stringify({ TOKEN_ENCRYPTION_KEYS: `${newKey('k2')},${K1}` }));
    await addGrant(K1);
    expect(await run()).not.toContain('Made the key');
    expect(ids()).toEqual(['k2', 'k1']);
  });

  test('lose the old ones when they seal nothing any more, and not before', async () => {
    await addGrant(K1);
    await run();
    await expect(run({ dropOld: true })).rejects.toThrow(/less than two minutes ago/);
    lookOld();
    const id = await addGrant(K1);
    const damaged = `k1.${randomBytes(40).toString('base64url')}`;
    await db.grant.update({ where: { id }, data: { sealedRefreshToken: damaged } });
    await expect(run({ dropOld: true })).rejects.toThrow(/^Still in use, and so kept: k1 \(2 values\)\.$/);
    expect(ids()).toEqual(['k2', 'k1']);

    await db.grant.delete({ where: { id } });
    expect(await run({ dropOld: true })).toMatch(/^Removed k1; k2 stays\./);
    expect(ids()).toEqual(['k2']);
    expect(await run({ dropOld: true })).toMatch(/only the key k2/);
  });

  test('that are not there yet are asked for in one sentence', async () => {
    rmSync(file());
    await expect(run()).rejects.toThrow(/There are no encryption keys in .*; npm start makes them\.$/);
  });
});

describe('keys in the environment', () => {
  test('are used as they are: everything is sealed with the first, and the file is left alone', async () => {
    const id = await addGrant(K1);
    const k2 = newKey('k2');
    expect(await run({ keys: `${k2},${K1}` })).toBe(
      'Rows sealed anew with k2: grants 1, upload URLs 0, download addresses 0, kept answers 0, webhook secrets 0.\nNothing is sealed any more with k1.',
    );
    expect(await refreshTokenOf(id, k2)).toBe(`rft.${id}`);
    expect(ids()).toEqual(['k1']);
  });

  test('that are only one are explained, without the key', async () => {
    const error = await run({ keys: K1 }).catch((thrown: Error) => thrown.message);
    expect(error).toMatch(/holds one key/);
    expect(error).not.toContain(K1.slice(3));
    await expect(run({ keys: K1, dropOld: true })).rejects.toThrow(/remove the old one there/);
    await expect(run({ keys: 'k1:short' })).rejects.toThrow(/^TOKEN_ENCRYPTION_KEYS must be/);
  });
});
