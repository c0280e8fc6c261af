import { uuidOrNil } from '../global-id.ts';

type Direction = 'asc' | 'desc';
type Column = Record<string, Direction | Record<string, Direction>>;

/** The part of a connection's query that says which page; its cursor is a row's id. */
type PageQuery = { cursor?: { id?: unknown }; skip?: number; take?: number };

/**
 * Reads a page of a team's list from the row that its cursor names: no row before it is looked at, however many there are.
 * A cursor that names no row of the team begins an empty page: the database would tell where rows of other teams stand.
 *
 * @param query of a connection
 * @param list.where what the list holds
 * @param list.order columns of the row or of a row that it belongs to; none is ever null, and the last one is unique
 * @param list.find the row with this id, if the team has it, with the columns of the order
 * @param list.read reads this page
 */
export async function readPage<Q extends PageQuery, Where extends object, const Order extends Column, Row>(
  query: Q,
  list: {
    where: Where;
    order: readonly Order[];
    find: (id: string) => Promise<object | null>;
    read: (
      page: Omit<Q, 'cursor' | 'skip'> & { where: { AND: Where[] }; orderBy: Order[] },
    ) => Promise<Row[]>;
  },
): Promise<Row[]> {
  // Copied whole: the plugin warns of a query of which nobody took the selection.
  const { cursor, skip, ...page } = { ...query };
  const { where, order } = list;
  const orderBy = [...order];
  if (!cursor) return list.read({ ...page, where: { AND: [where] }, orderBy });
  const row = await list.find(uuidOrNil(String(cursor.id)));
  if (!row) return [];
  const beyond = rowsBeyond(order, row, (query.take ?? 0) < 0) as Where;
  return list.read({ ...page, where: { AND: [where, beyond] }, orderBy });
}

/**
 * A filter for the rows that come behind one in an order, or before it when the page is read backwards. Its first column
 * alone bounds the range, so that an index which begins with it is entered at the right place.
 */
function rowsBeyond([column, ...rest]: readonly Column[], row: object, isBackwards: boolean): object {
  const { path, direction } = placeOf(column!);
  const value = path.reduce<unknown>((within, name) => (within as Record<string, unknown>)[name], row);
  const where = (condition: object) =>
    path.reduceRight<object>((within, name) => ({ [name]: within }), condition);
  const isUp = (direction === 'asc') !== isBackwards;
  const strictly = where({ [isUp ? 'gt' : 'lt']: value });
  if (rest.length === 0) return strictly;
  return {
    AND: [where({ [isUp ? 'gte' : 'lte']: value }), { OR: [strictly, rowsBeyond(rest, row, isBackwards)] }],
  };
}

function placeOf(column: Column): { path: string[]; direction: Direction } {
  const [[name, within] = ['', 'asc' as const]] = Object.entries(column);
  if (typeof within === 'string') return { path: [name], direction: within };
  const [[inner, direction] = ['', 'asc' as const]] = Object.entries(within);
  return { path: [name, inner], direction };
}
