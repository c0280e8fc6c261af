import { hasRole } from '../context.ts';
import { uuidOrNil } from '../global-id.ts';
import { type RequestContext, signedIn } from './request-context.ts';

/** How `node` and `nodes` find the rows of a type. */
export type NodeRows = {
  /** The rows with these ids that the viewer may see; ids are the part of global ids behind the type, in any form. */
  where(ids: string[], ctx: RequestContext): object;
  /** The same part of a row's global id. */
  idOf(row: object): string;
};

const ROWS = new Map<string, NodeRows>();

export function nodeRowsOf(typeName: string): NodeRows | undefined {
  return ROWS.get(typeName);
}

/** Says how rows of a type are found whose ids are more than one column. */
export function findNodesBy<Row extends object>(
  typeName: string,
  where: NodeRows['where'],
  idOf: (row: Row) => string,
): void {
  ROWS.set(typeName, { where, idOf: idOf as NodeRows['idOf'] });
}

/**
 * Says which rows of a type a viewer may see, for types whose ids are those of their rows.
 *
 * @param visible null when the viewer may see none
 * @returns the same as the filter for one row, which Pothos asks for
 */
export function findNodes<Where extends object>(
  typeName: string,
  visible: (ctx: RequestContext) => Where | null,
): (id: string, ctx: RequestContext) => Partial<Where> & { id: string } {
  findNodesBy<{ id: string }>(
    typeName,
    (ids, ctx) => {
      const where = visible(ctx);
      return { ...where, id: { in: where ? ids.map(uuidOrNil) : [] } };
    },
    ({ id }) => id,
  );
  return (id, ctx) => {
    const where = visible(ctx);
    return { ...where, id: uuidOrNil(where ? id : '') } as Partial<Where> & { id: string };
  };
}

/** For {@link findNodes}: the rows of the viewer's team, from the role admin up. */
export function rowsForAdmins(ctx: RequestContext): { teamId: string } | null {
  const { viewer } = signedIn(ctx);
  return hasRole(viewer, 'ADMIN') ? { teamId: viewer.teamId } : null;
}
