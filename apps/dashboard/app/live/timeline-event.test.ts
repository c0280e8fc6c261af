import { describe, expect, it } from 'vitest';
import { mergeEvents, type TimelineEvent } from './timeline-event.ts';

const event = (cursor: string, createdAt = `2026-11-21T09:00:0${cursor}.000Z`): TimelineEvent => ({
  cursor,
  type: 'POST_UPDATED',
  summary: 'Updated',
  createdAt,
  actor: 'WORKER',
  data: {},
});

describe('a post’s history, loaded and heard', () => {
  it('has no repeats and is oldest first', () => {
    const merged = mergeEvents([event('1'), event('2')], [event('3'), event('2')]);
    expect(merged.map(({ cursor }) => cursor)).toEqual(['1', '2', '3']);
  });

  it('keeps the order of events of the same instant', () => {
    const at = '2026-11-21T09:00:00.000Z';
    const merged = mergeEvents([event('5', at)], [event('6', at)]);
    expect(merged.map(({ cursor }) => cursor)).toEqual(['5', '6']);
  });
});
