import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { unusedDatabaseUrl } from '../testing/index.ts';

const source = fileURLToPath(new URL('../..', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'airdate-prisma-'));
for (const name of ['node_modules', 'package.json', 'src'])
  symlinkSync(join(source, name), join(project, name));
for (const name of ['prisma', 'prisma.config.ts'])
  cpSync(join(source, name), join(project, name), { recursive: true });
afterAll(() => rmSync(project, { recursive: true }));

const url = unusedDatabaseUrl();

test('the Prisma CLI says that the database is up to date after migrate deploy', async () => {
  expect(await prisma('migrate', 'deploy')).toMatchObject({ status: 0 });
  expect((await prisma('migrate', 'status')).output).toContain('Database schema is up to date');
}, 60_000);

test('the Prisma CLI writes and applies a migration, and then finds no difference', async () => {
  writeFileSync(join(project, 'prisma', 'schema', 'extra.prisma'), 'model Extra {\n  id Int @id\n}\n');
  const compare =
    'migrate diff --from-migrations prisma/migrations --to-schema prisma/schema --exit-code'.split(' ');
  expect((await prisma(...compare)).status).toBe(2);

  expect(await prisma('migrate', 'dev', '--name', 'extra')).toMatchObject({ status: 0 });
  const [folder] = readdirSync(join(project, 'prisma', 'migrations')).filter((name) =>
    name.endsWith('_extra'),
  );
  const sql = readFileSync(join(project, 'prisma', 'migrations', folder!, 'migration.sql'), 'utf8');
  expect(sql).toContain('CREATE TABLE "Extra"');
  expect((await prisma(...compare)).status).toBe(0);
}, 60_000);

function prisma(...args: string[]): Promise<{ status: number; output: string }> {
  const bin = [join(source, 'node_modules', '.bin'), join(source, '..', '..', 'node_modules', '.bin')];
  const env = { ...process.env, DATABASE_URL: url, PATH: [...bin, process.env.PATH].join(delimiter) };
  return new Promise((resolve) => {
    execFile('prisma', args, { cwd: project, env }, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr });
    });
  });
}
