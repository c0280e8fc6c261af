import { uuidOrNil } from '../global-id.ts';

/**
 * Reads a page of a team's list. A cursor that names no row of the team begins an empty page: the database would begin at
 * rows of other teams too, and so tell where they stand.
 *
 * @param query of a connection whose cursor is a row's id
 * @param count how many rows the team has by this id
 */
export async function readPage<Row>(
  query: { cursor?: { id?: unknown } },
  count: (id: string) => Promise<number>,
  read: () => Promise<Row[]>,
): Promise<Row[]> {
  // Copied whole: the plugin warns of a query of which nobody took the selection.
  const { cursor } = { ...query };
  if (cursor && (await count(uuidOrNil(String(cursor.id)))) === 0) return [];
  return read();
}
