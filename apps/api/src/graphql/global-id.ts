import { decodeGlobalID } from '@pothos/plugin-relay';
import { NotFoundError } from '../errors.ts';

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
  const [typename, id] = decode(globalId);
  if (typename !== type || !UUID.test(id)) throw new NotFoundError(nounOf(type), path);
  return id;
}

/** For `node(id)`: a malformed id finds nothing instead of failing in the database. */
export function uuidOrNil(id: string): string {
  return UUID.test(id) ? id : NIL_UUID;
}

function decode(globalId: string): [string, string] {
  try {
    const { typename, id } = decodeGlobalID(globalId);
    return [typename, id];
  } catch {
    return ['', ''];
  }
}

function nounOf(type: string): string {
  return type.replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}
