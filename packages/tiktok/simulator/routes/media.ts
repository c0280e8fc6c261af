import { createReadStream, existsSync, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { Context, Hono } from 'hono';
import type { Http } from '../http/endpoint.ts';
import type { MediaFile, Post } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { isExpired } from './assets.ts';

const EXTENSIONS: Record<string, string> = {
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
};

/** The very bytes received, with ranges, and covers for the Display API. */
export function mountMedia(hono: Hono<Http>, world: World): void {
  hono.get('/media/:postId/:index{[0-9]+}', (c) => {
    const index = Number(c.req.param('index'));
    const file = world.store.posts.get(c.req.param('postId'))?.media[index];
    return file === undefined ? c.notFound() : sendFile(world, c, file, `${c.req.param('postId')}-${index}`);
  });
  hono.get('/drafts/:publishId/:index{[0-9]+}', (c) => {
    const file = world.store.tasks.get(c.req.param('publishId'))?.media[Number(c.req.param('index'))];
    return file === undefined ? c.notFound() : sendFile(world, c, file, 'draft');
  });

  hono.get('/covers/:postId', (c) => {
    const post = world.store.posts.get(c.req.param('postId'));
    if (post === undefined) return c.notFound();
    if (isExpired(world, c.req.query('x-expires'))) return c.text('The link has expired', 403);
    if (post.kind === 'photo') return c.redirect(`/media/${post.id}/${post.settings.coverIndex}`);
    return c.body(coverSvg(post), 200, { 'content-type': 'image/svg+xml' });
  });
}

/** @param name of the file, without its extension, when it is downloaded */
function sendFile(
  world: World,
  c: Context<Http>,
  file: MediaFile,
  name: string,
): Response | Promise<Response> {
  const path = world.mediaPath(file.path);
  if (!existsSync(path)) return c.notFound();
  const size = statSync(path).size;
  const stated = file.contentType.split(';')[0]!;
  const contentType = Object.hasOwn(EXTENSIONS, stated) ? stated : 'application/octet-stream';
  const headers = new Headers({
    'content-type': contentType,
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'x-sha256': file.sha256,
  });
  if (c.req.query('download') !== undefined)
    headers.set('content-disposition', `attachment; filename="${name}.${EXTENSIONS[contentType] ?? 'bin'}"`);
  const range = rangeOf(c.req.header('range'), size);
  if (range === 'unsatisfiable') {
    headers.set('content-range', `bytes */${size}`);
    return new Response(null, { status: 416, headers });
  }
  const { first, last } = range ?? { first: 0, last: size - 1 };
  headers.set('content-length', String(last - first + 1));
  if (range !== null) headers.set('content-range', `bytes ${first}-${last}/${size}`);
  const status = range === null ? 200 : 206;
  if (c.req.method === 'HEAD') return new Response(null, { status, headers });
  const bytes = Readable.toWeb(createReadStream(path, { start: first, end: last }));
  return new Response(bytes as ReadableStream, { status, headers });
}

/** One range of a Range header; null for none or one we do not understand. */
function rangeOf(
  header: string | undefined,
  size: number,
): { first: number; last: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return null;
  const suffix = match[1] === '';
  const first = suffix ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const last = suffix || match[2] === '' ? size - 1 : Math.min(size - 1, Number(match[2]));
  return first >= size || first > last ? 'unsatisfiable' : { first, last };
}

/** We cannot decode video, so a cover shows the caption on the post's own colours. */
function coverSvg(post: Post): string {
  const hue = Number(BigInt(post.id) % 360n);
  const words = post.settings.title.split(/\s+/).filter((word) => word !== '');
  const lines: string[] = [];
  for (const word of words) {
    const joined = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (lines.length > 0 && joined.length <= 20) lines[lines.length - 1] = joined;
    else lines.push(word.slice(0, 20));
  }
  const safe = (text: string) => text.replace(/[<>&"]/g, (char) => `&#${char.charCodeAt(0)};`);
  const text = lines
    .slice(0, 8)
    .map((line, i) => `<tspan x="48" dy="${i === 0 ? 0 : 58}">${safe(line)}</tspan>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 1280" width="720" height="1280"><defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop stop-color="hsl(${hue} 60% 45%)"/><stop offset="1" stop-color="hsl(${(hue + 60) % 360} 65% 25%)"/></linearGradient></defs><rect width="720" height="1280" fill="url(#g)"/><circle cx="360" cy="520" r="92" fill="#fff" opacity=".18"/><path d="M335 470l80 50-80 50z" fill="#fff"/><text x="48" y="900" font-family="sans-serif" font-size="46" font-weight="700" fill="#fff">${text.join('')}</text></svg>`;
}
