import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Deps } from '../deps.ts';

type Signing = { config: Pick<Deps['config'], 'sessionSecret'>; clock: Deps['clock'] };

const PURPOSE = 'airdate media links, version 1';
const VALID_HOURS = 6;
const HOUR_MS = 3_600_000;

const Grant = z.tuple([z.string(), z.string(), z.string().nullable(), z.number().int()]);

export type SignedMedia = { key: string; contentType: string; fileName: string | null; expiresAt: Date };

/**
 * A relative link, `/media/…`, that lets whoever has it read one object of the media store for six to seven hours. The
 * same object keeps the same link for an hour, so that browsers find it in their cache.
 */
export function signedMediaUrl(
  deps: Signing,
  key: string,
  { contentType, fileName = null }: { contentType: string; fileName?: string | null },
): string {
  const expiresAtHour = Math.floor(deps.clock.now().getTime() / HOUR_MS) + VALID_HOURS + 1;
  const grant: z.infer<typeof Grant> = [key, contentType, fileName, expiresAtHour];
  const body = Buffer.from(JSON.stringify(grant)).toString('base64url');
  return `/media/${body}.${sign(deps, body)}`;
}

/** @returns what the token of a link stands for; null when it was changed, made with another secret, or expired */
export function openMediaToken(deps: Signing, token: string): SignedMedia | null {
  const [body = '', signature = ''] = token.split('.');
  const expected = Buffer.from(sign(deps, body));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const [key, contentType, fileName, expiresAtHour] = Grant.parse(
    JSON.parse(Buffer.from(body, 'base64url').toString()),
  );
  const expiresAt = new Date(expiresAtHour * HOUR_MS);
  return deps.clock.now() < expiresAt ? { key, contentType, fileName, expiresAt } : null;
}

function sign({ config }: Signing, body: string): string {
  const key = Buffer.from(hkdfSync('sha256', config.sessionSecret, '', PURPOSE, 32));
  return createHmac('sha256', key).update(body).digest('base64url');
}
