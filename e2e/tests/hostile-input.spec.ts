import { test as base, expect } from '@playwright/test';
import type { Arbitrary } from 'fast-check';
import { createApiKey } from '../fixtures/api-key.ts';
import { GraphQLClient } from '../fixtures/graphql-client.ts';
import { makeDataDir, Product, pickPorts } from '../fixtures/product.ts';
import { signIn } from '../fixtures/sign-in.ts';
import { attack } from '../hostile/attack.ts';
import { brokenUpgrades, hostileRequests } from '../hostile/requests.ts';
import { generate, type HostileScript } from '../hostile/script.ts';
import { hostileTargets, PROGRAMS } from '../hostile/targets.ts';
import { hostileWebSockets } from '../hostile/web-sockets.ts';

/** The same in each run, so that a failure is the change's; `npm run fuzz` goes on from fresh seeds. */
const SEED = Number(process.env.AIRDATE_HOSTILE_SEED ?? 20_261_121);

const FINDINGS_SHOWN = 8;

/** A product of its own: what it goes through here is nothing for other tests to share. */
const test = base.extend<{ own: Product }>({
  own: async ({}, use) => {
    const dataDir = makeDataDir();
    const product = new Product({ dataDir: dataDir.path, ports: await pickPorts() });
    try {
      await product.ready();
      await use(product);
    } finally {
      await product.stop();
      dataDir.remove();
    }
  },
});

test('no request, header or frame ends a process or is answered with a stack trace', async ({ own }) => {
  const processIds = () => PROGRAMS.map(({ script }) => own.processOf(script).pid);
  const before = processIds();
  const key = await createApiKey(await signIn(new GraphQLClient(own.url)), 'Hostile');

  for (const target of hostileTargets(own.ports)) {
    const waves: [kind: string, scripts: Arbitrary<HostileScript>, count: number, someAnswered: string][] = [
      ['requests', hostileRequests(target), 1_000, '200'],
      ['broken upgrades', brokenUpgrades(target), 300, '400'],
    ];
    // The simulator has no WebSocket.
    if (target.name !== 'simulator') waves.push(['WebSockets', hostileWebSockets(key), 300, '101']);
    for (const [kind, scripts, count, someAnswered] of waves) {
      const { findings, statuses } = await attack(target.port, generate(scripts, { seed: SEED, count }));
      const what = `${kind} to the ${target.name}, seed ${SEED}`;
      expect.soft(findings.slice(0, FINDINGS_SHOWN), what).toEqual([]);
      expect.soft(processIds(), `process ids after ${what}`).toEqual(before);
      expect.soft(statuses, `what came of ${what}`).toHaveProperty(someAnswered);
    }
  }

  expect((await fetch(`${own.url}/sign-in`, { redirect: 'manual' })).status).toBe(200);
  expect((await fetch(`${own.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${own.simulatorUrl}/control/posts`)).status).toBe(200);
});
