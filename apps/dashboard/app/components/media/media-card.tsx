import { useState } from 'react';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { MutationFailure_ErrorFragment } from '../../graphql/mutation-failure.ts';
import { useMutationForm } from '../../graphql/use-mutation-form.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { Time } from '../ui/time.tsx';
import { MediaCheck, MediaCheck_MediaAssetFragment } from './media-check.tsx';
import { MediaFacts, MediaFacts_MediaAssetFragment } from './media-facts.tsx';

export const MediaCard_MediaAssetFragment = graphql(
  `
    fragment MediaCard_MediaAssetFragment on MediaAsset {
      id
      createdAt
      fileName
      status
      url
      ...MediaFacts_MediaAssetFragment
      ...MediaCheck_MediaAssetFragment
    }
  `,
  [MediaFacts_MediaAssetFragment, MediaCheck_MediaAssetFragment],
);

const DeleteMediaAssetMutation = graphql(
  `
  mutation DeleteMediaAsset($input: DeleteMediaAssetInput!) {
    deleteMediaAsset(input: $input) {
      __typename
      ... on DeletedMediaAsset {
        id
      }
      ...MutationFailure_ErrorFragment
    }
  }
`,
  [MutationFailure_ErrorFragment],
);

/** One video of the library: preview, facts, check, and what to do with it. */
export function MediaCard({
  asset: reference,
  timeZone,
  onDeleted,
}: {
  asset: FragmentOf<typeof MediaCard_MediaAssetFragment>;
  timeZone: string;
  onDeleted: () => void;
}) {
  const asset = readFragment(MediaCard_MediaAssetFragment, reference);
  const [asking, setAsking] = useState(false);
  const deletion = useMutationForm(DeleteMediaAssetMutation, {
    announcement: `${asset.fileName} was deleted.`,
    onDone: () => {
      setAsking(false);
      onDeleted();
    },
  });

  return (
    <article className="flex min-w-0 flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-card">
      <div className="relative grid aspect-video place-items-center bg-black/90 text-white/70">
        {asset.url && asset.status === 'READY' ? (
          // biome-ignore lint/a11y/useMediaCaption: captions are part of what was uploaded, if there are any
          <video
            src={`${asset.url}#t=0.1`}
            controls
            preload="metadata"
            playsInline
            className="absolute inset-0 size-full object-contain"
          />
        ) : (
          <Icon name="library" className="size-8" />
        )}
      </div>
      <div className="flex flex-1 flex-col gap-1.5 px-4 pt-3 pb-3.5">
        <h2 className="text-[1rem] wrap-anywhere">{asset.fileName}</h2>
        <MediaFacts asset={asset} />
        <p className="text-[0.867rem] text-muted">
          Added <Time at={asset.createdAt} timeZone={timeZone} />
        </p>
        <MediaCheck asset={asset} />
        <div className="mt-auto flex flex-wrap gap-2 pt-2">
          {asset.status === 'READY' && (
            <ButtonLink size="small" to={`/compose?media=${encodeURIComponent(asset.id)}`}>
              <Icon name="compose" />
              New post
            </ButtonLink>
          )}
          <Button
            size="small"
            variant="quiet"
            onClick={() => setAsking(true)}
            aria-label={`Delete ${asset.fileName}`}
          >
            <Icon name="trash" />
            Delete
          </Button>
        </div>
      </div>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${asset.fileName}?`}
        action="Delete"
        form={deletion}
        onConfirm={() => void deletion.submit({ mediaAssetId: asset.id })}
      >
        <p>The file is removed from Airdate. What is on TikTok already stays there.</p>
      </ConfirmDialog>
    </article>
  );
}
