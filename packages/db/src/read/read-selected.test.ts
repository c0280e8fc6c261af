import { expect, test } from 'vitest';
import { createTeamRows } from '../../test/team-rows.ts';
import { dbOfTeam, Prisma, readSelected } from '../index.ts';
import { createTestDatabase } from '../testing/index.ts';

const { db } = await createTestDatabase();
const ours = await createTeamRows(db, 'ours');
const theirs = await createTeamRows(db, 'theirs');
const us = dbOfTeam(db, ours.teamId);

const { account, mediaAsset, post } = us;
const second = await db.post.create({
  data: {
    caption: 'Zweiter „Beitrag“ \\ 🎬\n',
    teamId: ours.teamId,
    ...(await db.post.findUniqueOrThrow({
      where: { id: ours.postId },
      select: { accountId: true, mediaAssetId: true },
    })),
    privacyLevel: 'SELF_ONLY',
    publishAt: new Date('2026-03-29T07:00:00.123Z'),
    tiktokPostIds: ['7412345678901234567', '{,"'],
    attempts: {
      create: [
        { number: 2, logIds: ['b'] },
        { number: 1, step: 'SETTLED', outcome: 'ABANDONED' },
      ],
    },
  },
});
await db.mediaAsset.update({
  where: { id: second.mediaAssetId },
  data: { sizeBytes: 9_007_199_254_740_993n },
});

const scalars = (model: Prisma.ModelName) =>
  Object.fromEntries(
    Object.keys(Prisma[`${model}ScalarFieldEnum` as 'PostScalarFieldEnum']).map((name) => [name, true]),
  );

type Rows = { findMany(args: object): Promise<{ id: string }[]> };

const SELECTIONS: { model: Prisma.ModelName; rows: Rows; table: string; select: Record<string, unknown> }[] =
  [
    { model: 'Post', rows: post as never, table: 'posts', select: { id: true } },
    { model: 'Post', rows: post as never, table: 'posts', select: { ...scalars('Post'), team: false } },
    {
      model: 'Post',
      rows: post as never,
      table: 'posts',
      select: {
        id: true,
        account: {
          select: { nickname: true, schedule: { select: { slots: { select: { weekday: true } } } } },
        },
        mediaAsset: { select: scalars('MediaAsset') },
        attempts: {
          select: { number: true, logIds: true, upload: { select: { sizeBytes: true } } },
          orderBy: { number: 'asc' },
        },
        series: { select: { caption: true } },
      },
    },
    { model: 'MediaAsset', rows: mediaAsset as never, table: 'media_assets', select: scalars('MediaAsset') },
    {
      model: 'Account',
      rows: account as never,
      table: 'accounts',
      select: {
        ...scalars('Account'),
        posts: { select: { id: true }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] },
      },
    },
  ];

const all = (table: string) => Prisma.sql`SELECT id FROM ${Prisma.raw(table)} ORDER BY id DESC`;

test.each(SELECTIONS)(
  'rows of $model are read as Prisma reads them',
  async ({ model, rows, table, select }) => {
    const expected = await rows.findMany({ select: { ...select, id: true }, orderBy: { id: 'desc' } });
    expect(expected.length).toBeGreaterThan(0);
    // Postgres keeps the plan from the third time on.
    for (let n = 0; n < 5; n++) {
      const read = await readSelected(db, ours.teamId, {
        model,
        page: all(table),
        select: { ...select, id: true },
      });
      expect(read).toEqual(expected);
    }
  },
);

test('rows come in the order of the page, and only those behind the wall', async () => {
  const ids = [theirs.postId, second.id, ours.postId];
  const page = Prisma.sql`
    SELECT wanted.id FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS wanted (id, place) ORDER BY place`;
  const read = (teamId: string) => readSelected(db, teamId, { model: 'Post', page, select: { id: true } });
  expect(await read(ours.teamId)).toEqual([{ id: second.id }, { id: ours.postId }]);
  expect(await read(theirs.teamId)).toEqual([{ id: theirs.postId }]);
});

test('an empty page has no rows', async () => {
  const page = Prisma.sql`SELECT id FROM posts WHERE false`;
  expect(await readSelected(db, ours.teamId, { model: 'Post', page, select: { id: true } })).toEqual([]);
});

test('a page that fails is forgotten, and the next one is read', async () => {
  const read = (page: Prisma.Sql) =>
    readSelected(db, ours.teamId, { model: 'Post', page, select: { id: true } });
  await expect(
    read(Prisma.sql`SELECT id FROM posts WHERE 1 / (position('x' in caption) * 0) = 1`),
  ).rejects.toThrow('division by zero');
  expect(await read(all('posts'))).toHaveLength(2);
});

test.each<[string, Record<string, unknown>]>([
  ['a filter', { attempts: { select: { id: true }, where: { number: 1 } } }],
  ['a page', { attempts: { select: { id: true }, take: 1 } }],
  ['a count', { _count: { select: { attempts: true } } }],
  [
    'an order by another table',
    { attempts: { select: { id: true }, orderBy: { upload: { sizeBytes: 'asc' } } } },
  ],
  ['all columns of a relation', { account: true }],
])('a selection with %s is left to Prisma', async (_what, select) => {
  expect(await readSelected(db, ours.teamId, { model: 'Post', page: all('posts'), select })).toBeNull();
});
