import { createHash } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { fetchOutside, OutsideRequestError } from '../fetch-outside.ts';

const MAX_BYTES = 1_000_000;
const TIMEOUT_MS = 5_000;

/** No SVG: it can carry scripts, and we serve the copy from our own origin. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
};

/**
 * Copies an avatar into the media store, because TikTok's own link expires within hours. An account works without one,
 * so nothing is thrown.
 *
 * @param url from TikTok
 * @returns the storage key, or null when there is no usable picture of at most 1 MB within 5 s
 */
export async function storeAvatar(deps: Deps, accountId: string, url: string): Promise<string | null> {
  try {
    const picture = await fetchPicture(deps, url);
    const hash = createHash('sha256').update(picture.bytes).digest('hex').slice(0, 16);
    const key = `avatars/${accountId}-${hash}.${picture.extension}`;
    await deps.storage.put(key, picture.bytes);
    return key;
  } catch (error) {
    // Not the error itself: its cause may hold the signed link.
    const known = error instanceof AvatarError || error instanceof OutsideRequestError;
    deps.log.warn({ accountId, reason: known ? error.message : 'failed' }, 'no avatar copied');
    return null;
  }
}

/** The media type of a stored avatar. */
export function avatarContentType(key: string): string {
  const extension = key.slice(key.lastIndexOf('.') + 1);
  const known = Object.entries(EXTENSIONS).find(([, each]) => each === extension);
  return known?.[0] ?? 'application/octet-stream';
}

class AvatarError extends Error {}

async function fetchPicture(deps: Deps, url: string): Promise<{ bytes: Uint8Array; extension: string }> {
  const { status, contentType, bytes } = await fetchOutside(url, {
    trustedOrigins: configuredOrigins(deps),
    maxBytes: MAX_BYTES,
    timeoutMs: TIMEOUT_MS,
  });
  const extension = EXTENSIONS[contentType];
  if (status !== 200 || !extension) throw new AvatarError(`answer ${status}, or no picture`);
  return { bytes, extension };
}

/** TikTok's own, or the simulator's that stands in for it. */
function configuredOrigins({ config }: Deps): string[] {
  const configured = [config.tiktok.apiUrl, config.tiktok.authorizeUrl, config.simulatorUrl];
  return configured.filter((url) => url !== null).map((url) => new URL(url).origin);
}
