import type { Hono } from 'hono';
import { z } from 'zod';
import { publicPostsOf } from '../creators/profile.ts';
import type { Http } from '../http/endpoint.ts';
import { formatVideo, isVideoField } from '../http/formatters.ts';
import type { SlidingWindows } from '../http/rate-limits.ts';
import type { World } from '../world/world.ts';
import { mountData } from './data-endpoint.ts';
import { requestedFields } from './user.ts';

/** "List Videos" and "Query Videos" (checked 2026-11). */
const MOST_PER_PAGE = 20;
const USUAL_PER_PAGE = 10;

/** The Display API: a creator's public videos, by page and by id. */
export function mountVideo(hono: Hono<Http>, world: World, windows: SlidingWindows): void {
  mountData(hono, world, windows, {
    point: 'video.list',
    method: 'POST',
    path: '/v2/video/list/',
    scopes: ['video.list'],
    rate: { limit: 'display', per: 'app' },
    body: z.strictObject({
      cursor: z.int().min(0).optional(),
      max_count: z.int().min(1).max(MOST_PER_PAGE).optional(),
    }),
    queryFields: ['fields'],
    run({ creator, query, body }) {
      const fields = requestedFields(query, isVideoField);
      // 0 is what an empty page returns, and means "from the newest", as leaving it out does.
      const before = body.cursor || Number.POSITIVE_INFINITY;
      const older = publicPostsOf(world, creator).filter((post) => post.createdAtMs < before);
      const page = older.slice(0, body.max_count ?? USUAL_PER_PAGE);
      return {
        videos: page.map((post) => formatVideo(world, post, fields)),
        cursor: page.at(-1)?.createdAtMs ?? body.cursor ?? 0,
        has_more: older.length > page.length,
      };
    },
  });
  mountData(hono, world, windows, {
    point: 'video.query',
    method: 'POST',
    path: '/v2/video/query/',
    scopes: ['video.list'],
    rate: { limit: 'display', per: 'app' },
    body: z.strictObject({
      filters: z.strictObject({ video_ids: z.array(z.string()).min(1).max(MOST_PER_PAGE) }),
    }),
    queryFields: ['fields'],
    run({ creator, query, body }) {
      const fields = requestedFields(query, isVideoField);
      const wanted = new Set(body.filters.video_ids);
      const found = publicPostsOf(world, creator).filter((post) => wanted.has(post.id));
      return { videos: found.map((post) => formatVideo(world, post, fields)), cursor: 0, has_more: false };
    },
  });
}
