// How reads grow with a team's history: the same GraphQL requests over HTTP to a team with few posts and to one with many, in
// turns, each in an installation of its own.
// Usage: node apps/api/bench/growth.ts [--small 10000] [--large 1000000] [--rounds 100] [--only NAME]
import { parseArgs } from 'node:util';
import { startEventListener } from '../src/events/event-listener.ts';
import { type Filled, fillTeam } from './growth/fill.ts';
import { READS, type Read } from './growth/reads.ts';
import { createInstallation } from './installation.ts';
import { ask, ownerKey, type Side, serve } from './serve.ts';

const GOALS = { p95TimesAtMost: 1.2 };
const WARM_UP_ROUNDS = 10;

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    small: { type: 'string', default: '10000' },
    large: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '100' },
    only: { type: 'string', default: '' },
  },
});
const rounds = Number(values.rounds);
const reads = READS.filter(({ name }) => name.startsWith(values.only));

type Team = Side & Filled & { key: string; teamId: string; posts: number; close(): Promise<void> };

const small = await openTeam(Number(values.small));
const large = await openTeam(Number(values.large));
try {
  const rows = new Map<string, { smallMs: number; largeMs: number; p95Times: number; medianTimes: number }>();
  for (const read of reads) rows.set(read.name, await compare(read));
  console.table(Object.fromEntries(rows));
  const p95Times = Object.fromEntries([...rows].map(([name, row]) => [name, row.p95Times]));
  const pass = Object.values(p95Times).every((times) => times <= GOALS.p95TimesAtMost);
  console.log(JSON.stringify({ bench: 'growth', metrics: { rounds, p95Times }, goals: GOALS, pass }));
  process.exitCode = pass ? 0 : 1;
} finally {
  await small.close();
  await large.close();
}

async function openTeam(posts: number): Promise<Team> {
  const startedMs = performance.now();
  const installation = await createInstallation();
  const listener = await startEventListener(installation.databaseUrl, installation.deps.log);
  const filled = await fillTeam(installation, posts);
  const key = await ownerKey(installation);
  const side = await serve(installation.deps, listener, { behindWall: true });
  console.log(`${posts} posts are there after ${Math.round((performance.now() - startedMs) / 1_000)} s.`);
  return {
    ...{ ...side, ...filled, key, posts, teamId: installation.teamId },
    async close() {
      side.server.close();
      side.server.closeAllConnections();
      await listener.close();
      await installation.close();
    },
  };
}

async function compare(read: Read) {
  const took = { small: [] as number[], large: [] as number[] };
  for (let round = 0; round < rounds + WARM_UP_ROUNDS; round++) {
    const teams = { small, large };
    for (const side of round % 2 === 0 ? (['small', 'large'] as const) : (['large', 'small'] as const)) {
      const startedMs = performance.now();
      const answer = await ask(teams[side], teams[side].key, read.query, read.variables(teams[side]));
      if (round >= WARM_UP_ROUNDS) took[side].push(performance.now() - startedMs);
      else assertFull(read, answer);
    }
  }
  const [smallMs, largeMs] = [percentile(took.small, 0.95), percentile(took.large, 0.95)];
  return {
    ...{ smallMs: round2(smallMs), largeMs: round2(largeMs), p95Times: round2(largeMs / smallMs) },
    medianTimes: round2(percentile(took.large, 0.5) / percentile(took.small, 0.5)),
  };
}

/** Reads that find nothing would be fast for nothing. */
function assertFull({ name }: Read, answer: unknown): void {
  const [field] = Object.values(answer as Record<string, { edges?: unknown[] }>);
  if (field?.edges?.length === 0) throw new Error(`${name} found nothing`);
}

function percentile(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
