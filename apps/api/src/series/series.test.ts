import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTestAccount, createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../errors.ts';
import { cancelPost } from '../posts/cancel-post.ts';
import { contentHash } from '../posts/content-hash.ts';
import { createPost } from '../posts/create-post.ts';
import { schedulePost } from '../posts/schedule-post.ts';
import { updatePost } from '../posts/update-post.ts';
import { endSeries } from './end-series.ts';
import { pauseSeries, resumeSeries } from './pause-series.ts';
import { planAllSeries } from './plan-all-series.ts';
import { skipOccurrence } from './skip-occurrence.ts';
import { startSeries } from './start-series.ts';

const deps = await createTestDeps({ jobs: [] });
const team = await createTestTeam(deps);
const DAY_MS = 86_400_000;

/** A draft for the inbox, which TikTok is not asked about, and what somebody who sees it agrees to. */
async function agreedDraft(timeZone = 'UTC') {
  const account = await createTestAccount(deps.db, team.teamId, { timeZone });
  const { id: mediaAssetId } = await deps.db.mediaAsset.create({
    data: {
      teamId: team.teamId,
      status: 'READY',
      fileName: 'a.mp4',
      contentType: 'video/mp4',
      sizeBytes: 1,
      storageKey: randomUUID(),
    },
  });
  const input = { accountId: account.id, mediaAssetId, mode: 'INBOX', caption: 'Every week' } as const;
  const post = await createPost(team, input);
  return { postId: post.id, contentHash: contentHash(post), agreedTo: ['MUSIC_USAGE' as const] };
}

/** A series from 1 March 2027 on, begun at noon of the day before. */
async function begin(rule: string, timeZone = 'UTC', startLocalTime = '2027-03-01T09:00') {
  deps.clock.set('2027-02-28T12:00:00Z');
  const agreement = await agreedDraft(timeZone);
  const series = await startSeries(team, { ...agreement, rule, startLocalTime });
  return { ...agreement, series, seriesId: series.id };
}

const postsOf = (seriesId: string) =>
  deps.db.post.findMany({ where: { seriesId }, include: { consents: true }, orderBy: { publishAt: 'asc' } });
const plannedOf = async (seriesId: string) =>
  (await postsOf(seriesId))
    .filter(({ status }) => status === 'SCHEDULED')
    .map(({ publishAt }) => publishAt!.toISOString().slice(0, 16));
const eventsOf = async (accountId: string, type: string) =>
  deps.db.event.findMany({ where: { accountId, type }, orderBy: { sequence: 'asc' } });

const MONDAYS = [
  '2027-03-01T09:00',
  '2027-03-08T09:00',
  '2027-03-15T09:00',
  '2027-03-22T09:00',
  '2027-03-29T09:00',
];

test('the post becomes the first occurrence; the next five weeks are posts of the same content and agreement', async () => {
  const { postId, contentHash: agreedHash, series, seriesId } = await begin('FREQ=WEEKLY;BYDAY=MO');
  expect(await plannedOf(seriesId)).toEqual(MONDAYS);
  const posts = await postsOf(seriesId);
  expect(posts[0]!.id).toBe(postId);
  for (const { consents, ...post } of posts) {
    expect(contentHash(post)).toBe(agreedHash);
    expect(consents).toMatchObject([
      {
        contentHash: agreedHash,
        apiKeyId: 'id' in team.actor && team.actor.id,
        declarations: [expect.stringMatching(/^MUSIC_USAGE@/)],
        createdAt: series.agreedAt,
      },
    ]);
  }
  const { accountId } = series;
  expect(await eventsOf(accountId, 'post.scheduled')).toHaveLength(5);
  expect(await eventsOf(accountId, 'series.started')).toMatchObject([
    { data: { rule: 'FREQ=WEEKLY;BYDAY=MO', startLocalTime: '2027-03-01T09:00:00', timeZone: 'UTC' } },
  ]);
});

test('the job plans what comes into reach, once, however often and by however many it is run', async () => {
  const { seriesId } = await begin('FREQ=WEEKLY;BYDAY=MO');
  await planAllSeries(deps);
  expect(await plannedOf(seriesId)).toEqual(MONDAYS);
  deps.clock.advance(7 * DAY_MS);
  await Promise.all(Array.from({ length: 5 }, () => planAllSeries(deps)));
  expect(await plannedOf(seriesId)).toEqual([...MONDAYS, '2027-04-05T09:00']);
});

