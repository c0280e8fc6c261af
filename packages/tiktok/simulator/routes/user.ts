import type { Hono } from 'hono';
import { ApiError } from '../http/api-error.ts';
import type { Http } from '../http/endpoint.ts';
import { formatUser, scopeOfUserField } from '../http/formatters.ts';
import type { SlidingWindows } from '../http/rate-limits.ts';
import type { World } from '../world/world.ts';
import { mountData } from './data-endpoint.ts';

/** "Get User Info": every field belongs to one of three scopes. */
export function mountUser(hono: Hono<Http>, world: World, windows: SlidingWindows): void {
  mountData(hono, world, windows, {
    point: 'user.info',
    method: 'GET',
    path: '/v2/user/info/',
    scopes: [],
    rate: { limit: 'display', per: 'app' },
    body: null,
    queryFields: ['fields'],
    run({ creator, grant, query }) {
      const fields = requestedFields(query, (field) => scopeOfUserField(field) !== undefined);
      const missing = fields.filter((field) => !grant.scopes.includes(scopeOfUserField(field)!));
      if (missing.length === fields.length)
        throw new ApiError('scope_not_authorized', 'The user did not authorize the scope required.');
      if (missing.length > 0)
        throw new ApiError(
          'scope_permission_missed',
          `Additional scopes are needed for the fields: ${missing.join(', ')}.`,
        );
      return { user: formatUser(world, creator, fields) };
    },
  });
}

/**
 * The `fields` parameter, split and checked.
 *
 * @throws ApiError `invalid_params` when it is missing, empty or names an unknown field
 */
export function requestedFields(query: URLSearchParams, isKnown: (field: string) => boolean): string[] {
  const fields = (query.get('fields') ?? '').split(',').filter((field) => field !== '');
  if (fields.length === 0) throw new ApiError('invalid_params', 'The fields parameter is required.');
  const unknown = fields.filter((field) => !isKnown(field));
  if (unknown.length > 0) throw new ApiError('invalid_params', `Invalid fields: ${unknown.join(', ')}.`);
  return fields;
}
