import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { connectCreator } from '../fixtures/connect-creator.ts';
import { GraphQLClient } from '../fixtures/graphql-client.ts';
import { findFreePorts, listen } from '../fixtures/ports.ts';
import { makeDataDir, Product, pickPorts } from '../fixtures/product.ts';
import { signIn } from '../fixtures/sign-in.ts';

const SECOND_START_MS = 15_000;

const test = base.extend<{ dataDir: string }>({
  dataDir: async ({}, use) => {
    const { path, remove } = makeDataDir();
    await use(path);
    remove();
  },
});

test('a second start keeps the data, Ctrl-C leaves nothing running, and a killed product starts again', async ({
  dataDir,
}) => {
  const ports = await pickPorts();
  const start = () => new Product({ dataDir, ports, command: 'npm start' });

  const first = start();
  await first.ready();
  await connectCreator(await signIn(new GraphQLClient(first.url)), 'mia.makes');
  first.pressCtrlC();
  await first.exit();
  await first.assertGone();

  const second = start();
  const { afterMs } = await second.ready();
  expect(afterMs).toBeLessThan(SECOND_START_MS);
  expect(await connectedUsernames(second)).toEqual(['mia.makes']);
  process.kill(second.processOf('scripts/tasks.ts start').pid, 'SIGKILL');
  await second.exit();
  await second.assertGone();

  const third = start();
  await third.ready();
  expect(await connectedUsernames(third)).toEqual(['mia.makes']);
  await third.stop();
});

test('a taken port is named in one sentence', async ({ dataDir }) => {
  const ports = await pickPorts();
  const other = await listen(ports.app);
  try {
    await expectSentence(
      new Product({ dataDir, ports }),
      `Port ${ports.app} is taken by another program; stop it, or set PORT to another port.`,
    );
  } finally {
    await other.close();
  }
});

test('a database that cannot be reached is named in one sentence, without its password', async ({
  dataDir,
}) => {
  const [port] = await findFreePorts(1);
  const product = new Product({
    dataDir,
    ports: await pickPorts(),
    env: { DATABASE_URL: `postgresql://airdate:s3cret-word@127.0.0.1:${port}/airdate` },
  });
  await expectSentence(product, new RegExp(`^[^\\n]*127\\.0\\.0\\.1:${port}[^\\n]*\\.$`));
  expect(product.output).not.toContain('s3cret-word');
});

test('a data directory that cannot be written is named in one sentence', async ({ dataDir }) => {
  const file = join(dataDir, 'file');
  writeFileSync(file, 'not a folder');
  const inside = join(file, 'data');
  await expectSentence(
    new Product({ dataDir: inside, ports: await pickPorts() }),
    `The data directory ${inside} cannot be written to; make it writable, or set DATA_DIR to another one.`,
  );
});

async function connectedUsernames(product: Product): Promise<string[]> {
  const client = await signIn(new GraphQLClient(product.url));
  const query = '{ accounts { edges { node { username } } } }';
  const { accounts } = await client.ask<{ accounts: { edges: { node: { username: string } }[] } }>(query);
  return accounts.edges.map(({ node }) => node.username);
}

async function expectSentence(product: Product, sentence: string | RegExp): Promise<void> {
  expect(await product.exit(), product.output).toBe(1);
  const output = product.output.trim();
  if (typeof sentence === 'string') expect(output).toBe(sentence);
  else expect(output).toMatch(sentence);
  expect(product.processes()).toEqual([]);
}
