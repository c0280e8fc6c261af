import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { Badge } from '../ui/badge.tsx';
import { Spinner } from '../ui/spinner.tsx';

export const MediaCheck_MediaAssetFragment = graphql(`
  fragment MediaCheck_MediaAssetFragment on MediaAsset {
    status
    problems {
      code
      field
      sentence
      measured
      allowed
    }
  }
`);

/** Whether TikTok will take the file, and every reason why not, with what was measured and what is allowed. */
export function MediaCheck({ asset }: { asset: FragmentOf<typeof MediaCheck_MediaAssetFragment> }) {
  const { status, problems } = readFragment(MediaCheck_MediaAssetFragment, asset);
  return (
    <div aria-live="polite">
      {status === 'UPLOADING' && <Badge icon="upload">Upload unfinished</Badge>}
      {status === 'PROBING' && (
        <span className="inline-flex items-center gap-2 text-[0.867rem] text-muted">
          <Spinner className="size-3.5" />
          Being checked
        </span>
      )}
      {status === 'READY' && (
        <Badge tone="good" icon="check">
          Ready for TikTok
        </Badge>
      )}
      {status === 'REJECTED' && (
        <>
          <Badge tone="bad" icon="warning">
            TikTok would refuse this
          </Badge>
          <ul className="mt-2 grid gap-1.5 text-[0.9rem]">
            {problems.map((problem) => (
              <li key={`${problem.code} ${problem.field}`}>
                {problem.sentence}
                <span className="block text-muted">
                  Measured: {problem.measured}. Allowed: {problem.allowed}.
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
