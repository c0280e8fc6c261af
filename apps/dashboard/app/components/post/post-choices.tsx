import { Link } from '@remix-run/react';
import { type FragmentOf, graphql, type InputField, readFragment } from '../../graphql/graphql.ts';
import { formatSeconds } from '../../lib/quantity.ts';
import { MediaFacts, MediaFacts_MediaAssetFragment } from '../media/media-facts.tsx';
import { Card } from '../ui/card.tsx';
import { Facts } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import { privacyLabel } from './privacy-level.ts';

export const PostChoices_PostFragment = graphql(
  `
    fragment PostChoices_PostFragment on Post {
      account {
        id
        nickname
      }
      allowComment
      allowDuet
      allowStitch
      brandedContent
      caption
      coverTimestampMs
      isAiGenerated
      mediaAsset {
        id
        fileName
        url
        ...MediaFacts_MediaAssetFragment
      }
      mode
      privacyLevel
      tiktokPostIds
      yourBrand
    }
  `,
  [MediaFacts_MediaAssetFragment],
);

type Choice = Exclude<InputField<'CreatePostInput'>, 'accountId' | 'mediaAssetId'>;

/** The post itself: its video, caption, and what was chosen for it. */
export function PostChoices({ post: reference }: { post: FragmentOf<typeof PostChoices_PostFragment> }) {
  const post = readFragment(PostChoices_PostFragment, reference) satisfies Record<Choice, unknown>;
  const allowed = [
    post.allowComment && 'Comment',
    post.allowDuet && 'Duet',
    post.allowStitch && 'Stitch',
  ].filter(Boolean);
  const disclosed = [post.yourBrand && 'Your brand', post.brandedContent && 'Branded content'].filter(
    Boolean,
  );
  const direct = post.mode === 'DIRECT';
  return (
    <Card title="Post">
      <div className="grid gap-3">
        <div className="grid max-h-96 place-items-center overflow-hidden rounded-lg bg-black/90 text-white/70">
          {post.mediaAsset.url ? (
            // biome-ignore lint/a11y/useMediaCaption: captions are part of what was uploaded, if there are any
            <video
              src={`${post.mediaAsset.url}#t=0.1`}
              controls
              preload="metadata"
              playsInline
              className="max-h-96 w-full object-contain"
            />
          ) : (
            <Icon name="library" className="my-12 size-8" />
          )}
        </div>
        <div>
          <p className="font-medium wrap-anywhere">{post.mediaAsset.fileName}</p>
          <MediaFacts asset={post.mediaAsset} />
        </div>
        {post.caption && <p className="wrap-anywhere whitespace-pre-line">{post.caption}</p>}
        <Facts
          rows={[
            [
              'Account',
              <Link
                key="account"
                to={`/accounts/${encodeURIComponent(post.account.id)}`}
                className="text-accent underline underline-offset-2"
              >
                {post.account.nickname}
              </Link>,
            ],
            ['Delivery', direct ? 'Direct post' : 'Inbox upload'],
            ['Audience', direct && (post.privacyLevel ? privacyLabel(post.privacyLevel) : 'Not chosen yet')],
            ['Viewers may', direct && (allowed.join(', ') || 'Nothing more than watch')],
            ['Disclosure', direct && (disclosed.join(', ') || 'None')],
            ['AI-generated', post.isAiGenerated && 'Yes'],
            [
              'Cover',
              post.coverTimestampMs !== null && `The frame at ${formatSeconds(post.coverTimestampMs / 1000)}`,
            ],
            ['TikTok post ids', post.tiktokPostIds.length > 0 && post.tiktokPostIds.join(', ')],
          ]}
        />
      </div>
    </Card>
  );
}
