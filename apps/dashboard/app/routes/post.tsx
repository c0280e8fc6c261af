import type { LoaderFunctionArgs } from '@remix-run/node';
import { type ClientLoaderFunctionArgs, useParams } from '@remix-run/react';
import { DecidePost, DecidePost_PostFragment } from '../components/post/decide-post.tsx';
import { PostActions, PostActions_PostFragment } from '../components/post/post-actions.tsx';
import { PostAttempts, PostAttempts_PublishAttemptFragment } from '../components/post/post-attempts.tsx';
import { PostChoices, PostChoices_PostFragment } from '../components/post/post-choices.tsx';
import { PostProblem, PostProblem_PostFragment } from '../components/post/post-problem.tsx';
import { STATUS_WORDS } from '../components/post/post-status.ts';
import { PostStatusBadge } from '../components/post/post-status-badge.tsx';
import { PostTimeline } from '../components/post/post-timeline.tsx';
import { PostWarnings, PostWarnings_PostFragment } from '../components/post/post-warnings.tsx';
import { reportedProgress } from '../components/post/timeline.ts';
import { FailurePage } from '../components/shell/failure-page.tsx';
import { Avatar } from '../components/ui/avatar.tsx';
import { ButtonAnchor } from '../components/ui/button.tsx';
import { Card } from '../components/ui/card.tsx';
import { Icon } from '../components/ui/icon.tsx';
import { Page } from '../components/ui/page.tsx';
import { ProgressBar } from '../components/ui/progress-bar.tsx';
import { RelativeTime, Time } from '../components/ui/time.tsx';
import { graphql, type ResultOf } from '../graphql/graphql.ts';
import { loadPage } from '../graphql/load-page.server.ts';
import { usePageQuery } from '../graphql/page-query.tsx';
import { preloadPage } from '../graphql/preload-page.ts';
import { formatBytes } from '../lib/quantity.ts';
import { usePostEvents } from '../live/post-events.ts';
import { TimelineEvent_EventFragment } from '../live/timeline-event.ts';

const PostPageQuery = graphql(
  `
    query PostPage($postId: ID!) {
      instance {
        simulatorUrl
      }
      node(id: $postId) {
        __typename
        ... on Post {
          id
          account {
            id
            avatarUrl
            nickname
            timeZone
            username
          }
          attempts {
            id
            acknowledgedBytes
            number
            sizeBytes
            ...PostAttempts_PublishAttemptFragment
          }
          caption
          events(last: 100) {
            edges {
              node {
                ...TimelineEvent_EventFragment
              }
            }
          }
          publiclyAvailableAt
          publishAt
          publishedAt
          publishTimeZone
          removedAt
          status
          url
          ...DecidePost_PostFragment
          ...PostActions_PostFragment
          ...PostChoices_PostFragment
          ...PostProblem_PostFragment
          ...PostWarnings_PostFragment
        }
      }
    }
  `,
  [
    DecidePost_PostFragment,
    PostActions_PostFragment,
    PostAttempts_PublishAttemptFragment,
    PostChoices_PostFragment,
    PostProblem_PostFragment,
    PostWarnings_PostFragment,
    TimelineEvent_EventFragment,
  ],
);

const isMissing = (data: ResultOf<typeof PostPageQuery>) => data.node?.__typename !== 'Post';

export const meta = () => [{ title: 'Post · Airdate' }];
export const loader = ({ request, params }: LoaderFunctionArgs) =>
  loadPage(request, PostPageQuery, { postId: params.postId ?? '' }, isMissing);
export const clientLoader = ({ request, params }: ClientLoaderFunctionArgs) =>
  preloadPage(request, PostPageQuery, { postId: params.postId ?? '' }, isMissing);

export default function PostPage() {
  const { postId = '' } = useParams();
  const { data, refresh } = usePageQuery(PostPageQuery, { postId });
  const post = data.node?.__typename === 'Post' ? data.node : null;
  const events = usePostEvents(postId, post?.events.edges.map(({ node }) => node) ?? [], refresh);
  if (post === null) return <FailurePage status={404} data={null} />;

  const timeZone = post.publishTimeZone ?? post.account.timeZone;
  const attempt = post.attempts.at(-1);
  const sent =
    attempt === undefined ? 0 : Math.max(attempt.acknowledgedBytes, reportedProgress(events, attempt.number));

  return (
    <Page
      title={post.caption.split('\n')[0]?.slice(0, 80) || 'Post without a caption'}
      description={
        <span className="flex flex-wrap items-center gap-2">
          <Avatar url={post.account.avatarUrl} name={post.account.nickname} className="size-6" />
          <span>
            {post.account.nickname}
            {post.account.username && ` · @${post.account.username}`}
          </span>
        </span>
      }
      actions={
        post.url && (
          <ButtonAnchor href={post.url} target="_blank" rel="noreferrer">
            <Icon name="external" />
            View on TikTok
          </ButtonAnchor>
        )
      }
    >
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid gap-4">
          <Card title="Status">
            <div className="grid gap-3">
              <div
                aria-live="polite"
                className="grid justify-items-start gap-1.5"
                data-testid="post-status"
                data-status={post.status}
              >
                <PostStatusBadge status={post.status} />
                <p>{STATUS_WORDS[post.status].meaning}</p>
                <p className="text-muted">
                  <StatusTime {...post} timeZone={timeZone} />
                </p>
              </div>
              {post.status === 'PUBLISHING' && attempt !== undefined && (
                <div className="grid gap-1.5">
                  <ProgressBar
                    label="Upload to TikTok"
                    value={attempt.sizeBytes === 0 ? 0 : sent / attempt.sizeBytes}
                  />
                  <p className="numeric text-[0.9rem] text-muted">
                    {formatBytes(sent)} of {formatBytes(attempt.sizeBytes)} are with TikTok
                  </p>
                </div>
              )}
              <PostProblem post={post} />
              <PostWarnings post={post} />
              <PostActions post={post} onDone={refresh} />
              <DecidePost post={post} onDone={refresh} />
            </div>
          </Card>
          <Card title="Timeline" description="Every step, as it happens.">
            <PostTimeline events={events} timeZone={timeZone} />
          </Card>
          <Card title="Attempts at TikTok">
            <PostAttempts attempts={post.attempts} timeZone={timeZone} />
          </Card>
        </div>
        <PostChoices post={post} />
      </div>
    </Page>
  );
}

/** The one time that matters most in the present status. */
function StatusTime(post: {
  publishAt: string | null;
  publishedAt: string | null;
  publiclyAvailableAt: string | null;
  removedAt: string | null;
  status: string;
  timeZone: string;
}) {
  const [word, at] = post.removedAt
    ? ['No longer public since', post.removedAt]
    : post.publiclyAvailableAt
      ? ['Public since', post.publiclyAvailableAt]
      : post.publishedAt
        ? ['Published', post.publishedAt]
        : ['Planned for', post.status === 'DRAFT' ? null : post.publishAt];
  if (!at) return null;
  return (
    <>
      {word} <Time at={at} timeZone={post.timeZone} /> <RelativeTime at={at} parentheses />
    </>
  );
}
