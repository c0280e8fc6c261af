import { useSyncExternalStore } from 'react';
import type { UploadItem } from './upload.ts';
import { currentUploads, onUploadsChange } from './upload-store.ts';

const NONE: readonly UploadItem[] = [];

/** The uploads of this tab, live. */
export function useUploads(): readonly UploadItem[] {
  return useSyncExternalStore(onUploadsChange, currentUploads, () => NONE);
}
