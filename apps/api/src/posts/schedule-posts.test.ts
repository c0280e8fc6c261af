import { expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { createTestTeam } from '../../test/test-deps.ts';
import { connectSimulatedCreator } from '../../test/tiktok-deps.ts';
import { ForbiddenError, NotFoundError, ValidationError } from '../errors.ts';
import { globalId } from '../global-id.ts';
import { updateSchedule } from '../schedules/update-schedule.ts';
import { contentHash } from './content-hash.ts';
import { schedulePosts } from './schedule-posts.ts';
import { updatePost } from './update-post.ts';

const world = await createPublishingWorld();
const { deps, simulator, team } = world;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

async function creator(username: string, slotHours: number[] = []) {
  simulator.createCreator({ username });
  const { account } = await connectSimulatedCreator({ deps, simulator }, team.teamId, { username });
  const { id: scheduleId } = await deps.db.schedule.findUniqueOrThrow({ where: { accountId: account.id } });
  const slots = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
    slotHours.map((hour) => ({ weekday, hour, minute: 0 })),
  );
  await updateSchedule(team, { scheduleId, slots });
  return account.id;
}

/** Drafts of an account in the order in which they are agreed to. */
async function agreedDrafts(accountId: string, count: number) {
  const rows = await deps.db.post.createManyAndReturn({
    data: Array.from({ length: count }, (_, n) => ({
      teamId: team.teamId,
      accountId,
      mediaAssetId: world.video.id,
      caption: `Number ${n}`,
      privacyLevel: 'PUBLIC_TO_EVERYONE' as const,
    })),
  });
  return rows.map((post) => ({
    postId: post.id,
    contentHash: contentHash(post),
    agreedTo: ['MUSIC_USAGE' as const],
  }));
}

const localDay = (daysAhead: number) =>
  new Date(deps.clock.now().getTime() + daysAhead * DAY_MS).toISOString().slice(0, 10);
/** From 09:00 of one day to 09:00 of another, both counted from today. */
const span = (fromDay: number, toDay: number) => ({
  from: `${localDay(fromDay)}T09:00`,
  to: `${localDay(toDay)}T09:00`,
  timeZone: 'UTC',
});
const rowsOf = async (posts: { postId: string }[]) => {
  const rows = await deps.db.post.findMany({
    where: { id: { in: posts.map(({ postId }) => postId) } },
    include: { consents: true, events: true },
  });
  return posts.map(({ postId }) => rows.find(({ id }) => id === postId)!);
};

test('500 posts are spread evenly, each with its consent and its event, for one question to TikTok', async () => {
  const posts = await agreedDrafts(await creator('many.moe'), 500);
  const { done, plans } = await schedulePosts(team, { posts, spread: span(1, 51) });
  expect(done).toBe(true);
  expect(plans.map(({ error }) => error).filter(Boolean)).toEqual([]);

  const rows = await rowsOf(posts);
  expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['SCHEDULED']));
  const stepMs = (50 * DAY_MS) / 499;
  const first = Date.parse(`${localDay(1)}T09:00Z`);
  for (const [n, { publishAt }] of rows.entries()) {
    expect(Math.abs(publishAt!.getTime() - first - n * stepMs)).toBeLessThan(MINUTE_MS);
  }
  expect(rows.at(-1)!.publishLocalTime).toBe(`${localDay(51)}T09:00:00`);
  for (const { consents, events, publishAt, publishLocalTime, ...post } of rows) {
    expect(consents).toMatchObject([{ contentHash: contentHash(post), creatorUsername: 'many.moe' }]);
    expect(events).toMatchObject([
      {
        type: 'post.scheduled',
        actorKind: 'apiKey',
        actorId: 'id' in team.actor && team.actor.id,
        data: { publishAt: publishAt!.toISOString(), localTime: publishLocalTime, timeZone: 'UTC' },
      },
    ]);
  }
  const asked = simulator.calls().filter(({ creator }) => creator === 'many.moe');
  expect(asked).toHaveLength(1);
}, 60_000);

