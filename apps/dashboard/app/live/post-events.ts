import { useEffect, useMemo, useState } from 'react';
import { useClient } from 'urql';
import { graphql } from '../graphql/graphql.ts';
import { mergeEvents, type TimelineEvent, TimelineEvent_EventFragment } from './timeline-event.ts';
import { useThrottled } from './use-throttled.ts';

const PostEventsSubscription = graphql(
  `
    subscription PostEvents($postId: ID!, $after: String) {
      postEvents(postId: $postId, after: $after) {
        ...TimelineEvent_EventFragment
      }
    }
  `,
  [TimelineEvent_EventFragment],
);

const REFRESH_EVERY_MS = 500;

/**
 * A post's history, live: what the page was loaded with and everything since, without a gap or a repeat.
 *
 * @param loaded events of the page's query, oldest first
 * @param refresh asks for the post again; called soon after each event
 */
export function usePostEvents(
  postId: string,
  loaded: readonly TimelineEvent[],
  refresh: () => void,
): TimelineEvent[] {
  const [heard, setHeard] = useState<{ postId: string; events: TimelineEvent[] }>({ postId, events: [] });
  // Fixed for as long as the page shows this post: the socket resumes from it, and repeats are merged away.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a longer list must not begin another subscription
  const after = useMemo(() => ({ postId, cursor: loaded.at(-1)?.cursor }), [postId]);

  const soon = useThrottled(refresh, REFRESH_EVERY_MS);

  const client = useClient();
  useEffect(() => {
    const variables = { postId: after.postId, after: after.cursor };
    const subscription = client.subscription(PostEventsSubscription, variables).subscribe(({ data }) => {
      if (!data) return;
      const { postEvents } = data;
      setHeard((before) => ({
        postId: after.postId,
        events: mergeEvents(before.postId === after.postId ? before.events : [], [postEvents]),
      }));
      soon();
    });
    return () => subscription.unsubscribe();
  }, [client, after, soon]);

  return useMemo(
    () => mergeEvents(loaded, heard.postId === postId ? heard.events : []),
    [loaded, heard, postId],
  );
}
