import { describe, expect, it } from 'vitest';
import type { TimelineEvent } from '../../live/timeline-event.ts';
import { logIdOf, readableTimeline, reportedProgress } from './timeline.ts';

const event = (
  cursor: string,
  type: TimelineEvent['type'] = 'POST_UPDATED',
  data: unknown = {},
): TimelineEvent => ({
  cursor,
  type,
  summary: type,
  createdAt: `2026-11-21T09:00:0${cursor}.000Z`,
  actor: 'WORKER',
  data,
});

describe('a post’s history', () => {
  it('shows only the last of a run of progress reports', () => {
    const progress = 'POST_UPLOAD_PROGRESS';
    const events = [
      event('1', 'POST_INIT_ACCEPTED'),
      event('2', progress),
      event('3', progress),
      event('4', 'POST_PROCESSING'),
    ];
    expect(readableTimeline(events).map(({ cursor }) => cursor)).toEqual(['1', '3', '4']);
  });

  it('finds TikTok’s log id where there is one', () => {
    expect(logIdOf(event('1', 'POST_FAILED', { logId: '2026ABC' }))).toBe('2026ABC');
    expect(logIdOf(event('1', 'POST_FAILED', { logId: null }))).toBeNull();
    expect(logIdOf(event('1', 'POST_FAILED', null))).toBeNull();
  });

  it('reads the furthest progress of one attempt', () => {
    const report = (attempt: number, acknowledgedBytes: number) =>
      event('1', 'POST_UPLOAD_PROGRESS', { attempt, acknowledgedBytes });
    expect(reportedProgress([report(1, 900), report(2, 100), report(2, 50)], 2)).toBe(100);
    expect(reportedProgress([], 1)).toBe(0);
  });
});