test('occurrences keep their wall-clock time when clocks change', async () => {
  const { seriesId } = await begin('FREQ=DAILY', 'Europe/Berlin', '2027-03-26T02:30');
  expect((await plannedOf(seriesId)).slice(0, 4)).toEqual([
    '2027-03-26T01:30',
    '2027-03-27T01:30',
    '2027-03-28T01:30',
    '2027-03-29T00:30',
  ]);
});

test('a pause leaves out its span, and what is resumed comes back', async () => {
  const { series, seriesId } = await begin('FREQ=WEEKLY;BYDAY=MO');
  await pauseSeries(team, { seriesId, from: '2027-03-08T00:00', until: '2027-03-22T09:00' });
  const without = [MONDAYS[0], MONDAYS[3], MONDAYS[4]];
  expect(await plannedOf(seriesId)).toEqual(without);
  await planAllSeries(deps);
  expect(await plannedOf(seriesId)).toEqual(without);

  await pauseSeries(team, { seriesId });
  expect(await plannedOf(seriesId)).toEqual([]);
  deps.clock.advance(10 * DAY_MS);
  await resumeSeries(team, { seriesId });
  expect(await plannedOf(seriesId)).toEqual(
    [...MONDAYS.slice(2), '2027-04-05T09:00', '2027-04-12T09:00'].filter((at) => at < '2027-04-14'),
  );
  expect((await eventsOf(series.accountId, 'series.paused')).map(({ data }) => data)).toEqual([
    { from: '2027-03-08T00:00:00.000Z', until: '2027-03-22T09:00:00.000Z' },
    { from: '2027-02-28T12:00:00.000Z', until: null },
  ]);
});

test.each([
  [{ until: '2027-02-28T11:00' }, 'time_in_past'],
  [{ from: '2027-03-08T00:00', until: '2027-03-08T00:00' }, 'invalid_input'],
  [{ from: 'next week' }, 'invalid_input'],
])('no pause: %j', async (span, code) => {
  const { seriesId } = await begin('FREQ=WEEKLY;BYDAY=MO');
  await expect(pauseSeries(team, { seriesId, ...span })).rejects.toMatchObject({ issues: [{ code }] });
  expect(await plannedOf(seriesId)).toEqual(MONDAYS);
});

test('one occurrence is skipped, be it planned or months ahead, and stays out', async () => {
  const { seriesId } = await begin('FREQ=WEEKLY;BYDAY=MO');
  await skipOccurrence(team, { seriesId, localTime: '2027-03-08T09:00' });
  await skipOccurrence(team, { seriesId, localTime: '2027-04-05T09:00:00' });
  const [, , third] = await postsOf(seriesId);
  await cancelPost(team, { postId: third!.id });
  deps.clock.advance(8 * DAY_MS);
  await planAllSeries(deps);
  const left = (await plannedOf(seriesId)).filter((at) => at > '2027-03-02');
  expect(left).toHaveLength(3);
  expect(left).not.toContain('2027-03-08T09:00');
  expect(left).not.toContain('2027-04-05T09:00');
  expect(left).not.toContain(third!.publishAt!.toISOString().slice(0, 16));
});

test('no time that is none of the series’ is skipped, nor one that has passed', async () => {
  const { seriesId } = await begin('FREQ=WEEKLY;BYDAY=MO');
  deps.clock.set('2027-03-01T09:00:00Z');
  for (const localTime of ['2027-03-09T09:00', '2027-03-08T09:01', '2027-03-01T09:00']) {
    await expect(skipOccurrence(team, { seriesId, localTime })).rejects.toMatchObject({
      code: 'no_occurrence',
    });
  }
});

test('an edited occurrence is agreed to anew, and stands on its own from then on', async () => {
  const { seriesId } = await begin('FREQ=WEEKLY;BYDAY=MO');
  const second = (await postsOf(seriesId))[1]!;
  deps.clock.advance(1_000);
  const edited = await updatePost(team, { postId: second.id, caption: 'This week only' });
  expect(edited).toMatchObject({ status: 'DRAFT', occurrenceLocalTime: '2027-03-08T09:00:00' });
  await planAllSeries(deps);
  expect(await plannedOf(seriesId)).toEqual(MONDAYS.filter((at) => at !== '2027-03-08T09:00'));
  await schedulePost(team, {
    postId: second.id,
    contentHash: contentHash(edited),
    agreedTo: ['MUSIC_USAGE'],
    localTime: '2027-03-09T10:00',
    timeZone: 'UTC',
  });
  await pauseSeries(team, { seriesId });
  expect(await plannedOf(seriesId)).toEqual(['2027-03-09T10:00']);
  await endSeries(team, { seriesId });
  expect(await plannedOf(seriesId)).toEqual(['2027-03-09T10:00']);
});

