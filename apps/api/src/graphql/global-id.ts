import { NotFoundError } from '../errors.ts';
import { badUserInput } from './bad-user-input.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** No row has this id. */
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

/**
 * The row id inside a global id that clients sent.
 *
 * @param path input field that held it
 * @throws NotFoundError when the text is no id of this type, just as for an id that does not exist
 */
export function rowId(type: string, globalId: string, path: string[]): string {
  const parts = split(globalId);
  if (parts?.typename !== type || !UUID.test(parts.id)) throw new NotFoundError(nounOf(type), path);
  return parts.id;
}

/**
 * The parts of an id that was given to `node` or `nodes`.
 *
 * @throws GraphQLError `BAD_USER_INPUT` when the text is no global id
 */
export function parseGlobalId(globalId: string): { typename: string; id: string } {
  const parts = split(globalId);
  if (!parts) throw badUserInput('This is not an id that Airdate gave out.', ['id']);
  return parts;
}

/** For `node(id)`: a malformed id finds nothing instead of failing in the database. */
export function uuidOrNil(id: string): string {
  return UUID.test(id) ? id : NIL_UUID;
}

function split(globalId: string): { typename: string; id: string } | null {
  const match = /^(\w+):(.+)$/.exec(Buffer.from(globalId, 'base64').toString('utf8'));
  return match ? { typename: match[1]!, id: match[2]! } : null;
}

function nounOf(type: string): string {
  return type.replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}
