import { randomUUID } from 'node:crypto';
import type { MediaAsset } from '@airdate/db';
import { z } from 'zod';
import { requireRole, type TeamContext, withTransaction } from '../context.ts';
import { appendEvent } from '../events/append-event.ts';
import { parseInput } from '../parse-input.ts';
import { cleanFileName, MAX_UPLOAD_BYTES, UNPROBED_CONTENT_TYPE, uploadKey } from './media-asset.ts';
import { reserveRoom } from './reserve-room.ts';

const CreateUploadInput = z.object({
  fileName: z.string().transform(cleanFileName),
  sizeBytes: z
    .number()
    .int()
    .min(1, 'The file is empty.')
    .max(MAX_UPLOAD_BYTES, `A file has at most ${MAX_UPLOAD_BYTES} bytes.`),
});
export type CreateUploadInput = z.input<typeof CreateUploadInput>;

/**
 * Records a media asset whose bytes are about to arrive.
 *
 * @param input.sizeBytes 1 to 4 000 000 000, final
 * @throws ForbiddenError below editor
 * @throws ValidationError when the size is out of bounds
 * @throws ConflictError `too_many_uploads` or `disk_full`
 */
export async function createUpload(ctx: TeamContext, input: CreateUploadInput): Promise<MediaAsset> {
  requireRole(ctx, 'EDITOR');
  const { fileName, sizeBytes } = parseInput(CreateUploadInput, input);
  const { db, clock } = ctx.deps;
  const at = clock.now();
  const id = randomUUID();
  return withTransaction(db, async (tx) => {
    await reserveRoom(ctx, tx, { uploads: 1, sizeBytes });
    const asset = await tx.mediaAsset.create({
      data: {
        id,
        teamId: ctx.teamId,
        uploadedById: ctx.actor.kind === 'user' ? ctx.actor.id : null,
        fileName,
        contentType: UNPROBED_CONTENT_TYPE,
        sizeBytes,
        storageKey: uploadKey(id),
        createdAt: at,
        updatedAt: at,
      },
    });
    await appendEvent(tx, {
      teamId: ctx.teamId,
      mediaAssetId: id,
      actor: ctx.actor,
      at,
      type: 'media.created',
      data: { fileName, sizeBytes },
    });
    return asset;
  });
}
