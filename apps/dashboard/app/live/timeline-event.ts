import { type FragmentOf, graphql } from '../graphql/graphql.ts';

/** What a line of a post's history shows; asked by the page's query and by the subscription alike. */
export const TimelineEvent_EventFragment = graphql(`
  fragment TimelineEvent_EventFragment on Event @_unmask {
    actor
    createdAt
    cursor
    data
    summary
    type
  }
`);

/** One line of a post's history. */
export type TimelineEvent = FragmentOf<typeof TimelineEvent_EventFragment>;

/** Both lists without repeats, oldest first; of two events with one cursor the later list's wins. */
export function mergeEvents(
  known: readonly TimelineEvent[],
  more: readonly TimelineEvent[],
): TimelineEvent[] {
  const byCursor = new Map([...known, ...more].map((event) => [event.cursor, event]));
  return [...byCursor.values()].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
}
