import { describe, expect } from 'vitest';
import { INVALID_PARAMS } from './wire/answer.ts';
import { type Caller, PATHS } from './wire/caller.ts';
import { contract } from './wire/contract.ts';
import type { SimulatedTikTok } from './wire/tiktok.ts';

const { withControl, withToken } = contract('Query Videos');

const UNKNOWN_ID = '7300000000000000001';

const query = (creator: Caller, ids: unknown, fields = 'id,view_count') =>
  creator.post(`${PATHS.videoQuery}?fields=${fields}`, { filters: { video_ids: ids } });

async function published(tiktok: SimulatedTikTok, privacyLevel = 'PUBLIC_TO_EVERYONE'): Promise<string> {
  await tiktok.ended(await tiktok.creator.publish({ privacy_level: privacyLevel }));
  return tiktok.simulator.posts().at(-1)!.id;
}

describe('a query of videos', () => {
  withControl('gives the asked fields of known ids', async (tiktok) => {
    const id = await published(tiktok);
    const answer = await query(tiktok.creator, [id]);
    expect(answer).toMatchObject({ status: 200, code: 'ok' });
    expect(answer.data.videos).toEqual([{ id, view_count: expect.any(Number) }]);
  });

  withControl('gives counters that never shrink', async (tiktok) => {
    tiktok.simulator.configure({ growthFactor: 1 });
    const id = await published(tiktok);
    const views = async () => (await query(tiktok.creator, [id])).data.videos[0].view_count;
    const before = await views();
    await tiktok.pass(3_600_000);
    expect(await views()).toBeGreaterThan(before);
  });

  withControl('leaves out foreign, hidden and deleted ids', async (tiktok) => {
    const id = await published(tiktok);
    const hidden = await published(tiktok, 'SELF_ONLY');
    expect((await query(tiktok.creator, [hidden, id, UNKNOWN_ID])).data.videos).toEqual([
      { id, view_count: expect.any(Number) },
    ]);
    expect((await query(tiktok.newCreator(), [id])).data.videos).toEqual([]);
  });

  withToken('takes 20 ids', async ({ creator }) => {
    expect((await query(creator, Array(20).fill(UNKNOWN_ID))).code).toBe('ok');
  });

  const WRONG: [string, unknown, string?][] = [
    ['21 ids', Array(21).fill(UNKNOWN_ID)],
    ['no ids', []],
    ['ids as numbers, which nobody can write exactly', [73]],
    ['an id instead of a list', UNKNOWN_ID],
    ['no fields', [UNKNOWN_ID], ''],
    ['a field that does not exist', [UNKNOWN_ID], 'reach'],
  ];
  for (const [what, ids, fields] of WRONG)
    withToken(`is refused with ${what}`, async ({ creator }) => {
      const answer = await query(creator, ids, fields);
      expect(answer.status).toBe(400);
      expect(answer.code).toMatch(INVALID_PARAMS);
    });

  withToken('is refused without filters', async ({ creator }) => {
    const answer = await creator.post(`${PATHS.videoQuery}?fields=id`, { video_ids: [UNKNOWN_ID] });
    expect(answer.code).toMatch(INVALID_PARAMS);
  });
});
