import { useRef } from 'react';
import { formatSeconds } from '../../lib/quantity.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';

/** The post as viewers will see it: the video itself with the caption over it. The file is not altered. */
export function Preview({
  url,
  caption,
  creator,
  coverTimestampMs,
  onCover,
}: {
  url: string | null;
  caption: string;
  creator: { nickname: string; avatarUrl: string | null } | null;
  coverTimestampMs: number | null;
  onCover: (coverTimestampMs: number | null) => void;
}) {
  const video = useRef<HTMLVideoElement>(null);
  return (
    <section aria-label="Preview" className="grid justify-items-center gap-3">
      <div className="relative aspect-[9/16] w-full max-w-72 overflow-hidden rounded-3xl bg-black text-white shadow-raised ring-1 ring-line">
        {url ? (
          // biome-ignore lint/a11y/useMediaCaption: captions are part of what was uploaded, if there are any
          <video
            key={url}
            ref={video}
            src={`${url}#t=0.1`}
            controls
            playsInline
            loop
            preload="metadata"
            className="size-full object-contain"
          />
        ) : (
          <div className="grid size-full place-items-center px-8 text-center text-[0.9rem] text-white/65">
            <span className="grid justify-items-center gap-2">
              <Icon name="play" className="size-8" />
              The video appears here
            </span>
          </div>
        )}
        <div className="pointer-events-none absolute inset-x-0 bottom-16 grid gap-1 px-4 [text-shadow:0_1px_3px_rgb(0_0_0/0.8)]">
          {creator !== null && (
            <p className="flex items-center gap-2 font-semibold">
              <Avatar url={creator.avatarUrl} name={creator.nickname} className="size-7" />
              {creator.nickname}
            </p>
          )}
          <p
            className="line-clamp-4 text-[0.9rem] wrap-anywhere whitespace-pre-line"
            data-testid="preview-caption"
          >
            {caption}
          </p>
        </div>
      </div>
      {url && (
        <div className="grid justify-items-center gap-1 text-[0.867rem] text-muted">
          <p>
            Cover:{' '}
            {coverTimestampMs === null
              ? 'chosen by TikTok'
              : `the frame at ${formatSeconds(coverTimestampMs / 1000)}`}
          </p>
          <div className="flex flex-wrap justify-center gap-2">
            <Button
              size="small"
              onClick={() => onCover(Math.round((video.current?.currentTime ?? 0) * 1000))}
            >
              Use this frame as cover
            </Button>
            {coverTimestampMs !== null && (
              <Button size="small" variant="quiet" onClick={() => onCover(null)}>
                Let TikTok choose
              </Button>
            )}
          </div>
        </div>
      )}
    </section>
  );
}
