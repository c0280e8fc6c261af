import type { Hono } from 'hono';
import { z } from 'zod';
import { directPostObstacle } from '../creators/caps.ts';
import { updateCreator } from '../creators/update-creator.ts';
import { ownerOf } from '../grants/grants.ts';
import type { Http } from '../http/endpoint.ts';
import { formatCreatorInfo } from '../http/formatters.ts';
import type { SlidingWindows } from '../http/rate-limits.ts';
import type { World } from '../world/world.ts';
import { bearerOf, mountData } from './data-endpoint.ts';
import { refusePost } from './refuse-post.ts';

/** "Query Creator Info": answers 200 even when it says that the creator cannot post now. */
export function mountCreatorInfo(hono: Hono<Http>, world: World, windows: SlidingWindows): void {
  mountData(hono, world, windows, {
    point: 'creator_info.query',
    method: 'POST',
    path: '/v2/post/publish/creator_info/query/',
    scopes: ['video.publish'],
    rate: { limit: 'creatorInfo', per: 'token' },
    body: z.strictObject({}),
    queryFields: [],
    special(effect, c, genuine) {
      if (effect.kind !== 'flip_private') return undefined;
      return genuine().then((reply) => {
        const creator = ownerOf(world, bearerOf(c) ?? '');
        if (creator !== undefined) updateCreator(world, creator.username, { private: !creator.private });
        return reply;
      });
    },
    run({ creator }) {
      const data = formatCreatorInfo(world, creator);
      const obstacle = directPostObstacle(world, creator);
      if (obstacle === null) return data;
      const shown = world.settings.creatorInfoDataOnCap ? data : {};
      throw refusePost(obstacle, { httpStatus: 200, data: shown });
    },
  });
}
