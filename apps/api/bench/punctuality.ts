// How late due posts are taken up: thousands spread over some seconds with clocks apart, and many at one instant, beside
// pg-boss as it comes and a bare loop that makes the same calls to TikTok with the same concurrency. The bursts alternate
// with the bare loop's; their medians are compared.
// Usage: node apps/api/bench/punctuality.ts [--posts 3000] [--seconds 15] [--burst 1000] [--rounds 3] [--only claims|burst]
import { parseArgs } from 'node:util';
import { measureBareLoop, measureBurst } from './punctuality/burst.ts';
import { measureClaims, measurePeer } from './punctuality/claims.ts';
import { type Lateness, quantile, round } from './punctuality/lateness.ts';
import { createWorld, type World } from './punctuality/world.ts';

const CLOCKS_OFF_MS = [-100, -20, 0, 20, 100, 1_000];
const GOALS = { p99MsAtMost: 20, early: 0, lastInitTimesBareAtMost: 1.3, jobsPerPostAtMost: 1.1 };

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    posts: { type: 'string', default: '3000' },
    seconds: { type: 'string', default: '15' },
    burst: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
  },
});
const posts = Number(values.posts);
const spanMs = Number(values.seconds) * 1_000;
const burst = Number(values.burst);

const world = await createWorld();
try {
  const claims = values.only === 'burst' ? null : await compareClaims(world);
  const bursts = values.only === 'claims' ? null : await compareBursts(world);
  const metrics = { ...claims, ...bursts };
  const pass =
    (!claims ||
      (claims.takenUp === posts && claims.p99Ms <= GOALS.p99MsAtMost && claims.early === GOALS.early)) &&
    (!bursts ||
      (bursts.lastInitTimesBare <= GOALS.lastInitTimesBareAtMost &&
        bursts.jobsPerPost <= GOALS.jobsPerPostAtMost));
  console.log(JSON.stringify({ bench: 'punctuality', metrics, goals: GOALS, pass }));
  process.exitCode = pass ? 0 : 1;
} finally {
  await world.close();
}

/** The worst of all clocks, beside the peer. */
async function compareClaims(world: World) {
  const accounts = await world.connectAccounts('planned');
  await world.deps.db.$executeRaw`ANALYZE`;
  const rows: Record<string, Lateness> = {};
  for (const offMs of CLOCKS_OFF_MS) {
    rows[`Airdate, clock off by ${offMs} ms`] = await measureClaims(world, accounts, {
      offMs,
      posts,
      spanMs,
    });
  }
  const all = Object.values(rows);
  const peer = await measurePeer(world, { posts, spanMs });
  console.table({ ...rows, 'pg-boss as it comes': peer });
  return {
    ...{ posts, seconds: spanMs / 1_000 },
    p99Ms: Math.max(...all.map(({ p99 }) => p99)),
    p50Ms: Math.max(...all.map(({ p50 }) => p50)),
    early: all.reduce((sum, { early }) => sum + early, 0),
    takenUp: Math.min(...all.map(({ done }) => done)),
    ...{ peerP99Ms: peer.p99, peerTakenUp: peer.done },
  };
}

async function compareBursts(world: World) {
  const bare: number[] = [];
  const ours: Awaited<ReturnType<typeof measureBurst>>[] = [];
  for (let at = 1; at <= Number(values.rounds); at++) {
    bare.push(await measureBareLoop(world, { name: `bare_${at}`, posts: burst }));
    ours.push(await measureBurst(world, { name: `ours_${at}`, posts: burst }));
  }
  const lastInitMs = ours.map((run) => run.lastInitMs);
  console.table({ Airdate: lastInitMs.map(round), 'bare loop': bare.map(round) });
  return {
    burst,
    burstFirstCallP50Ms: quantile(
      ours.map(({ firstCall }) => firstCall.p50),
      0.5,
    ),
    burstLastInitMs: round(quantile(lastInitMs, 0.5)),
    bareLastInitMs: round(quantile(bare, 0.5)),
    lastInitTimesBare: round(quantile(lastInitMs, 0.5) / quantile(bare, 0.5)),
    jobsPerPost: Math.max(...ours.map(({ jobsPerPost }) => jobsPerPost)),
  };
}
