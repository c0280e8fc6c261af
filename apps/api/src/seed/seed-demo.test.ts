import { expect, test } from 'vitest';
import { createTestDeps } from '../../test/test-deps.ts';
import { verifyPassword } from '../sign-in/password.ts';
import { DEMO_LOGIN } from './demo-login.ts';
import { seedDemo } from './seed-demo.ts';

const { db, config } = await createTestDeps({ jobs: [] });

test('nothing is created outside demo mode', async () => {
  expect(await seedDemo({ db, config })).toBe(false);
  expect(await db.user.count()).toBe(0);
});

test('a demo gets one person, whose password is the one shown, and one team, however often it starts', async () => {
  const demo = { ...config, demo: true };
  expect(await seedDemo({ db, config: demo })).toBe(true);
  expect(await seedDemo({ db, config: demo })).toBe(false);

  const [user, ...others] = await db.user.findMany({ include: { authAccounts: true, memberships: true } });
  expect(others).toEqual([]);
  expect(user).toMatchObject({ email: DEMO_LOGIN.email, memberships: [{ role: 'OWNER' }] });
  expect(await verifyPassword(user?.authAccounts[0]?.password ?? '', DEMO_LOGIN.password)).toBe(true);
  expect(await db.team.findMany()).toMatchObject([{ name: 'Demo team', slug: 'demo-team' }]);
});

test('an installation that somebody uses is left alone', async () => {
  await db.user.update({ where: { email: DEMO_LOGIN.email }, data: { email: 'ada@example.com' } });
  expect(await seedDemo({ db, config: { ...config, demo: true } })).toBe(false);
  expect(await db.user.count()).toBe(1);
});
