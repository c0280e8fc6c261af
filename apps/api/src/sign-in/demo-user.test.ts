import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBrowser } from '../../test/browser.ts';
import { serveRoutes } from '../../test/http-server.ts';
import { createTestDeps } from '../../test/test-deps.ts';
import { actInTeam } from '../context.ts';
import type { Deps } from '../deps.ts';
import { DEMO_LOGIN } from '../seed/demo-login.ts';
import { seedDemo } from '../seed/seed-demo.ts';
import { createApiKey } from '../teams/create-api-key.ts';
import { authRoutes, createAuth } from './auth.http.ts';
import { authenticateApiKey } from './authenticate-api-key.ts';
import { lockDemoUsers } from './demo-user.ts';
import { resolveViewer } from './resolve-viewer.http.ts';
import { isSetupRequired } from './set-up-required.ts';
import { prepareSetUp } from './set-up-token.ts';

const base = await createTestDeps({ jobs: [] });
const lines: { level: number; msg: string }[] = [];
const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });

/** The same database, served as a demo and as a real instance. */
async function serve(demo: boolean) {
  const deps: Deps = { ...base, log, config: { ...base.config, demo } };
  const auth = createAuth(deps);
  const url = await serveRoutes(authRoutes(deps, auth));
  const browser = createBrowser(url, deps.config.appUrl);
  const post = (path: string, json: object) => browser.request(path, { method: 'POST', json });
  const viewer = () => {
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return resolveViewer(deps, auth, new Headers({ cookie }));
  };
  return { deps, browser, post, viewer };
}
const demo = await serve(true);
const real = await serve(false);
let apiKey: string;

beforeAll(async () => {
  await seedDemo(demo.deps);
  expect((await demo.post('/auth/sign-in/email', DEMO_LOGIN)).status).toBe(200);
  const viewer = (await demo.viewer())!;
  ({ secret: apiKey } = await createApiKey(actInTeam(demo.deps, viewer), {
    name: 'demo',
    role: 'ADMIN',
  }));
  expect(await authenticateApiKey(demo.deps, apiKey)).toMatchObject({ teamId: viewer.teamId });
});
afterAll(() => base.db.rateLimit.deleteMany());

test('a demo is never set up', async () => {
  expect(await isSetupRequired(demo.deps)).toBe(false);
});

test('a real instance on the demo’s data is not set up yet, for a demo user is nobody', async () => {
  expect(await isSetupRequired(real.deps)).toBe(true);
});

test('the printed password is refused outside of the demo like any wrong one', async () => {
  const right = await real.post('/auth/sign-in/email', DEMO_LOGIN);
  const wrong = await real.post('/auth/sign-in/email', { ...DEMO_LOGIN, password: 'wrong password!' });
  expect([right.status, wrong.status]).toEqual([401, 401]);
  expect(await right.text()).toBe(await wrong.text());
  expect(right.headers.getSetCookie()).toEqual([]);
});

test('a session or a key from the demo speaks for nobody outside of it', async () => {
  for (const [name, value] of demo.browser.cookies) real.browser.cookies.set(name, value);
  expect(await demo.viewer()).not.toBeNull();
  expect(await real.viewer()).toBeNull();
  expect(await authenticateApiKey(real.deps, apiKey)).toBeNull();
  const passwords = { currentPassword: DEMO_LOGIN.password, newPassword: 'another password' };
  expect((await real.post('/auth/change-password', passwords)).status).toBe(401);
  expect(await (await real.browser.request('/auth/get-session')).json()).toBeNull();
});

test('a start outside of the demo ends the demo’s sessions, says so in one line, and keeps the data', async () => {
  await demo.post('/auth/sign-in/email', DEMO_LOGIN);
  lines.length = 0;
  await lockDemoUsers(demo.deps);
  expect(await base.db.session.count()).toBeGreaterThan(0);
  expect(lines).toEqual([]);

  await lockDemoUsers(real.deps);
  expect(await base.db.session.count()).toBe(0);
  expect(lines).toMatchObject([{ level: 40, msg: expect.stringContaining(DEMO_LOGIN.email) }]);
  expect(JSON.stringify(lines)).not.toContain(DEMO_LOGIN.password);
  expect(await base.db.team.count({ where: { name: 'Demo team' } })).toBe(1);
  expect(await demo.viewer()).toBeNull();
  expect((await demo.post('/auth/sign-in/email', DEMO_LOGIN)).status).toBe(200);
});

test('a real instance is set up beside the demo’s user, under any other address', async () => {
  const token = await prepareSetUp(real.deps);
  const owner = { token, name: 'Ada', password: 'correct horse battery', teamName: 'Café Nord' };
  const taken = await real.post('/auth/sign-up/email', { ...owner, email: DEMO_LOGIN.email });
  expect(taken.status).toBe(400);
  expect(await taken.json()).toMatchObject({ code: 'invalid_input', path: ['email'] });
  expect((await demo.post('/auth/sign-up/email', { ...owner, email: 'ada@example.com' })).status).toBe(403);

  expect((await real.post('/auth/sign-up/email', { ...owner, email: 'ada@example.com' })).status).toBe(200);
  expect(await isSetupRequired(real.deps)).toBe(false);
  const team = await base.db.team.findUniqueOrThrow({ where: { slug: 'cafe-nord' } });
  expect(await real.viewer()).toMatchObject({ teamId: team.id, role: 'OWNER' });
});
