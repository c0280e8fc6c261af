import { ENDPOINTS } from '@airdate/tiktok';
import type { Seen } from '../seen.ts';
import type { Rule } from './rule.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const callTimes = new WeakMap<Seen, Map<string, number[]>>();

export const callLimits: Rule = {
  name: 'call limits',
  says: 'In no sliding minute TikTok gets more calls for a creator than it allows.',
  *broken(seen) {
    const times = callTimes.get(seen) ?? new Map<string, number[]>();
    callTimes.set(seen, times);
    for (const { endpoint, creator, atMs } of seen.fresh.calls) {
      const limit = LIMITED[endpoint];
      if (limit === undefined || creator === null) continue;
      const key = `${creator} ${endpoint}`;
      const recent = (times.get(key) ?? []).filter((at) => at > atMs - MINUTE_MS);
      times.set(key, [...recent, atMs]);
      if (recent.length >= limit)
        yield `${recent.length + 1} calls to ${endpoint} for ${creator} in a minute`;
    }
  },
};

const LIMITED: Record<string, number> = Object.fromEntries(
  (['creator_info.query', 'video.init', 'inbox.video.init', 'status.fetch'] as const).map((name) => [
    name,
    ENDPOINTS[name].callsPerMinute,
  ]),
);

type Refusal = { atMs: number; roomAtMs: number };
const refusals = new WeakMap<Seen, Map<string, Refusal>>();

export const capsAskedOnce: Rule = {
  name: 'caps asked once',
  says: 'Once TikTok named a cap of a creator, no post asks again before there can be room.',
  *broken(seen) {
    const known = refusals.get(seen) ?? new Map<string, Refusal>();
    refusals.set(seen, known);
    for (const { endpoint, creator, atMs, code, fault } of seen.fresh.calls) {
      if (creator === null || endpoint !== 'video.init' || fault !== null) continue;
      if (code === 'ok') known.delete(creator);
      if (code !== 'spam_risk_too_many_posts') continue;
      const before = known.get(creator);
      if (before && atMs < before.roomAtMs) {
        yield `${creator} asked again after ${atMs - before.atMs} ms, room comes after ${before.roomAtMs - before.atMs} ms`;
      }
      known.set(creator, { atMs, roomAtMs: roomAtMs(seen, creator, atMs) });
    }
  },
};

/** When the oldest of the posts that TikTok counts leaves the window. */
function roomAtMs(seen: Seen, creator: string, atMs: number): number {
  const openId = seen.openIdOf(creator);
  const counted = seen.tasks.filter(
    (task) =>
      task.openId === openId &&
      task.kind === 'direct_video' &&
      task.status !== 'FAILED' &&
      task.createdAtMs > atMs - DAY_MS,
  );
  return Math.min(...counted.map((task) => task.createdAtMs)) + DAY_MS;
}
