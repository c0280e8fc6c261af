import { brandWithType } from '@pothos/core';
import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { nodeRowsOf } from './node-rows.ts';
import { type RequestContext, signedIn } from './request-context.ts';

type NodeId = { typename: string; id: string };
type Delegate = { findMany(query: object): Promise<object[]> };

/**
 * What `node` and `nodes` answer: all objects of a type by one statement, in the order in which they were asked for. Null in the
 * place of an id that names nothing the viewer may see.
 *
 * @throws GraphQLError `UNAUTHENTICATED` when nobody is signed in
 */
export async function readNodes(
  ids: readonly NodeId[],
  ctx: RequestContext,
  info: GraphQLResolveInfo,
): Promise<(object | null)[]> {
  signedIn(ctx);
  const found = new Map<string, object>();
  await Promise.all(
    [...Map.groupBy(ids, ({ typename }) => typename)].map(async ([typeName, alike]) => {
      const rows = nodeRowsOf(typeName);
      if (!rows) return;
      const asked = [...new Set(alike.map(({ id }) => id))];
      const query = await queryFromInfo({ context: ctx, info, typeName, awaitSelections: true });
      const read = await delegateOf(typeName, ctx, info).findMany({
        ...query,
        where: rows.where(asked, ctx),
      });
      for (const row of read) {
        brandWithType(row, typeName as never);
        found.set(`${typeName}:${rows.idOf(row)}`, row);
      }
    }),
  );
  return ids.map(({ typename, id }) => found.get(`${typename}:${id}`) ?? null);
}

function delegateOf(typeName: string, { deps }: RequestContext, { schema }: GraphQLResolveInfo): Delegate {
  const model = String(schema.getType(typeName)?.extensions.pothosPrismaModel);
  return deps.db[`${model[0]!.toLowerCase()}${model.slice(1)}` as 'post'] as unknown as Delegate;
}
