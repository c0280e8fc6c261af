import type { Hono } from 'hono';
import type { z } from 'zod';
import type { FaultPoint } from '../faults/faults.ts';
import { liveGrant, ownerOf } from '../grants/grants.ts';
import { ApiError } from '../http/api-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { envelope, type Http, type HttpContext, mount, type Reply } from '../http/endpoint.ts';
import type { SlidingWindows } from '../http/rate-limits.ts';
import type { Creator, Grant } from '../world/entities.ts';
import type { RateLimits } from '../world/settings.ts';
import type { World } from '../world/world.ts';
import { parseBody, rawJson } from './request-body.ts';

/** A call to a data endpoint that passed token, scope, rate and shape. */
type DataCall<B> = {
  world: World;
  creator: Creator;
  grant: Grant;
  query: URLSearchParams;
  body: B;
};

export type DataEndpoint<B> = {
  point: FaultPoint;
  method: 'GET' | 'POST';
  path: string;
  /** Any one of these is enough; decided by the body where one endpoint serves two scopes. */
  scopes: readonly string[] | ((rawBody: unknown) => readonly string[]);
  rate: { limit: keyof RateLimits; per: 'token' | 'app' } | null;
  /** Shape of the JSON body, or null where none is read. */
  body: z.ZodType<B> | null;
  queryFields: readonly string[];
  /** @returns `data` of the envelope, or undefined to leave it out */
  run(call: DataCall<B>): object | undefined | Promise<object | undefined>;
  special?: Endpoint['special'];
};

/** Serves a data endpoint: bearer, scope, rate window and body are checked in that order. */
export function mountData<B>(
  hono: Hono<Http>,
  world: World,
  windows: SlidingWindows,
  spec: DataEndpoint<B>,
): void {
  mount(hono, world, {
    point: spec.point,
    method: spec.method,
    path: spec.path,
    shape: 'data',
    whose: (c) => ownerOf(world, bearerOf(c) ?? '')?.username,
    ...(spec.special === undefined ? {} : { special: spec.special }),
    async answer(c, logId): Promise<Reply> {
      const token = bearerOf(c);
      const grant = token === undefined ? undefined : liveGrant(world, 'access', token);
      if (token === undefined || grant === undefined)
        throw new ApiError(
          'access_token_invalid',
          'The access token is invalid or not found in the request.',
        );
      const raw = spec.body === null ? undefined : await rawJson(c);
      const needed = typeof spec.scopes === 'function' ? spec.scopes(raw) : spec.scopes;
      if (needed.length > 0 && !needed.some((scope) => grant.scopes.includes(scope)))
        throw new ApiError(
          'scope_not_authorized',
          `The user did not authorize the scope required for completing this request: ${needed.join(' or ')}.`,
        );
      takeRate(world, windows, spec, token);
      checkQuery(world, spec, c);
      const body = spec.body === null ? (undefined as B) : parseBody(world, spec.point, c, raw, spec.body);
      const creator = world.creatorOf(grant.openId);
      const query = new URL(c.req.url).searchParams;
      const data = await spec.run({ world, creator, grant, query, body });
      const wire = data === undefined ? { error: { code: 'ok', message: '', log_id: logId } } : null;
      return { status: 200, code: 'ok', body: wire ?? envelope(data!, 'ok', '', logId) };
    },
  });
}

/** The token of the Authorization header. */
export function bearerOf(c: HttpContext): string | undefined {
  return /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1];
}

function takeRate<B>(world: World, windows: SlidingWindows, spec: DataEndpoint<B>, token: string): void {
  if (spec.rate === null) return;
  const limit = world.settings.rateLimitsPerMinute[spec.rate.limit];
  const key = `${spec.point} ${spec.rate.per === 'token' ? token : world.app.clientKey}`;
  if (!windows.take(key, limit, world.clock.now()))
    throw new ApiError('rate_limit_exceeded', 'The API rate limit was exceeded. Please try again later.');
}

function checkQuery<B>(world: World, spec: DataEndpoint<B>, c: HttpContext): void {
  for (const name of new URL(c.req.url).searchParams.keys()) {
    if (spec.queryFields.includes(name)) continue;
    world.violation(spec.point, 'unknown_field', `query parameter "${name}"`);
    if (world.settings.refuseUnknownFields)
      throw new ApiError('invalid_params', `Unknown query parameter ${name}`);
  }
}
