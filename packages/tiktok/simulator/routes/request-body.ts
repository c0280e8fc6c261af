import type { z } from 'zod';
import type { FaultPoint } from '../faults/faults.ts';
import { ApiError } from '../http/api-error.ts';
import type { HttpContext } from '../http/endpoint.ts';
import type { World } from '../world/world.ts';

/** What stands for a body that is not JSON. */
const MALFORMED = Symbol('malformed');

const EMPTY = Object.freeze({});

/** The parsed body, an empty object for none, or a marker that `parseBody` refuses. */
export async function rawJson(c: HttpContext): Promise<unknown> {
  const text = await c.req.text();
  if (text.trim() === '') return EMPTY;
  try {
    return JSON.parse(text);
  } catch {
    return MALFORMED;
  }
}

/**
 * Checks content type and shape of a JSON body.
 *
 * @throws ApiError `invalid_params` for a wrong content type, malformed JSON, a wrong field, or an
 *   unknown one where the settings refuse them
 */
export function parseBody<B>(
  world: World,
  point: FaultPoint,
  c: HttpContext,
  raw: unknown,
  schema: z.ZodType<B>,
): B {
  const contentType = c.req.header('content-type') ?? '';
  if (raw !== EMPTY && !/^application\/json\s*(;\s*charset=utf-8)?$/i.test(contentType)) {
    world.violation(point, 'wrong_content_type', contentType === '' ? 'none' : contentType);
    throw new ApiError('invalid_params', 'Content-Type must be application/json');
  }
  if (raw === MALFORMED) {
    world.violation(point, 'malformed_json', 'the body is not JSON');
    throw new ApiError('invalid_params', 'The request body is not valid JSON');
  }
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const unknown = result.error.issues.filter((issue) => issue.code === 'unrecognized_keys');
  for (const { path, keys } of unknown)
    world.violation(point, 'unknown_field', keys.map((key) => [...path, key].join('.')).join(', '));
  const wrong = result.error.issues.find((issue) => issue.code !== 'unrecognized_keys');
  if (wrong === undefined && !world.settings.refuseUnknownFields) {
    for (const { path, keys } of unknown) removeKeys(raw, path, keys);
    return schema.parse(raw);
  }
  const issue = wrong ?? unknown[0]!;
  const where = issue.path.join('.');
  throw new ApiError('invalid_params', where === '' ? issue.message : `${where}: ${issue.message}`);
}

function removeKeys(raw: unknown, path: PropertyKey[], keys: string[]): void {
  let holder = raw as Record<PropertyKey, unknown>;
  for (const step of path) holder = holder[step] as Record<PropertyKey, unknown>;
  for (const key of keys) delete holder[key];
}
