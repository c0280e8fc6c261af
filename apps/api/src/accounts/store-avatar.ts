import { createHash } from 'node:crypto';
import type { Deps } from '../deps.ts';

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
 * @param url from TikTok; fetched only over https, or from the configured TikTok itself
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
    // Not the error itself: its text may hold the signed link.
    deps.log.warn(
      { accountId, reason: error instanceof AvatarError ? error.message : 'failed' },
      'no avatar copied',
    );
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
  if (!isAllowed(deps, new URL(url))) throw new AvatarError('address not allowed');
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  const contentType = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  const extension = EXTENSIONS[contentType];
  if (!response.ok || !response.body || !extension) {
    await response.body?.cancel();
    throw new AvatarError(`answer ${response.status} with another type than a picture's`);
  }
  return { bytes: await readAtMost(MAX_BYTES, response.body), extension };
}

async function readAtMost(maxBytes: number, body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.length;
    if (size > maxBytes) {
      await reader.cancel();
      throw new AvatarError('too large');
    }
    chunks.push(read.value);
  }
  return Buffer.concat(chunks);
}

function isAllowed({ config }: Deps, url: URL): boolean {
  if (url.protocol === 'https:') return true;
  const configured = [config.tiktok.apiUrl, config.tiktok.authorizeUrl, config.simulatorUrl];
  return configured.some((each) => each !== null && new URL(each).origin === url.origin);
}
