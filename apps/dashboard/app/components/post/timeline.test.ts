import { describe, expect, it } from 'vitest';
import type { TimelineEvent } from '../../live/timeline-event.ts';
import { logIdOf, readableTimeline, reportedProgress } from './timeline.ts';

const event = (cursor: string, type = 'post.updated', data: unknown = {}): TimelineEvent => ({
  cursor,
  type,
  summary: type,
  createdAt: `2026-11-21T09:00:0${cursor}.000Z`,
  actor: 'worker',
  data,
});

describe('a post’s history', () => {
  it('shows only the last of a run of progress reports', () => {
    const progress = 'post.upload_progress';
    const events = [
      event('1', 'post.init_accepted'),
      event('2', progress),
      event('3', progress),
      event('4', 'post.processing'),
    ];
    expect(readableTimeline(events).map(({ cursor }) => cursor)).toEqual(['1', '3', '4']);
  });

  it('finds TikTok’s log id where there is one', () => {
    expect(logIdOf(event('1', 'post.failed', { logId: '2026ABC' }))).toBe('2026ABC');
    expect(logIdOf(event('1', 'post.failed', { logId: null }))).toBeNull();
    expect(logIdOf(event('1', 'post.failed', null))).toBeNull();
  });

  it('reads the furthest progress of one attempt', () => {
    const report = (attempt: number, acknowledgedBytes: number) =>
      event('1', 'post.upload_progress', { attempt, acknowledgedBytes });
    expect(reportedProgress([report(1, 900), report(2, 100), report(2, 50)], 2)).toBe(100);
    expect(reportedProgress([], 1)).toBe(0);
  });
});