test('a series that ended plans nothing more and takes no change', async () => {
  const { seriesId } = await begin('FREQ=DAILY');
  await endSeries(team, { seriesId });
  await planAllSeries(deps);
  expect(await plannedOf(seriesId)).toEqual([]);
  for (const change of [endSeries, resumeSeries, pauseSeries]) {
    await expect(change(team, { seriesId })).rejects.toMatchObject({ code: 'series_ended' });
  }
});

test('nothing is planned for an account that is disconnected', async () => {
  const { series, seriesId } = await begin('FREQ=WEEKLY;BYDAY=MO');
  await deps.db.account.update({ where: { id: series.accountId }, data: { status: 'DISCONNECTED' } });
  deps.clock.advance(14 * DAY_MS);
  await planAllSeries(deps);
  expect(await plannedOf(seriesId)).toEqual(MONDAYS);
});

test('an occurrence for which a cap leaves no room is held until there is', async () => {
  deps.clock.set('2027-02-28T12:00:00Z');
  const agreement = await agreedDraft();
  const post = await deps.db.post.findUniqueOrThrow({
    where: { id: agreement.postId },
    include: { account: true },
  });
  const start = { ...agreement, rule: 'FREQ=DAILY', startLocalTime: '2027-03-03T09:00' };
  const { id: seriesId } = await startSeries(team, start);
  await pauseSeries(team, { seriesId });
  await deps.db.capObservation.create({
    data: {
      grantId: post.account.grantId,
      code: 'spam_risk_too_many_pending_share',
      observedAt: deps.clock.now(),
      retryAt: new Date('2027-03-04T12:00:00Z'),
    },
  });
  await resumeSeries(team, { seriesId });
  const [first, second, third] = (await postsOf(seriesId)).filter(({ status }) => status !== 'CANCELLED');
  for (const held of [first!, second!]) {
    expect(held).toMatchObject({
      status: 'HELD',
      problemCode: 'spam_risk_too_many_pending_share',
      problemRetryAt: new Date('2027-03-04T12:00:00Z'),
    });
  }
  expect(third).toMatchObject({ status: 'SCHEDULED', problemCode: null });
});

test.each([
  [{ rule: 'every Monday' }, 'rule_not_readable', ['rule']],
  [{ rule: 'FREQ=DAILY;UNTIL=20270101' }, 'no_occurrence', ['rule']],
  [{ startLocalTime: 'Monday' }, 'invalid_input', ['startLocalTime']],
])('no series: %j', async (wrong, code, path) => {
  deps.clock.set('2027-02-28T12:00:00Z');
  const agreement = await agreedDraft();
  const start = startSeries(team, {
    ...agreement,
    rule: 'FREQ=DAILY',
    startLocalTime: '2027-03-01T09:00',
    ...wrong,
  });
  await expect(start).rejects.toMatchObject({ issues: [{ code, path }] });
  expect(await deps.db.post.findUniqueOrThrow({ where: { id: agreement.postId } })).toMatchObject({
    status: 'DRAFT',
    seriesId: null,
  });
});

test('a changed post, a post of another series, a viewer and another team start and change nothing', async () => {
  const { postId, contentHash: hash, seriesId } = await begin('FREQ=WEEKLY');
  const start = {
    agreedTo: ['MUSIC_USAGE' as const],
    rule: 'FREQ=DAILY',
    startLocalTime: '2027-03-01T09:00',
  };
  await expect(startSeries(team, { ...start, postId, contentHash: 'of another one' })).rejects.toMatchObject({
    code: 'post_changed',
  });
  await expect(startSeries(team, { ...start, postId, contentHash: hash })).rejects.toBeInstanceOf(
    ConflictError,
  );
  const viewer = { ...team, role: 'VIEWER' as const };
  await expect(startSeries(viewer, { ...start, postId, contentHash: hash })).rejects.toBeInstanceOf(
    ForbiddenError,
  );
  await expect(endSeries(viewer, { seriesId })).rejects.toBeInstanceOf(ForbiddenError);
  await expect(endSeries(await createTestTeam(deps), { seriesId })).rejects.toBeInstanceOf(NotFoundError);
});
