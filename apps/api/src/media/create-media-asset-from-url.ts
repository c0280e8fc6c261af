import { randomUUID } from 'node:crypto';
import type { MediaAsset } from '@airdate/db';
import { z } from 'zod';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { issue, ValidationError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import { mayBeOutside } from '../fetch-outside.ts';
import { parseInput } from '../parse-input.ts';
import { downloadMediaJob } from './media.jobs.ts';
import { cleanFileName, UNPROBED_CONTENT_TYPE, uploadKey } from './media-asset.ts';
import { reserveRoom } from './reserve-room.ts';
import { sealSourceUrl } from './source-url.ts';

const URL_MAX_LENGTH = 4_096;

const FromUrlInput = z.object({
  url: z.string().trim().max(URL_MAX_LENGTH, `An address has at most ${URL_MAX_LENGTH} characters.`),
  fileName: z.string().nullish(),
});
export type FromUrlInput = z.input<typeof FromUrlInput>;

/**
 * Records a media asset whose bytes a worker fetches from an address. How large the file is, its server says later: it is
 * checked and given room then.
 *
 * @param input.url https and public; it may be signed, and is kept sealed until it is not needed any more
 * @param input.fileName without it, the last part of the address's path
 * @throws ForbiddenError below editor
 * @throws ValidationError `invalid_input` or `download_url_not_allowed`
 * @throws ConflictError `too_many_uploads` or `disk_full`
 */
export async function createMediaAssetFromUrl(ctx: TeamContext, input: FromUrlInput): Promise<MediaAsset> {
  requireRole(ctx, 'EDITOR');
  const parsed = parseInput(FromUrlInput, input);
  const { deps, teamId, actor } = ctx;
  const url = readAddress(parsed.url, deps.config);
  const fileName = cleanFileName(parsed.fileName ?? lastPart(url));
  const { host } = url;
  const at = deps.clock.now();
  const id = randomUUID();
  return commitChange(ctx, async (tx) => {
    await reserveRoom(ctx, tx, { uploads: 1, sizeBytes: 0 });
    const asset = await tx.mediaAsset.create({
      data: {
        id,
        teamId,
        uploadedById: actor.kind === 'user' ? actor.id : null,
        fileName,
        contentType: UNPROBED_CONTENT_TYPE,
        sizeBytes: 0,
        storageKey: uploadKey(id),
        sourceHost: host,
        sealedSourceUrl: sealSourceUrl(deps.keyring, id, url.href),
        downloadDueAt: at,
        createdAt: at,
        updatedAt: at,
      },
    });
    await deps.jobs.enqueue(downloadMediaJob, { mediaAssetId: id }, { tx });
    const data = { fileName, sizeBytes: null, host };
    await appendEvent(tx, { teamId, mediaAssetId: id, actor, at, type: 'media.created', data });
    return asset;
  });
}

function readAddress(text: string, { allowPrivateDownloads }: { allowPrivateDownloads: boolean }): URL {
  const url = URL.parse(text);
  const isHttp = /^https?:$/.test(url?.protocol ?? '') && !url?.username && !url?.password;
  if (url && (allowPrivateDownloads ? isHttp : mayBeOutside(text))) return url;
  throw new ValidationError([issue('download_url_not_allowed', ['url'])]);
}

function lastPart({ pathname }: URL): string {
  const part = pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
