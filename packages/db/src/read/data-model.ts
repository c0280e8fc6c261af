import { getDatamodel } from '../generated/pothos.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** A model of the Prisma schema as its table has it. */
export type Model = {
  name: string;
  table: string;
  /** The key that relations point to. */
  id: string;
  columns: ReadonlyMap<string, Column>;
  relations: ReadonlyMap<string, Relation>;
};

export type Column = { name: string; type: string; isList: boolean };

/** Rows of another model whose column has the value of one of this model's columns. */
export type Relation = { model: string; own: string; theirs: string; isList: boolean };

type NamedField = { name: string; dbName?: string | null };
type RuntimeModel = { dbName?: string | null; fields: NamedField[] };
type Field = {
  name: string;
  type: string;
  kind: string;
  isList: boolean;
  isId: boolean;
  relationName?: string;
  relationFromFields?: string[];
};

/**
 * The tables of a client's schema. What Prisma's client knows of them names the columns, and what is generated for the GraphQL
 * schema the relations; those over several columns are left out.
 */
export function dataModelOf(client: PrismaClient): ReadonlyMap<string, Model> {
  const { models } = (client as unknown as { _runtimeDataModel: { models: Record<string, RuntimeModel> } })
    ._runtimeDataModel;
  const described = getDatamodel().datamodel.models as unknown as Record<string, { fields: Field[] }>;
  const nameIn = (model: string, field: string) =>
    models[model]!.fields.find(({ name }) => name === field)?.dbName ?? field;
  const idOf = (model: string) => {
    const field = described[model]!.fields.find(({ isId }) => isId);
    return field && nameIn(model, field.name);
  };

  function relationOf(model: string, field: Field): Relation | null {
    const { type, isList, relationName, relationFromFields: from = [] } = field;
    const theirId = idOf(type);
    if (from.length === 1 && theirId)
      return { model: type, own: nameIn(model, from[0]!), theirs: theirId, isList };
    const back = described[type]!.fields.find(
      (other) => other.relationName === relationName && other.relationFromFields?.length === 1,
    );
    const id = idOf(model);
    if (from.length > 0 || !back || !id || type === model) return null;
    return { model: type, own: id, theirs: nameIn(type, back.relationFromFields![0]!), isList };
  }

  return new Map(
    Object.entries(described).map(([name, { fields }]) => {
      const columns = fields
        .filter(({ kind }) => kind !== 'object')
        .map(
          ({ name: field, type, isList }) => [field, { name: nameIn(name, field), type, isList }] as const,
        );
      const relations = fields
        .filter(({ kind }) => kind === 'object')
        .flatMap((field) => {
          const relation = relationOf(name, field);
          return relation ? [[field.name, relation] as const] : [];
        });
      const model: Model = {
        ...{ name, table: models[name]!.dbName ?? name, id: idOf(name) ?? '' },
        columns: new Map(columns),
        relations: new Map(relations),
      };
      return [name, model];
    }),
  );
}
