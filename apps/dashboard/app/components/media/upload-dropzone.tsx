import { useEffect, useId, useRef, useState } from 'react';
import { startUpload } from '../../uploads/upload-store.ts';
import { buttonClass } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Icon } from '../ui/icon.tsx';

const ACCEPT = 'video/mp4,video/quicktime,video/webm,.mp4,.mov,.webm';

/** Takes videos by drop or from the file picker and starts their upload. */
export function UploadDropzone({
  onStarted,
  compact = false,
}: {
  onStarted?: (keys: string[]) => void;
  compact?: boolean;
}) {
  const id = useId();
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  const take = (files: FileList | null) => {
    const keys = [...(files ?? [])].map(startUpload);
    if (keys.length > 0) onStarted?.(keys);
    if (input.current !== null) input.current.value = '';
  };

  // Somebody may have been quicker than this script.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page comes to life
  useEffect(() => take(input.current?.files ?? null), []);

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid in every browser
    <div
      role="group"
      aria-label="Upload videos"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
      className={classNames(
        'grid justify-items-center gap-2 rounded-xl border-2 border-dashed text-center transition-colors',
        compact ? 'px-4 py-5' : 'px-4 py-8',
        over ? 'border-accent bg-accent-soft' : 'border-line-strong/50 bg-surface',
      )}
    >
      <Icon name="upload" className="size-7 text-accent" />
      <p>
        Drop a video here, or{' '}
        <label
          htmlFor={id}
          className={classNames(
            buttonClass('secondary', 'small'),
            'ml-1 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
          )}
        >
          choose a file
          <input
            ref={input}
            id={id}
            type="file"
            accept={ACCEPT}
            multiple
            onChange={(event) => take(event.target.files)}
            className="sr-only"
          />
        </label>
      </p>
      <p className="text-[0.867rem] text-muted">
        MP4, MOV or WebM up to 4 GB. A lost connection or a reload does not lose what has arrived.
      </p>
    </div>
  );
}
