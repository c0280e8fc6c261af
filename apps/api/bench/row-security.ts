// What the wall between teams costs: the same GraphQL requests over HTTP with row level security and without it, in turns.
// Usage: node apps/api/bench/row-security.ts [--rounds 40]
import { deepStrictEqual } from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { startEventListener } from '../src/events/event-listener.ts';
import { globalId } from '../src/global-id.ts';
import { connectCreator, createInstallation, type Installation } from './installation.ts';
import { ask, ownerKey, serve } from './serve.ts';

const TEAMS = 10;
const POSTS_PER_TEAM = 2_000;
const STATUSES = [
  ...Array<'PUBLISHED'>(6).fill('PUBLISHED'),
  'SCHEDULED',
  'DRAFT',
  'FAILED',
  'CANCELLED',
] as const;
const REQUESTS_PER_TURN = 15;
const GOALS = { pageTimesAtMost: 1.3, nodeTimesAtMost: 1.3, mutationTimesAtMost: 1.4 };

const PAGE = `{ posts(first: 20) { totalCount edges { node {
  id caption status publishAt account { id nickname username } mediaAsset { id fileName durationSeconds }
} } } }`;
const NODE = 'query ($id: ID!) { node(id: $id) { ... on Post { id caption status account { nickname } } } }';
const MUTATION = `mutation ($id: ID!, $timeZone: TimeZone!) {
  updateAccount(input: { accountId: $id, timeZone: $timeZone }) { __typename ... on Account { id timeZone } }
}`;

type Variables = Record<string, unknown>;
type Kind = { name: 'page' | 'node' | 'mutation'; query: string; variables(turn: number): Variables };

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: { rounds: { type: 'string', default: '40' } },
});
const rounds = Number(values.rounds);

const installation = await createInstallation();
const listener = await startEventListener(installation.databaseUrl, installation.deps.log);
try {
  await main();
} finally {
  await listener.close();
  await installation.close();
}

async function main(): Promise<void> {
  const { accountId, postId } = await fillTeams(installation);
  const key = await ownerKey(installation);
  const walled = await serve(installation.deps, listener, { behindWall: true });
  const plain = await serve(installation.deps, listener, { behindWall: false });
  const kinds: Kind[] = [
    { name: 'page', query: PAGE, variables: () => ({}) },
    { name: 'node', query: NODE, variables: () => ({ id: globalId('Post', postId) }) },
    {
      name: 'mutation',
      query: MUTATION,
      // Another zone each time, so that every request writes the row and its event.
      variables: (turn) => ({
        id: globalId('Account', accountId),
        timeZone: turn % 2 === 0 ? 'Europe/Berlin' : 'Europe/Paris',
      }),
    },
  ];

  const took = new Map(kinds.map(({ name }) => [name, { walled: [] as number[], plain: [] as number[] }]));
  for (let round = 0; round < rounds + 2; round++) {
    for (const kind of kinds) {
      const sides = round % 2 === 0 ? (['walled', 'plain'] as const) : (['plain', 'walled'] as const);
      const answers: unknown[] = [];
      for (const side of sides) {
        for (let i = 0; i < REQUESTS_PER_TURN; i++) {
          const startedAt = performance.now();
          const answer = await ask(side === 'walled' ? walled : plain, key, kind.query, kind.variables(i));
          // The first rounds warm both up.
          if (round >= 2) took.get(kind.name)![side].push(performance.now() - startedAt);
          if (i === 0) answers.push(answer);
        }
      }
      deepStrictEqual(answers[0], answers[1], 'both answer the same');
    }
  }
  walled.server.close();
  plain.server.close();
  report(took);
}

/** Teams of the same size, so that the wall has something to hide. @returns things of the installation's own team */
async function fillTeams(bench: Installation): Promise<{ accountId: string; postId: string }> {
  const { db } = bench.deps;
  let own = { accountId: '', postId: '' };
  for (let n = 0; n < TEAMS; n++) {
    const { id: teamId } =
      n === 0
        ? { id: bench.teamId }
        : await db.team.create({ data: { name: `Team ${n}`, slug: `team-${n}` } });
    const accountId = await connectCreator({ ...bench, teamId }, `creator.${n}`);
    const file = { contentType: 'video/mp4', status: 'READY', sizeBytes: 1, durationSeconds: 4 } as const;
    const assets = await db.mediaAsset.createManyAndReturn({
      data: Array.from({ length: 50 }, (_, i) => ({
        ...file,
        teamId,
        fileName: `film-${i}.mp4`,
        storageKey: `uploads/${n}-${i}`,
      })),
    });
    const posts = await db.post.createManyAndReturn({
      data: Array.from({ length: POSTS_PER_TEAM }, (_, i) => ({
        teamId,
        accountId,
        mediaAssetId: assets[i % assets.length]!.id,
        caption: `Post ${i} of team ${n}`,
        status: STATUSES[i % STATUSES.length]!,
        createdAt: new Date(Date.UTC(2026, 0, 1) + i * 60_000),
      })),
    });
    if (n === 0) own = { accountId, postId: posts[POSTS_PER_TEAM / 2]!.id };
  }
  await db.$executeRaw`ANALYZE`;
  return own;
}

function report(took: Map<Kind['name'], { walled: number[]; plain: number[] }>): void {
  const of = (name: Kind['name']) => {
    const { walled, plain } = took.get(name)!;
    const [walledMs, plainMs] = [median(walled), median(plain)];
    return { walledMs: round(walledMs), plainMs: round(plainMs), times: round(walledMs / plainMs) };
  };
  const [page, node, mutation] = [of('page'), of('node'), of('mutation')];
  console.table({ 'a page of 20 posts': page, 'a post by its id': node, 'a small mutation': mutation });
  const metrics = {
    requests: rounds * REQUESTS_PER_TURN,
    pageTimes: page.times,
    nodeTimes: node.times,
    mutationTimes: mutation.times,
    ...{ pageMs: page.walledMs, nodeMs: node.walledMs, mutationMs: mutation.walledMs },
  };
  const pass =
    page.times <= GOALS.pageTimesAtMost &&
    node.times <= GOALS.nodeTimesAtMost &&
    mutation.times <= GOALS.mutationTimesAtMost;
  console.log(JSON.stringify({ bench: 'row-security', metrics, goals: GOALS, pass }));
  process.exitCode = pass ? 0 : 1;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
