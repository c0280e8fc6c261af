import type { MediaAsset } from '@airdate/db';
import { FileStore } from '@tus/file-store';
import { Upload } from '@tus/server';

/**
 * Receives upload bytes into one file per media asset, named by the asset's id. What tus knows about an upload is read
 * from the asset's row, so nothing can disagree with it and any process can go on with any upload.
 *
 * @param findAsset the row behind an upload's id, as far as the present request may see it
 * @param directory where the media store keeps `uploads/…`
 */
export function createUploadStore(
  findAsset: (id: string) => Promise<MediaAsset | null>,
  directory: string,
): FileStore {
  const store = new FileStore({
    directory,
    configstore: {
      async get(id) {
        const asset = await findAsset(id);
        if (!asset) return undefined;
        return new Upload({
          id,
          size: Number(asset.sizeBytes),
          offset: 0,
          metadata: { filename: asset.fileName },
          creation_date: asset.createdAt.toISOString(),
        });
      },
      set: async () => {},
      delete: async () => {},
    },
  });
  // A file whose length is unknown could not be checked before its last byte; deletion is ours, with its event.
  store.extensions = ['creation', 'creation-with-upload', 'termination'];
  return store;
}
