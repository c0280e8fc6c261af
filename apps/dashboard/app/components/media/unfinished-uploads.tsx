import { useEffect, useState } from 'react';
import { formatBytes } from '../../lib/quantity.ts';
import {
  forgetUnfinishedUpload,
  listUnfinishedUploads,
  type UnfinishedUpload,
} from '../../uploads/unfinished-uploads.ts';
import { useUploads } from '../../uploads/use-uploads.ts';
import { Alert } from '../ui/alert.tsx';
import { Button } from '../ui/button.tsx';

/** Uploads that a reload interrupted: choosing the same file again goes on where they stopped. */
export function UnfinishedUploads() {
  const [unfinished, setUnfinished] = useState<UnfinishedUpload[]>([]);
  const running = useUploads();
  const names = running.map(({ fileName }) => fileName).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: starting or ending an upload changes what is remembered
  useEffect(() => {
    void listUnfinishedUploads().then(setUnfinished);
  }, [names]);

  const waiting = unfinished.filter(
    ({ fileName }) => !running.some((upload) => upload.fileName === fileName),
  );
  if (waiting.length === 0) return null;
  return (
    <Alert tone="warn" title="Unfinished uploads">
      <p>Choose the same file again to go on where it stopped.</p>
      <ul className="mt-1.5 grid gap-1">
        {waiting.map(({ key, fileName, sizeBytes }) => (
          <li key={key} className="flex flex-wrap items-center gap-x-3">
            <span className="min-w-0 wrap-anywhere">
              {fileName}
              {sizeBytes !== null && ` (${formatBytes(sizeBytes)})`}
            </span>
            <Button
              size="small"
              variant="quiet"
              aria-label={`Forget the upload of ${fileName}`}
              onClick={() => {
                setUnfinished((all) => all.filter((each) => each.key !== key));
                void forgetUnfinishedUpload(key);
              }}
            >
              Forget
            </Button>
          </li>
        ))}
      </ul>
    </Alert>
  );
}
