// What an integrator's reads cost beside PostGraphile v5 on the same tables: requests per second over 16 connections, in turns.
// We ask for the key of every request and stay behind the wall between teams; the peer asks for nothing and has no wall.
// Usage: node apps/api/bench/graphql.ts [--rounds 9] [--seconds 2] [--only NAME]
import { deepStrictEqual } from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { findFreePort } from '@airdate/db/embedded';
import { killHard, startProcess } from '../test/worker-process.ts';
import { ask, type Load, load, type Target } from './graphql/load.ts';
import { startPeer } from './graphql/peer.ts';
import { READS, type Read } from './graphql/reads.ts';
import { fillTeam } from './growth/fill.ts';
import { createInstallation } from './installation.ts';
import { ownerKey } from './serve.ts';

const POSTS = 2_000;
const WARM_UP_ROUNDS = 2;
const GOALS = { nestedTimesAtLeast: 1, flatTimesAtLeast: 1, p99TimesAtMost: 1 };

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    rounds: { type: 'string', default: '9' },
    seconds: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
  },
});
const rounds = Number(values.rounds);
const forMs = Number(values.seconds) * 1_000;

const installation = await createInstallation();
const { deps, databaseUrl, teamId } = installation;
await fillTeam(installation, POSTS);
// The peer's order has an index as ours has.
await deps.db.$executeRaw`CREATE INDEX ON posts (team_id, created_at, id)`;
await deps.db.$executeRawUnsafe('VACUUM ANALYZE');
const key = await ownerKey(installation);
const port = await findFreePort();
const own = await startProcess({ ...deps, databaseUrl }, 'http', {
  API_PORT: String(port),
  // One key asks for more than any client may.
  LIMIT_COST_POINTS: '1000000000',
  LIMIT_COST_POINTS_PER_SECOND: '1000000000',
});
const peer = await startPeer(databaseUrl);
try {
  const rows = new Map<string, Row>();
  for (const read of READS) if (read.name.startsWith(values.only)) rows.set(read.name, await compare(read));
  console.table(Object.fromEntries(rows));
  const metrics = Object.fromEntries(
    [...rows].flatMap(([name, { times, p99Times }]) => [
      [`${name}Times`, times],
      [`${name}P99Times`, p99Times],
    ]),
  );
  const pass = (['nested', 'flat'] as const).every((name) => {
    const row = rows.get(name);
    return !row || (row.times >= GOALS[`${name}TimesAtLeast`] && row.p99Times <= GOALS.p99TimesAtMost);
  });
  console.log(JSON.stringify({ bench: 'graphql', metrics, goals: GOALS, pass }));
  process.exitCode = pass ? 0 : 1;
} finally {
  peer.stop();
  await killHard(own);
  await installation.close();
}

type Row = {
  ours: number;
  peer: number;
  times: number;
  oursP99Ms: number;
  peerP99Ms: number;
  p99Times: number;
};

async function compare(read: Read): Promise<Row> {
  const targets: Record<'ours' | 'peer', Target> = {
    ours: {
      url: `http://127.0.0.1:${port}/graphql`,
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: read.ours }),
    },
    peer: { url: peer.url, headers: {}, body: JSON.stringify({ query: read.peer(teamId) }) },
  };
  const data = { ours: dataOf(await ask(targets.ours)), peer: dataOf(await ask(targets.peer)) };
  deepStrictEqual(read.rows(data.ours), read.rows(data.peer));
  const expected = { ours: beginningOf(data.ours), peer: beginningOf(data.peer) };

  const loads = { ours: [] as Load[], peer: [] as Load[] };
  for (let round = 0; round < rounds + WARM_UP_ROUNDS; round++) {
    for (const side of round % 2 === 0 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const)) {
      const each = await load(targets[side], expected[side], forMs);
      if (round >= WARM_UP_ROUNDS) loads[side].push(each);
    }
  }
  const medianOf = (side: 'ours' | 'peer', what: keyof Load) => median(loads[side].map((each) => each[what]));
  const timesOf = (what: keyof Load) =>
    median(loads.ours.map((each, n) => each[what] / loads.peer[n]![what]));
  return {
    ours: Math.round(medianOf('ours', 'perSecond')),
    peer: Math.round(medianOf('peer', 'perSecond')),
    times: round2(timesOf('perSecond')),
    oursP99Ms: round2(medianOf('ours', 'p99Ms')),
    peerP99Ms: round2(medianOf('peer', 'p99Ms')),
    p99Times: round2(timesOf('p99Ms')),
  };
}

function dataOf(answer: string): unknown {
  const { data, errors } = JSON.parse(answer) as { data?: unknown; errors?: unknown };
  if (errors || !data) throw new Error(`A read failed: ${answer}`);
  return data;
}

/** Of an answer with these data. */
function beginningOf(data: unknown): string {
  return JSON.stringify({ data }).slice(0, -1);
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