test('each account has the whole span, and each post of many the slots of its own account', async () => {
  const [one, two] = [await creator('pair.one', [9]), await creator('pair.two', [10, 20])];
  const [ofOne, ofTwo] = [await agreedDrafts(one, 3), await agreedDrafts(two, 2)];
  const posts = [ofOne[0]!, ofTwo[0]!, ofOne[1]!, ofTwo[1]!, ofOne[2]!];
  const dry = await schedulePosts(team, { posts, spread: span(1, 5), dryRun: true });
  expect(dry.plans.map(({ time }) => time?.localTime)).toEqual(
    [1, 1, 3, 5, 5].map((day) => `${localDay(day)}T09:00:00`),
  );

  await schedulePosts(team, { posts });
  const hours = (await rowsOf(posts)).map(({ publishLocalTime }) => Number(publishLocalTime!.slice(11, 13)));
  expect(
    hours.filter((_, n) => posts[n]!.postId !== ofTwo[0]!.postId && posts[n]!.postId !== ofTwo[1]!.postId),
  ).toEqual([9, 9, 9]);
  expect(new Set((await rowsOf(ofOne)).map(({ publishAt }) => publishAt!.getTime())).size).toBe(3);
  expect((await rowsOf(ofTwo)).map(({ publishLocalTime }) => publishLocalTime!.slice(11, 13)).sort()).toEqual(
    ['10', '20'],
  );
});

test('a dry run says the same and changes nothing', async () => {
  const posts = await agreedDrafts(await creator('dry.dan', [9]), 5);
  const dry = await schedulePosts(team, { posts, dryRun: true });
  expect(dry.done).toBe(false);
  for (const { status, publishAt, consents, events } of await rowsOf(posts)) {
    expect({ status, publishAt, consents, events }).toEqual({
      status: 'DRAFT',
      publishAt: null,
      consents: [],
      events: [],
    });
  }
  expect((await schedulePosts(team, { posts })).plans).toEqual(dry.plans);
});

test('what cannot be planned says why and stays as it is; the others share the span', async () => {
  const accountId = await creator('mixed.mo');
  const posts = await agreedDrafts(accountId, 5);
  await updatePost(team, { postId: posts[1]!.postId, caption: 'Another one' });
  await deps.db.post.update({ where: { id: posts[2]!.postId }, data: { status: 'CANCELLED' } });
  const undeclared = posts.with(3, { ...posts[3]!, agreedTo: [] as never });
  const { done, plans } = await schedulePosts(team, { posts: undeclared, spread: span(1, 2) });
  expect(done).toBe(true);
  expect(plans.map(({ error, time }) => error?.code ?? time?.localTime)).toEqual([
    `${localDay(1)}T09:00:00`,
    'post_changed',
    'action_not_available',
    'declaration_required',
    `${localDay(2)}T09:00:00`,
  ]);
  expect((await rowsOf(posts)).map(({ status }) => status)).toEqual([
    'SCHEDULED',
    'DRAFT',
    'CANCELLED',
    'DRAFT',
    'SCHEDULED',
  ]);
});

test('with allOrNothing one that cannot be planned keeps all back', async () => {
  const posts = await agreedDrafts(await creator('all.al'), 3);
  await updatePost(team, { postId: posts[1]!.postId, caption: 'Another one' });
  const { done, plans } = await schedulePosts(team, { posts, spread: span(1, 2), allOrNothing: true });
  expect(done).toBe(false);
  expect(plans.map(({ error }) => error?.code)).toEqual([undefined, 'post_changed', undefined]);
  expect((await rowsOf(posts)).every(({ status }) => status === 'DRAFT')).toBe(true);
});

test('of those that will not go out as things are the team is told at once', async () => {
  const accountId = await creator('ends.ed');
  const { grantId } = await deps.db.account.findUniqueOrThrow({ where: { id: accountId } });
  const refreshTokenExpiresAt = new Date(deps.clock.now().getTime() + 2 * DAY_MS);
  await deps.db.grant.update({ where: { id: grantId }, data: { refreshTokenExpiresAt } });
  const posts = await agreedDrafts(accountId, 2);
  await schedulePosts(team, { posts, spread: span(1, 9) });
  const warned = (await rowsOf(posts)).map(({ events }) => events.some(({ type }) => type === 'post.warned'));
  expect(warned).toEqual([false, true]);
});

test('a day holds 15 of them; each further one is told when there is room', async () => {
  const posts = await agreedDrafts(await creator('full.flo'), 18);
  const day = { from: `${localDay(2)}T09:00`, to: `${localDay(2)}T12:00`, timeZone: 'UTC' };
  const { plans } = await schedulePosts(team, { posts, spread: day });
  expect(plans.slice(0, 15).every(({ error }) => error === null)).toBe(true);
  for (const { error } of plans.slice(15)) {
    expect(error).toMatchObject({ code: 'quota_exceeded', retryAt: expect.any(Date) });
  }
  expect(plans.filter(({ time }) => time !== null)).toHaveLength(15);
});

