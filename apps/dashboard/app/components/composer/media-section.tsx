import { useEffect, useRef, useState } from 'react';
import { type FragmentOf, graphql, type ResultOf, readFragment } from '../../graphql/graphql.ts';
import { useUploads } from '../../uploads/use-uploads.ts';
import { MediaCheck, MediaCheck_MediaAssetFragment } from '../media/media-check.tsx';
import { MediaFacts, MediaFacts_MediaAssetFragment } from '../media/media-facts.tsx';
import { UploadDropzone } from '../media/upload-dropzone.tsx';
import { UploadList } from '../media/upload-list.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { classNames } from '../ui/class-names.ts';
import { FieldError } from '../ui/field.tsx';

export const MediaSection_MediaAssetFragment = graphql(
  `
    fragment MediaSection_MediaAssetFragment on MediaAsset {
      id
      fileName
      status
      url
      ...MediaFacts_MediaAssetFragment
      ...MediaCheck_MediaAssetFragment
    }
  `,
  [MediaFacts_MediaAssetFragment, MediaCheck_MediaAssetFragment],
);

type AssetReference = FragmentOf<typeof MediaSection_MediaAssetFragment>;

/** Which video: one of the library, or one that is uploaded right here and chosen as soon as the API knows it. */
export function MediaSection({
  assets,
  mediaAssetId,
  onChoose,
  error,
}: {
  assets: readonly AssetReference[];
  mediaAssetId: string | null;
  onChoose: (mediaAssetId: string) => void;
  error?: string | null;
}) {
  const all = readFragment(MediaSection_MediaAssetFragment, assets);
  const chosen = all.find(({ id }) => id === mediaAssetId);
  const [picking, setPicking] = useState(mediaAssetId === null);
  const [startedHere, setStartedHere] = useState<string[]>([]);
  const uploads = useUploads().filter(({ key }) => startedHere.includes(key));

  // The newest upload of this page becomes the video of the post, once.
  const adopted = useRef(new Set<string>());
  const newest = uploads.findLast(({ mediaAssetId: id }) => id !== null);
  useEffect(() => {
    if (!newest?.mediaAssetId || adopted.current.has(newest.key)) return;
    adopted.current.add(newest.key);
    onChoose(newest.mediaAssetId);
    setPicking(false);
  }, [newest, onChoose]);

  const running = uploads.filter(({ state, mediaAssetId: id }) => {
    const received = all.some((asset) => asset.id === id && asset.status !== 'UPLOADING');
    return !(state === 'done' && received);
  });

  return (
    <Card
      title="Video"
      actions={
        chosen && (
          <Button size="small" variant="quiet" aria-expanded={picking} onClick={() => setPicking(!picking)}>
            {picking ? 'Keep this video' : 'Choose another'}
          </Button>
        )
      }
    >
      <div className="grid gap-3">
        {chosen !== undefined && (
          <div className="grid gap-1 rounded-lg bg-sunken px-3.5 py-3">
            <p className="font-medium wrap-anywhere">{chosen.fileName}</p>
            <MediaFacts asset={chosen} />
            {!running.some((upload) => upload.mediaAssetId === chosen.id) && <MediaCheck asset={chosen} />}
          </div>
        )}
        <UploadList uploads={running} />
        {picking && (
          <>
            <UploadDropzone compact onStarted={(keys) => setStartedHere((before) => [...before, ...keys])} />
            <Picker
              assets={all.filter(({ status }) => status !== 'UPLOADING')}
              mediaAssetId={mediaAssetId}
              onChoose={onChoose}
            />
          </>
        )}
        <FieldError>{error}</FieldError>
      </div>
    </Card>
  );
}

function Picker({
  assets,
  mediaAssetId,
  onChoose,
}: {
  assets: ResultOf<typeof MediaSection_MediaAssetFragment>[];
  mediaAssetId: string | null;
  onChoose: (mediaAssetId: string) => void;
}) {
  if (assets.length === 0) return null;
  return (
    <fieldset>
      <legend className="mb-1.5 text-[0.9rem] font-medium">From the library</legend>
      <div className="grid max-h-80 gap-1.5 overflow-y-auto p-0.5">
        {assets.map((asset) => (
          <label
            key={asset.id}
            className={classNames(
              'flex items-center gap-3 rounded-lg border px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-accent',
              asset.id === mediaAssetId ? 'border-accent bg-accent-soft' : 'border-line hover:bg-sunken',
            )}
          >
            <input
              type="radio"
              name="media"
              value={asset.id}
              checked={asset.id === mediaAssetId}
              disabled={asset.status !== 'READY'}
              onChange={() => onChoose(asset.id)}
              className="size-4.5 shrink-0 outline-none"
            />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{asset.fileName}</span>
              <MediaFacts asset={asset} />
              {asset.status === 'REJECTED' && (
                <span className="text-[0.867rem] text-bad">TikTok would refuse this</span>
              )}
              {asset.status === 'PROBING' && (
                <span className="text-[0.867rem] text-muted">Being checked</span>
              )}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
