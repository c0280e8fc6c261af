import type { EnumValue } from '../../graphql/graphql.ts';
import type { TimelineEvent } from '../../live/timeline-event.ts';

/** What a reader wants to see: of a run of progress reports only the last. */
export function readableTimeline(events: readonly TimelineEvent[]): TimelineEvent[] {
  return events.filter(
    (event, index) =>
      event.type !== 'POST_UPLOAD_PROGRESS' || events[index + 1]?.type !== 'POST_UPLOAD_PROGRESS',
  );
}

/** TikTok's log id that an event carries, for its support. */
export function logIdOf(event: TimelineEvent): string | null {
  const { data } = event;
  if (typeof data !== 'object' || data === null || !('logId' in data)) return null;
  return typeof data.logId === 'string' && data.logId !== '' ? data.logId : null;
}

/** The latest progress that events report for an attempt. */
export function reportedProgress(events: readonly TimelineEvent[], attempt: number): number {
  let bytes = 0;
  for (const { type, data } of events) {
    if (type !== 'POST_UPLOAD_PROGRESS' || typeof data !== 'object' || data === null) continue;
    const report = data as { attempt?: unknown; acknowledgedBytes?: unknown };
    if (report.attempt === attempt && typeof report.acknowledgedBytes === 'number') {
      bytes = Math.max(bytes, report.acknowledgedBytes);
    }
  }
  return bytes;
}

/** Who did it, for people. */
export const ACTOR_NAMES: Record<EnumValue<'ActorKind'>, string> = {
  API_KEY: 'an API key',
  SYSTEM: 'Airdate',
  TIKTOK: 'TikTok',
  USER: 'a team member',
  WORKER: 'Airdate',
};
