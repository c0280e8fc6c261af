import { Link } from '@remix-run/react';
import { plural } from '../../lib/quantity.ts';
import { isUnderWay } from '../../uploads/upload.ts';
import { useUploads } from '../../uploads/use-uploads.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';

/** What is being uploaded, visible on every page. */
export function UploadIndicator() {
  const uploads = useUploads().filter(isUnderWay);
  if (uploads.length === 0) return null;
  const sent = uploads.reduce((sum, upload) => sum + upload.sentBytes, 0);
  const size = uploads.reduce((sum, upload) => sum + upload.sizeBytes, 0);
  return (
    <Link
      to="/library"
      className="mx-1 grid gap-1.5 rounded-lg border border-line px-3 py-2 text-[0.867rem] hover:bg-sunken"
    >
      Uploading {plural(uploads.length, 'file')}
      <ProgressBar label="All uploads" value={size === 0 ? 0 : sent / size} />
    </Link>
  );
}
