import { type EnumValue, type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { Alert } from '../ui/alert.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { RelativeTime, Time } from '../ui/time.tsx';

export const QuotaMeters_AccountQuotaFragment = graphql(`
  fragment QuotaMeters_AccountQuotaFragment on AccountQuota {
    callLimits {
      availableAt
      bucket
      limit
      remaining
      windowSeconds
    }
    capCode
    capReachedUntil
    directPostCap
    directPosts
    pendingInboxShareCap
    pendingInboxShares
  }
`);

/** TikTok's ceilings for one creator, and how much of each is used. */
export function QuotaMeters({
  quota: reference,
  timeZone,
}: {
  quota: FragmentOf<typeof QuotaMeters_AccountQuotaFragment>;
  timeZone: string;
}) {
  const quota = readFragment(QuotaMeters_AccountQuotaFragment, reference);
  return (
    <div className="grid gap-4">
      {quota.capReachedUntil && (
        <Alert tone="warn" title="TikTok takes no more posts of this creator for now">
          Posts wait and go out after <Time at={quota.capReachedUntil} timeZone={timeZone} />{' '}
          <RelativeTime at={quota.capReachedUntil} parentheses />.
          {quota.capCode && ` Code: ${quota.capCode}.`}
        </Alert>
      )}
      <Meter
        label="Direct posts, last 24 hours"
        used={quota.directPosts}
        cap={quota.directPostCap}
        about
        note="TikTok’s cap varies by creator and counts all apps together; ours are counted here."
      />
      <Meter
        label="Drafts waiting in the inbox"
        used={quota.pendingInboxShares}
        cap={quota.pendingInboxShareCap}
      />
      <table className="w-full text-[0.9rem]">
        <caption className="pb-1 text-left font-medium">Calls left in this minute</caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">Call</th>
            <th scope="col">Left</th>
          </tr>
        </thead>
        <tbody>
          {quota.callLimits.map((limit) => (
            <tr key={limit.bucket} className="border-t border-line">
              <th scope="row" className="py-1.5 pr-3 text-left font-normal text-muted wrap-anywhere">
                {CALLS[limit.bucket]}
              </th>
              <td className="numeric py-1.5 text-right whitespace-nowrap">
                {limit.remaining} of {limit.limit}
                {limit.availableAt && (
                  <>
                    , more <RelativeTime at={limit.availableAt} />
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Meter({
  label,
  used,
  cap,
  about = false,
  note,
}: {
  label: string;
  used: number;
  cap: number;
  about?: boolean;
  note?: string;
}) {
  return (
    <div className="grid gap-1">
      <p className="flex justify-between gap-3 text-[0.9rem]">
        <span className="font-medium">{label}</span>
        <span className="numeric text-muted">
          {used} of {about && 'about '}
          {cap}
        </span>
      </p>
      <ProgressBar label={label} value={cap === 0 ? 0 : used / cap} />
      {note && <p className="text-[0.867rem] text-muted">{note}</p>}
    </div>
  );
}

/** What each of TikTok's endpoints does. */
const CALLS: Record<EnumValue<'CallBucket'>, string> = {
  CREATOR_INFO_QUERY: 'Questions about the creator',
  VIDEO_INIT: 'Direct posts begun',
  INBOX_VIDEO_INIT: 'Inbox uploads begun',
  CONTENT_INIT: 'Photo posts begun',
  STATUS_FETCH: 'Questions about a post',
};
