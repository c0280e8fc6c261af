import { formatSeconds } from '../../lib/quantity.ts';
import { privacyLabel } from '../post/privacy-level.ts';
import { Alert } from '../ui/alert.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { CHOICE_LABELS, type CompositionInput } from './composition.ts';
import type { Overtaken } from './edited-post.ts';

/** Says that the post was changed elsewhere, and how; what is in the form stays as it is. */
export function OvertakenAlert({
  overtaken: { present, changes },
  onKeep,
}: {
  overtaken: Overtaken;
  onKeep: () => void;
}) {
  const changed = (Object.keys(WORDS) as (keyof CompositionInput)[]).filter((name) => name in changes);
  return (
    <Alert
      tone="bad"
      announce
      title="This post was changed elsewhere since you opened it"
      actions={
        <>
          <ButtonLink
            size="small"
            to={`/posts/${encodeURIComponent(present.id)}`}
            target="_blank"
            rel="noreferrer"
          >
            <Icon name="external" />
            Show the post as it is now
          </ButtonLink>
          <Button size="small" onClick={onKeep}>
            Keep what this form shows
          </Button>
        </>
      }
    >
      <p>Nothing was saved or sent, and what you entered here is still here. The post now has:</p>
      <ul className="list-disc pl-5 wrap-anywhere">
        {changed.map((name) => (
          <li key={name}>
            {CHOICE_LABELS[name]}: {WORDS[name](present)}
          </li>
        ))}
      </ul>
    </Alert>
  );
}

const onOrOff = (on: boolean) => (on ? 'on' : 'off');

/** What the post has now, for people. */
const WORDS: Record<keyof CompositionInput, (post: Overtaken['present']) => string> = {
  accountId: ({ account }) => account.nickname,
  mediaAssetId: ({ mediaAsset }) => mediaAsset.fileName,
  mode: ({ mode }) => (mode === 'DIRECT' ? 'Direct post' : 'Inbox upload'),
  caption: ({ caption }) => (caption === '' ? 'none' : `“${caption}”`),
  privacyLevel: ({ privacyLevel }) => (privacyLevel === null ? 'not chosen yet' : privacyLabel(privacyLevel)),
  allowComment: (post) => onOrOff(post.allowComment),
  allowDuet: (post) => onOrOff(post.allowDuet),
  allowStitch: (post) => onOrOff(post.allowStitch),
  yourBrand: (post) => onOrOff(post.yourBrand),
  brandedContent: (post) => onOrOff(post.brandedContent),
  isAiGenerated: (post) => onOrOff(post.isAiGenerated),
  coverTimestampMs: ({ coverTimestampMs }) =>
    coverTimestampMs === null ? 'not chosen' : `the frame at ${formatSeconds(coverTimestampMs / 1000)}`,
};
