/** An upload that an earlier visit began. The browser cannot open the file again by itself; the person has to. */
export type UnfinishedUpload = { key: string; fileName: string; sizeBytes: number | null };

/** Uploads that this browser remembers as begun and not finished, newest first. */
export async function listUnfinishedUploads(): Promise<UnfinishedUpload[]> {
  const { defaultOptions } = await import('tus-js-client');
  const uploads = await defaultOptions.urlStorage.findAllUploads();
  return uploads
    .toSorted((a, b) => Date.parse(b.creationTime) - Date.parse(a.creationTime))
    .map((upload) => ({
      key: upload.urlStorageKey,
      fileName: upload.metadata.filename ?? 'Video',
      sizeBytes: upload.size,
    }));
}

/** Forgets one, so that the same file starts from the beginning next time. */
export async function forgetUnfinishedUpload(key: string): Promise<void> {
  const { defaultOptions } = await import('tus-js-client');
  await defaultOptions.urlStorage.removeUpload(key);
}
