import { NotFoundError } from './errors.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Types that have ids, and so can be asked for by `node`. */
export const NODE_TYPES = [
  'Account',
  'ApiKey',
  'MediaAsset',
  'Post',
  'PostSeries',
  'Schedule',
  'Team',
  'User',
  'WebhookDelivery',
  'WebhookEndpoint',
] as const;
export type NodeType = (typeof NODE_TYPES)[number];

/** No row has this id. */
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

/** A Relay global id: the type's name and the row's id, base64. */
export function globalId(typename: string, id: string): string {
  return Buffer.from(`${typename}:${id}`).toString('base64');
}

/** The parts of a global id that a client sent; null when the text is none of a type that has ids. */
export function parseGlobalId(text: string): { typename: NodeType; id: string } | null {
  const [, name, id] = /^(\w+):(.+)$/.exec(Buffer.from(text, 'base64').toString('utf8')) ?? [];
  const typename = NODE_TYPES.find((type) => type === name);
  return typename && id ? { typename, id } : null;
}

/**
 * The row id inside a global id that a client sent.
 *
 * @param path input field that held it
 * @throws NotFoundError when the text is no id of this type, just as for an id that does not exist
 */
export function rowId(type: string, text: string, path: string[]): string {
  const parts = parseGlobalId(text);
  if (parts?.typename !== type || !UUID.test(parts.id)) throw new NotFoundError(nounOf(type), path);
  return parts.id;
}

/** As `rowId`, where the id may be left out. An empty text is not left out: it is no id. */
export function optionalRowId(
  type: string,
  text: string | null | undefined,
  path: string[],
): string | undefined {
  return typeof text === 'string' ? rowId(type, text, path) : undefined;
}

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** For `node(id)`: a malformed row id finds nothing instead of failing in the database. */
export function uuidOrNil(id: string): string {
  return UUID.test(id) ? id : NIL_UUID;
}

function nounOf(type: string): string {
  return type.replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}
