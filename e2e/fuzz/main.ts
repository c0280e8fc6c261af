// `npm run fuzz`: a long seeded run of hostile input against a product of its own. Says on its last line, as JSON, what
// came of it; exits with 1 unless nothing crashed, failed, stalled or kept its memory.
import { randomInt } from 'node:crypto';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createApiKey } from '../fixtures/api-key.ts';
import { inCheckout } from '../fixtures/checkout.ts';
import { GraphQLClient } from '../fixtures/graphql-client.ts';
import { makeDataDir, Product, pickPorts } from '../fixtures/product.ts';
import { signIn } from '../fixtures/sign-in.ts';
import { watchProcesses } from './crashes.ts';
import { type Counts, type Fuzzed, KINDS, LOADS, type Outcome } from './loads.ts';
import { settledMemory } from './memory.ts';
import { type ProbeReading, STALL_MS, startProbe } from './probe.ts';

const WHOLE: Counts = { documents: 20_000, uploads: 1_000, sockets: 2_000, requests: 10_000 };
/** Before memory is measured, every kind of work has been done so often, whatever the scale: a heap and the cache of documents
 * grow to their work. */
const WARM_UP: Counts = { documents: 6_000, uploads: 100, sockets: 300, requests: 2_000 };
const IDLE_MS = 5_000;
/** Memory may end at so much of what it was after the warm-up. */
const MAX_MEMORY_RATIO = 1.2;
const MEGABYTE = 1_000_000;
/** The product's own logs and everything that was found. */
const REPORT = inCheckout('test-results', 'fuzz');

const { values } = parseArgs({ options: { seed: { type: 'string' }, scale: { type: 'string' } } });
const seed = Number(values.seed ?? randomInt(2 ** 31));
const scale = Number(values.scale ?? 1);
if (!Number.isInteger(seed) || seed < 0 || !(scale > 0)) {
  console.error('--seed takes a whole number from 0 up, --scale a number above 0.');
  process.exit(1);
}
console.log(`Seed ${seed}, scale ${scale}.`);

await using stack = new AsyncDisposableStack();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => void stack.disposeAsync().finally(() => process.exit(130)));

const { fuzzed, dataDir } = await start();
const { product } = fuzzed;
const processes = watchProcesses(product);
const pids = processes.programs.map(({ pid }) => pid);
const { ports } = product;
const probe = startProbe([
  { name: 'API', url: `http://127.0.0.1:${ports.api}/healthz` },
  { name: 'dashboard', url: `http://127.0.0.1:${ports.app}/favicon.svg` },
  { name: 'simulator', url: `http://127.0.0.1:${ports.simulator}/control/faults` },
]);
stack.defer(async () => void (await probe.stop()));

console.log('To warm up:');
await play(WARM_UP, seed + 1);
const before = await settledMemory(pids);
await probe.take();
await delay(IDLE_MS);
const idle = await probe.take();

console.log('Measured:');
const { outcomes, readings } = await play(scaled(WHOLE, scale), seed);
const after = await settledMemory(pids);
const totals = report(processes.count());
await stack.disposeAsync();
console.log(JSON.stringify(totals));
process.exitCode = totals.pass ? 0 : 1;

async function start(): Promise<{ fuzzed: Fuzzed; dataDir: string }> {
  const { path, remove } = makeDataDir();
  stack.defer(remove);
  const product = new Product({ dataDir: path, ports: await pickPorts() });
  stack.defer(async () => void (await product.stop()));
  await product.ready();
  const owner = await signIn(new GraphQLClient(product.url));
  const viewerKey = await createApiKey(owner, 'Viewer', 'VIEWER');
  const editorKey = await createApiKey(owner, 'Editor');
  return { fuzzed: { product, owner, viewerKey, editorKey }, dataDir: path };
}

function scaled(counts: Counts, by: number): Counts {
  const [documents, uploads, sockets, requests] = KINDS.map((kind) => Math.ceil(counts[kind] * by));
  return { documents: documents!, uploads: uploads!, sockets: sockets!, requests: requests! };
}

/** Plays every kind of load, one after the other. */
async function play(counts: Counts, seed: number) {
  const outcomes: { kind: string; sent: number; outcome: Outcome; seconds: number }[] = [];
  const readings: { kind: string; readings: ProbeReading[] }[] = [];
  await probe.take();
  for (const kind of KINDS) {
    const startedAt = performance.now();
    const run = { seed, count: counts[kind] };
    // What breaks off is reported with all else: most likely a program has gone.
    const outcome = await LOADS[kind](fuzzed, run).catch(
      (error: Error): Outcome => ({ statuses: {}, findings: [{ problem: 'broke off', error: error.stack }] }),
    );
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    outcomes.push({ kind, sent: counts[kind], outcome, seconds });
    readings.push({ kind, readings: await probe.take() });
    console.log(`${counts[kind]} ${kind} in ${seconds} s, ${outcome.findings.length} findings`);
    processes.count();
  }
  return { outcomes, readings };
}

function report(crashes: number) {
  const found = outcomes.map(({ kind, outcome }) => ({ kind, findings: outcome.findings }));
  rmSync(REPORT, { recursive: true, force: true });
  mkdirSync(REPORT, { recursive: true });
  cpSync(join(dataDir, 'logs'), REPORT, { recursive: true });
  writeFileSync(join(REPORT, 'findings.json'), JSON.stringify({ seed, scale, found, readings }, null, 2));

  console.table(
    outcomes.map(({ kind, sent, outcome, seconds }) => ({
      kind,
      sent,
      seconds,
      findings: outcome.findings.length,
      answers: Object.entries(outcome.statuses)
        .map(([status, count]) => `${status}: ${count}`)
        .join(', '),
    })),
  );
  console.table([
    ...idle.map((reading) => stallRow('idle', reading)),
    ...readings.flatMap(({ kind, readings }) => readings.map((reading) => stallRow(kind, reading))),
  ]);
  const memory = processes.programs.map(({ name }, at) => ({
    process: name,
    beforeMB: rounded(before[at]! / MEGABYTE, 1),
    afterMB: rounded(after[at]! / MEGABYTE, 1),
    ratio: rounded(after[at]! / before[at]!, 100),
  }));
  console.table(memory);
  console.log(`Findings and the product's logs: ${REPORT}`);

  const measured = readings.flatMap(({ readings }) => readings);
  const longestStallMs = Math.round(Math.max(...measured.map(({ longestMs }) => longestMs)));
  const memoryRatio = Math.max(...memory.map(({ ratio }) => ratio));
  const internalErrors = outcomes.reduce((sum, { outcome }) => sum + outcome.findings.length, 0);
  const counts = Object.fromEntries(outcomes.map(({ kind, sent }) => [kind, sent]));
  const pass =
    crashes === 0 &&
    internalErrors === 0 &&
    longestStallMs <= STALL_MS &&
    memoryRatio <= MAX_MEMORY_RATIO &&
    // A probe that was never answered has measured nothing.
    measured.every(({ answered }) => answered > 0);
  return { fuzz: 'hostile input', seed, counts, crashes, internalErrors, longestStallMs, memoryRatio, pass };
}

function stallRow(during: string, reading: ProbeReading) {
  return {
    during,
    process: reading.name,
    probes: reading.answered,
    unanswered: reading.unanswered,
    longestMs: Math.round(reading.longestMs),
    stalls: reading.stalls,
    probeLateMs: Math.round(reading.probeLateMs),
  };
}

function rounded(value: number, to: number): number {
  return Math.round(value * to) / to;
}
