import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { Alert } from '../ui/alert.tsx';
import { RelativeTime, Time } from '../ui/time.tsx';

export const PostProblem_PostFragment = graphql(`
  fragment PostProblem_PostFragment on Post {
    status
    account {
      timeZone
    }
    problem {
      code
      logId
      nextStep
      rawCode
      retryAt
      retryable
      sentence
    }
  }
`);

/** Why a post is held, failed or unconfirmed: what happened, what to do, and what TikTok's support asks for. */
export function PostProblem({ post: reference }: { post: FragmentOf<typeof PostProblem_PostFragment> }) {
  const { problem, status, account } = readFragment(PostProblem_PostFragment, reference);
  if (!problem) return null;
  return (
    <Alert
      tone={status === 'FAILED' || status === 'NEEDS_ATTENTION' ? 'bad' : 'warn'}
      announce
      title={problem.sentence}
    >
      <p>{problem.nextStep}</p>
      {problem.retryAt && (
        <p>
          Goes on by itself <RelativeTime at={problem.retryAt} /> (
          <Time at={problem.retryAt} timeZone={account.timeZone} />
          ).
        </p>
      )}
      <p className="mt-1 text-[0.867rem] text-muted wrap-anywhere">
        Code: {problem.rawCode}
        {problem.logId && ` · TikTok log id: ${problem.logId}`}
      </p>
    </Alert>
  );
}
