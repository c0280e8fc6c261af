import type { EnumValue } from '../../graphql/graphql.ts';
import type { Tone } from '../ui/badge.tsx';
import type { IconName } from '../ui/icon.tsx';

export type PostStatus = EnumValue<'PostStatus'>;

type StatusWords = { label: string; tone: Tone; icon: IconName; meaning: string };

/** Each status in words: its name, and what it means for the person looking at it. */
export const STATUS_WORDS: Record<PostStatus, StatusWords> = {
  DRAFT: { label: 'Draft', tone: 'neutral', icon: 'draft', meaning: 'Not planned yet.' },
  SCHEDULED: {
    label: 'Scheduled',
    tone: 'accent',
    icon: 'clock',
    meaning: 'Goes out by itself at its time.',
  },
  HELD: {
    label: 'Held',
    tone: 'warn',
    icon: 'pause',
    meaning: 'Cannot go out as it is; the reason is below.',
  },
  PUBLISHING: {
    label: 'Publishing',
    tone: 'accent',
    icon: 'upload',
    meaning: 'The video is on its way to TikTok. It may take a few minutes to show on the profile.',
  },
  PROCESSING: {
    label: 'Processing',
    tone: 'accent',
    icon: 'clock',
    meaning: 'TikTok has the whole video and is processing it. This can take a few minutes.',
  },
  PUBLISHED: {
    label: 'Published',
    tone: 'good',
    icon: 'check',
    meaning: 'TikTok confirmed it. It may take a few minutes to show on the profile.',
  },
  IN_INBOX: {
    label: 'In the inbox',
    tone: 'accent',
    icon: 'send',
    meaning:
      'Delivered to the creator’s TikTok inbox. Open the notification in the TikTok app to finish and publish it.',
  },
  FAILED: { label: 'Failed', tone: 'bad', icon: 'warning', meaning: 'Not published; the reason is below.' },
  UNCONFIRMED: {
    label: 'Unconfirmed',
    tone: 'warn',
    icon: 'question',
    meaning:
      'TikTok has the video and has given no verdict yet. We keep asking, and send it again only if you decide so.',
  },
  NEEDS_ATTENTION: {
    label: 'Needs attention',
    tone: 'bad',
    icon: 'warning',
    meaning: 'TikTok gave no verdict. Look at the profile in TikTok, then say below what became of the post.',
  },
  CANCELLED: { label: 'Cancelled', tone: 'neutral', icon: 'cross', meaning: 'Withdrawn before it went out.' },
};

export const POST_STATUSES = Object.keys(STATUS_WORDS) as readonly PostStatus[];
