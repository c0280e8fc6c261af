import { connectCreator } from '../fixtures/connect-creator.ts';
import type { GraphQLClient } from '../fixtures/graphql-client.ts';
import { test as base, expect } from '../fixtures/test.ts';
import { uploadVideo } from '../fixtures/upload-video.ts';
import { MEGABYTE } from '../fixtures/video-file.ts';
import { Composer } from '../screens/composer.ts';

type Planner = { accountId: string; nickname: string; mediaAssetId: string };

/** An account with a slot at 18:30 of each day, and a video for it. */
const test = base.extend<{ planner: Planner }>({
  planner: async ({ session, makeCreator, makeVideo }, use) => {
    const { username, nickname } = await makeCreator();
    const accountId = await connectCreator(session, username);
    await addDailySlot(session, accountId);
    const mediaAssetId = await uploadVideo(session, await makeVideo({ sizeBytes: MEGABYTE }));
    await use({ accountId, nickname, mediaAssetId });
  },
});

const DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

async function addDailySlot(client: GraphQLClient, accountId: string): Promise<void> {
  const query = 'query ($id: ID!) { node(id: $id) { ... on Account { schedule { id } } } }';
  const { node } = await client.ask<{ node: { schedule: { id: string } } }>(query, { id: accountId });
  const slots = DAYS.map((weekday) => ({ weekday, hour: 18, minute: 30 }));
  const mutation = 'mutation ($input: UpdateScheduleInput!) { updateSchedule(input: $input) { __typename } }';
  const input = { scheduleId: node.schedule.id, slots, timeZone: 'Europe/Berlin' };
  expect(await client.ask(mutation, { input })).toEqual({ updateSchedule: { __typename: 'Schedule' } });
}

test('two posts for the next free slot get one after the other', async ({ page, session, planner }) => {
  await page.goto('/');
  const composer = new Composer(page);
  const planned: string[] = [];
  for (const caption of ['The first of the queue', 'The second of the queue']) {
    await composer.open();
    await composer.chooseAccount(planner.nickname);
    await composer.chooseVideo(planner.mediaAssetId);
    await composer.caption.fill(caption);
    await composer.choosePrivacy('Everyone');
    await page.getByRole('radio', { name: 'In the next free slot' }).check();
    await expect(composer.scheduleButton).toBeEnabled();
    await composer.scheduleButton.click();
    await page.waitForURL('**/posts/*');
    await expect(page.getByTestId('post-status')).toHaveAttribute('data-status', 'SCHEDULED');
    const id = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1)!);
    const query = 'query ($id: ID!) { node(id: $id) { ... on Post { publishLocalTime } } }';
    const { node } = await session.ask<{ node: { publishLocalTime: string } }>(query, { id });
    planned.push(node.publishLocalTime);
  }
  const [first, second] = planned as [string, string];
  expect(planned.map((localTime) => localTime.slice(11))).toEqual(['18:30:00', '18:30:00']);
  expect(Date.parse(`${second}Z`) - Date.parse(`${first}Z`)).toBe(86_400_000);
});
