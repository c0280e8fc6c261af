import { type EnumValue, type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { formatBytes, plural } from '../../lib/quantity.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Facts } from '../ui/facts.tsx';
import { Time } from '../ui/time.tsx';

export const PostAttempts_PublishAttemptFragment = graphql(`
  fragment PostAttempts_PublishAttemptFragment on PublishAttempt {
    id
    acknowledgedBytes
    chunkSizeBytes
    errorCode
    finishedAt
    logIds
    number
    outcome
    publishId
    sizeBytes
    startedAt
    step
    totalChunkCount
  }
`);

const OUTCOMES: Record<EnumValue<'AttemptOutcome'>, { label: string; tone: Tone }> = {
  ABANDONED: { label: 'Given up', tone: 'warn' },
  FAILED: { label: 'Failed', tone: 'bad' },
  IN_INBOX: { label: 'In the inbox', tone: 'good' },
  PUBLISHED: { label: 'Published', tone: 'good' },
};

const STEPS: Record<'INIT_REQUESTED' | 'SETTLED' | 'UPLOADED' | 'UPLOADING' | 'UPLOAD_FINISHING', string> = {
  INIT_REQUESTED: 'Asking TikTok to accept the video',
  UPLOADING: 'Uploading',
  UPLOAD_FINISHING: 'Sending the last bytes',
  UPLOADED: 'TikTok has every byte',
  SETTLED: 'Settled',
};

/** Every try at TikTok with what its support needs to trace it. */
export function PostAttempts({
  attempts,
  timeZone,
}: {
  attempts: readonly FragmentOf<typeof PostAttempts_PublishAttemptFragment>[];
  timeZone: string;
}) {
  if (attempts.length === 0)
    return <p className="text-muted">TikTok has not been contacted for this post yet.</p>;
  return (
    <ol className="grid gap-5">
      {readFragment(PostAttempts_PublishAttemptFragment, attempts).map((attempt) => (
        <li key={attempt.id} className="grid gap-2 border-t border-line pt-4 first:border-0 first:pt-0">
          <div className="flex flex-wrap items-center gap-2">
            <h3 className="text-[1rem]">Attempt {attempt.number}</h3>
            {attempt.outcome ? (
              <Badge tone={OUTCOMES[attempt.outcome].tone}>{OUTCOMES[attempt.outcome].label}</Badge>
            ) : (
              <Badge tone="accent">{STEPS[attempt.step]}</Badge>
            )}
          </div>
          <Facts
            rows={[
              ['Publish id', attempt.publishId && <code>{attempt.publishId}</code>],
              ['Begun', <Time key="at" at={attempt.startedAt} timeZone={timeZone} />],
              ['Ended', attempt.finishedAt && <Time key="at" at={attempt.finishedAt} timeZone={timeZone} />],
              [
                'Sent',
                `${formatBytes(attempt.acknowledgedBytes)} of ${formatBytes(attempt.sizeBytes)} in ${plural(attempt.totalChunkCount, 'chunk')}`,
              ],
              ['Code', attempt.errorCode && <code>{attempt.errorCode}</code>],
              [
                'TikTok log ids',
                attempt.logIds.length > 0 && (
                  <ul className="grid">
                    {attempt.logIds.map((logId) => (
                      <li key={logId}>
                        <code className="text-[0.867rem]">{logId}</code>
                      </li>
                    ))}
                  </ul>
                ),
              ],
            ]}
          />
        </li>
      ))}
    </ol>
  );
}
