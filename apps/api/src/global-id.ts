import { createHash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Types that have ids, and so can be asked for by `node`. */
export const NODE_TYPES = [
  'Account',
  'ApiKey',
  'ConnectLink',
  'Event',
  'MediaAsset',
  'Post',
  'PostSeries',
  'Schedule',
  'Team',
  'TeamMember',
  'TokenAccess',
  'User',
  'WebhookDelivery',
  'WebhookEndpoint',
  'WebhookTry',
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
 * The row id inside a global id that a client sent. For a text that is no id of this type, an id that no row has: whoever looks
 * for it answers as for any other that does not exist, and texts that differ have ids that differ.
 */
export function rowId(type: NodeType, text: string): string {
  const parts = parseGlobalId(text);
  if (parts?.typename === type && UUID.test(parts.id)) return parts.id;
  const digits = createHash('sha256').update(text).digest('hex');
  // Rows have ids of version 4 or 7.
  return `00000000-0000-0000-${digits.slice(0, 4)}-${digits.slice(4, 16)}`;
}

/** As `rowId`, where the id may be left out. An empty text is not left out: it is no id. */
export function optionalRowId(type: NodeType, text: string | null | undefined): string | undefined {
  return typeof text === 'string' ? rowId(type, text) : undefined;
}

/** The two halves of the id of a row that has two: which team's it is, and what names it in there. */
export function pairedId(teamId: string, within: string | bigint): string {
  return `${teamId}:${within}`;
}

/** What {@link pairedId} put together. Of another text, halves that no row has. */
export function parsePairedId(id: string): { teamId: string; within: string } {
  const [, teamId, within] = /^([^:]+):([^:]+)$/.exec(id) ?? [];
  return { teamId: uuidOrNil(teamId ?? ''), within: within ?? '' };
}

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** For `node(id)`: a malformed row id finds nothing instead of failing in the database. */
export function uuidOrNil(id: string): string {
  return UUID.test(id) ? id : NIL_UUID;
}
