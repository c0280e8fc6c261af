import type { Role } from '@airdate/db';
import { beforeEach, describe, expect, test } from 'vitest';
import { createTestDeps } from '../../test/test-deps.ts';
import { actInTeam, type TeamContext } from '../context.ts';
import { ForbiddenError, NotFoundError, ValidationError } from '../errors.ts';
import { authenticateApiKey } from '../sign-in/authenticate-api-key.ts';
import { createApiKey } from './create-api-key.ts';
import { revokeApiKey } from './revoke-api-key.ts';

const deps = await createTestDeps({ jobs: [] });
let people = 0;

async function join(role: Role, teamId?: string): Promise<TeamContext & { userId: string }> {
  const n = ++people;
  const user = await deps.db.user.create({ data: { name: `P${n}`, email: `p${n}@example.com` } });
  teamId ??= (await deps.db.team.create({ data: { name: `T${n}`, slug: `t-${n}` } })).id;
  await deps.db.member.create({ data: { teamId, userId: user.id, role } });
  const ctx = actInTeam(deps, { teamId, role, actor: { kind: 'user', id: user.id } });
  return { ...ctx, userId: user.id };
}

let admin: Awaited<ReturnType<typeof join>>;
beforeEach(async () => {
  admin = await join('ADMIN');
});

describe('creating a key', () => {
  test('stores no part of the secret and says so in the log', async () => {
    const { apiKey, secret } = await createApiKey(admin, { name: ' CI ', role: 'EDITOR' });
    expect(apiKey).toMatchObject({ name: 'CI', role: 'EDITOR', createdById: admin.userId });
    const row = JSON.stringify(await deps.db.apiKey.findUniqueOrThrow({ where: { id: apiKey.id } }));
    expect(row).not.toContain(secret.split('_')[2]);
    const event = await deps.db.event.findFirstOrThrow({ where: { teamId: admin.teamId } });
    expect(event).toMatchObject({ type: 'api_key.created', data: { name: 'CI', prefix: apiKey.prefix } });
  });

  test('rejects a viewer, an approver and an editor', async () => {
    for (const role of ['VIEWER', 'APPROVER', 'EDITOR'] as const) {
      await expect(createApiKey({ ...admin, role }, { name: 'x', role: 'VIEWER' })).rejects.toThrow(
        ForbiddenError,
      );
    }
  });

  test('rejects a role above the own one', async () => {
    await expect(createApiKey(admin, { name: 'x', role: 'OWNER' })).rejects.toThrow(ForbiddenError);
    await expect(createApiKey(await join('OWNER'), { name: 'x', role: 'OWNER' })).resolves.toBeDefined();
  });

  test('rejects a key that makes another key', async () => {
    const { apiKey } = await createApiKey(admin, { name: 'x', role: 'ADMIN' });
    const byKey: TeamContext = { ...admin, actor: { kind: 'apiKey', id: apiKey.id } };
    await expect(createApiKey(byKey, { name: 'y', role: 'VIEWER' })).rejects.toThrow(ForbiddenError);
  });

  test.each([
    ['a blank name', { name: ' ' }, 'name_required'],
    ['a name of 101 characters', { name: 'x'.repeat(101) }, 'invalid_input'],
    ['an end that has passed', { name: 'x', expiresAt: new Date(0) }, 'time_in_past'],
  ])('rejects %s', async (_what, input, code) => {
    const creating = createApiKey(admin, { role: 'VIEWER', ...input });
    await expect(creating).rejects.toThrow(ValidationError);
    await expect(creating).rejects.toMatchObject({ code });
  });
});

describe('using a key', () => {
  test('acts for its team with its role', async () => {
    const { apiKey, secret } = await createApiKey(admin, { name: 'x', role: 'EDITOR' });
    expect(await authenticateApiKey(deps, secret)).toMatchObject({
      actor: { kind: 'apiKey', id: apiKey.id },
      userId: null,
      sessionId: null,
      teamId: admin.teamId,
      role: 'EDITOR',
    });
  });

  test('a forged key is refused: unknown prefix, or a right prefix with another secret', async () => {
    const first = await createApiKey(admin, { name: 'x', role: 'EDITOR' });
    const second = await createApiKey(admin, { name: 'y', role: 'EDITOR' });
    await deps.db.apiKey.update({ where: { id: first.apiKey.id }, data: { prefix: 'adk_otherone' } });
    expect(await authenticateApiKey(deps, first.secret)).toBeNull();
    await deps.db.apiKey.update({
      where: { id: second.apiKey.id },
      data: { secretHash: new Uint8Array(32) },
    });
    expect(await authenticateApiKey(deps, second.secret)).toBeNull();
    expect(await authenticateApiKey(deps, 'adk_x')).toBeNull();
  });

  test('works until the instant at which it expires', async () => {
    const expiresAt = new Date(deps.clock.now().getTime() + 60_000);
    const { secret } = await createApiKey(admin, { name: 'x', role: 'EDITOR', expiresAt });
    deps.clock.advance(59_999);
    expect(await authenticateApiKey(deps, secret)).not.toBeNull();
    deps.clock.advance(1);
    expect(await authenticateApiKey(deps, secret)).toBeNull();
  });

  test('never does more than its creator may do now', async () => {
    const { secret } = await createApiKey(admin, { name: 'x', role: 'ADMIN' });
    const creator = { teamId_userId: { teamId: admin.teamId, userId: admin.userId } };
    await deps.db.member.update({ where: creator, data: { role: 'VIEWER' } });
    expect(await authenticateApiKey(deps, secret)).toMatchObject({ role: 'VIEWER' });
    await deps.db.member.delete({ where: creator });
    expect(await authenticateApiKey(deps, secret)).toBeNull();
  });

  test('remembers its last use, at most once a minute', async () => {
    const { apiKey, secret } = await createApiKey(admin, { name: 'x', role: 'EDITOR' });
    const lastUsed = async () => {
      await authenticateApiKey(deps, secret);
      return (await deps.db.apiKey.findUniqueOrThrow({ where: { id: apiKey.id } })).lastUsedAt?.getTime();
    };
    const first = await lastUsed();
    expect(first).toBe(deps.clock.now().getTime());
    deps.clock.advance(59_000);
    expect(await lastUsed()).toBe(first);
    deps.clock.advance(2_000);
    expect(await lastUsed()).toBe(deps.clock.now().getTime());
  });
});

describe('revoking a key', () => {
  test('ends it at once, and only once', async () => {
    const { apiKey, secret } = await createApiKey(admin, { name: 'x', role: 'EDITOR' });
    const first = await revokeApiKey(admin, { apiKeyId: apiKey.id });
    expect(await authenticateApiKey(deps, secret)).toBeNull();
    deps.clock.advance(5_000);
    const again = await revokeApiKey(admin, { apiKeyId: apiKey.id });
    expect(again.revokedAt).toEqual(first.revokedAt);
    const revocations = { teamId: admin.teamId, type: 'api_key.revoked' };
    expect(await deps.db.event.count({ where: revocations })).toBe(1);
  });

  test('rejects an editor and does not see another team’s keys', async () => {
    const { apiKey, secret } = await createApiKey(admin, { name: 'x', role: 'EDITOR' });
    const revoke = (ctx: TeamContext) => revokeApiKey(ctx, { apiKeyId: apiKey.id });
    await expect(revoke({ ...admin, role: 'EDITOR' })).rejects.toThrow(ForbiddenError);
    await expect(revoke(await join('OWNER'))).rejects.toThrow(NotFoundError);
    expect(await authenticateApiKey(deps, secret)).not.toBeNull();
  });
});
