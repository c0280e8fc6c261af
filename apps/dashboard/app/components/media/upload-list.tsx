import { describeSeconds, formatBytes } from '../../lib/quantity.ts';
import type { UploadItem } from '../../uploads/upload.ts';
import { dismissUpload, pauseUpload, resumeUpload } from '../../uploads/upload-store.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';

/** Uploads with progress, speed, and what can be done with each. */
export function UploadList({ uploads }: { uploads: readonly UploadItem[] }) {
  if (uploads.length === 0) return null;
  return (
    <ul aria-label="Uploads" className="grid gap-2">
      {uploads.map((upload) => (
        <li key={upload.key} className="grid gap-1.5 rounded-lg border border-line bg-surface px-3.5 py-2.5">
          <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
            <p className="min-w-0 flex-1 truncate font-medium">{upload.fileName}</p>
            <UploadActions upload={upload} />
          </div>
          <ProgressBar
            label={`Upload of ${upload.fileName}`}
            value={upload.sizeBytes === 0 ? 0 : upload.sentBytes / upload.sizeBytes}
          />
          <p
            className={`numeric text-[0.867rem] ${upload.state === 'failed' ? 'font-medium text-bad' : 'text-muted'}`}
            role={upload.state === 'failed' ? 'alert' : undefined}
          >
            {describe(upload)}
          </p>
        </li>
      ))}
    </ul>
  );
}

function UploadActions({ upload }: { upload: UploadItem }) {
  const { key, fileName, state } = upload;
  return (
    <div className="flex gap-1">
      {(state === 'uploading' || state === 'waiting') && (
        <Button
          size="small"
          variant="quiet"
          onClick={() => pauseUpload(key)}
          aria-label={`Pause the upload of ${fileName}`}
        >
          <Icon name="pause" />
          Pause
        </Button>
      )}
      {(state === 'paused' || state === 'failed') && (
        <Button
          size="small"
          variant="quiet"
          onClick={() => resumeUpload(key)}
          aria-label={`Go on with the upload of ${fileName}`}
        >
          <Icon name="play" />
          {state === 'paused' ? 'Go on' : 'Try again'}
        </Button>
      )}
      <Button
        size="small"
        variant="quiet"
        onClick={() => dismissUpload(key)}
        aria-label={`${state === 'failed' ? 'Dismiss' : 'Cancel'} the upload of ${fileName}`}
      >
        <Icon name="cross" />
        {state === 'failed' ? 'Dismiss' : 'Cancel'}
      </Button>
    </div>
  );
}

function describe(upload: UploadItem): string {
  const amount = `${formatBytes(upload.sentBytes)} of ${formatBytes(upload.sizeBytes)}`;
  switch (upload.state) {
    case 'failed':
      return upload.problem ?? 'The upload failed.';
    case 'paused':
      return `${amount} · paused`;
    case 'waiting':
      return `${amount} · waiting for the connection, goes on by itself`;
    case 'done':
      return `${amount} · all bytes arrived, checking the file`;
    case 'uploading': {
      if (upload.bytesPerSecond === 0) return amount;
      const left = (upload.sizeBytes - upload.sentBytes) / upload.bytesPerSecond;
      return `${amount} · ${formatBytes(upload.bytesPerSecond)}/s · ${describeSeconds(left)} left`;
    }
  }
}