test('two who plan for the same accounts at once get different slots, and neither waits for the other for ever', async () => {
  const [one, two] = [await creator('race.one', [9, 21]), await creator('race.two', [9, 21])];
  const requests = await Promise.all(
    [one, two, one, two].map(async (accountId, n) => [
      ...(await agreedDrafts(accountId, 10)),
      ...(await agreedDrafts(n % 2 ? one : two, 10)),
    ]),
  );
  const answers = await Promise.all(requests.map((posts) => schedulePosts(team, { posts })));
  expect(answers.every(({ done }) => done)).toBe(true);
  for (const accountId of [one, two]) {
    const planned = await deps.db.post.findMany({ where: { accountId, status: 'SCHEDULED' } });
    expect(planned).toHaveLength(40);
    expect(new Set(planned.map(({ publishAt }) => publishAt!.getTime())).size).toBe(40);
  }
});

test.each([
  ['none', 0, span(1, 2), 'invalid_input', ['posts']],
  ['a span that has passed', 1, span(-1, 1), 'time_in_past', ['spread', 'from']],
  ['a span that is too far', 1, span(1, 400), 'time_too_far', ['spread', 'to']],
  ['a span that ends before it begins', 1, span(3, 2), 'invalid_input', ['spread', 'to']],
  [
    'less than a minute for each',
    4,
    { from: '2099-01-01T00:00', to: '2099-01-01T00:02', timeZone: 'UTC' },
    'invalid_input',
    ['spread', 'to'],
  ],
  ['no zone', 1, { ...span(1, 2), timeZone: '+02:00' }, 'unknown_time_zone', ['spread', 'timeZone']],
] as const)('refused as a whole: %s', async (_what, count, spread, code, path) => {
  const posts = count === 0 ? [] : await agreedDrafts(world.accountId, count);
  const error = await schedulePosts(team, { posts, spread }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ValidationError);
  expect((error as ValidationError).issues).toMatchObject([{ code, path }]);
});

test('a post named twice, one of another team, 501 of them, and a viewer are refused as a whole', async () => {
  const [post] = await agreedDrafts(world.accountId, 1);
  await expect(schedulePosts(team, { posts: [post!, post!] })).rejects.toMatchObject({
    issues: [{ path: ['posts', '1', 'postId'] }],
  });
  const stranger = await createTestTeam(deps);
  await expect(schedulePosts(stranger, { posts: [post!] })).rejects.toBeInstanceOf(NotFoundError);
  const tooMany = Array.from({ length: 501 }, (_, n) => ({ ...post!, postId: String(n) }));
  await expect(schedulePosts(team, { posts: tooMany })).rejects.toMatchObject({
    issues: [{ path: ['posts'] }],
  });
  await expect(schedulePosts({ ...team, role: 'VIEWER' }, { posts: [post!] })).rejects.toBeInstanceOf(
    ForbiddenError,
  );
  expect((await rowsOf([post!]))[0]).toMatchObject({ status: 'DRAFT' });
});

test('over the API 500 posts are one mutation, and the failure of each is typed', async () => {
  const posts = await agreedDrafts(await creator('api.amy'), 500);
  const { url } = await startTestServer(deps);
  const ask = graphqlClient(url, await testApiKey(team));
  const { data, errors } = await ask(
    `mutation ($input: SchedulePostsInput!) {
      schedulePosts(input: $input) {
        __typename
        ... on PostPlans {
          done
          plans {
            post { id status }
            time {
              ... on PlannedTime { publishAt localTime timeZone }
              ... on Error { __typename code message path retryAt }
            }
          }
        }
        ... on Error { code message }
      }
    }`,
    {
      input: {
        posts: posts.map((post, n) => ({
          ...post,
          postId: globalId('Post', post.postId),
          contentHash: n === 7 ? 'of something else' : post.contentHash,
        })),
        spread: span(1, 61),
      },
    },
  );
  expect(errors).toBeUndefined();
  const { done, plans } = data.schedulePosts;
  expect(done).toBe(true);
  expect(plans).toHaveLength(500);
  expect(plans[7]).toMatchObject({
    post: { status: 'DRAFT' },
    time: { __typename: 'PostChangedError', code: 'post_changed' },
  });
  expect(plans[8]).toMatchObject({ post: { status: 'SCHEDULED' }, time: { timeZone: 'UTC' } });
}, 60_000);
