import type { GraphQLField, GraphQLFieldResolver, GraphQLObjectType } from 'graphql';
import { globalId } from '../../global-id.ts';

/** How a field is read off a row that has all it needs, without a search for what else has to be loaded. */
export type LoadedValue = {
  isLoaded(row: unknown): boolean;
  /** Of a row that has it. */
  read: GraphQLFieldResolver<unknown, unknown>;
  /** Whether `read` takes what the executor knows of the field. */
  takesInfo: boolean;
  /** A relation's rows may have less than what is asked of them. */
  isRelation: boolean;
};

/** What of a row a field reads, in Prisma's words. */
type Needs = { readonly [field: string]: true | { readonly select: Needs } };

/** As the schema builder's plugins describe rows that have global ids. */
type RowExtensions = { pothosPrismaModel?: string; pothosOptions?: { id?: object } };

/** As they describe fields of rows. */
type Extensions = {
  pothosOriginalResolve?: GraphQLFieldResolver<unknown, unknown>;
  pothosExposedField?: string;
  pothosPrismaSelect?: unknown;
  pothosPrismaRelationField?: { name: string };
};

/** @returns null for a field that is not read off a row of the database, or has arguments */
export function loadedValueOf(
  type: GraphQLObjectType,
  { name, args, extensions }: GraphQLField<unknown, unknown>,
): LoadedValue | null {
  const { pothosPrismaModel, pothosOptions } = type.extensions as RowExtensions;
  if (name === 'id' && pothosPrismaModel && pothosOptions?.id) {
    return { ...columnValue('id'), read: (row) => globalId(type.name, (row as { id: string }).id) };
  }
  const {
    pothosOriginalResolve: read,
    pothosExposedField: column,
    pothosPrismaSelect: select,
    pothosPrismaRelationField: relation,
  } = extensions as Extensions;
  if (!read || !select || args.length > 0) return null;
  if (relation) return { ...columnValue(relation.name), isRelation: true };
  if (column) return columnValue(column);
  if (!isNeeds(select)) return null;
  return { isLoaded: (row) => hasAll(row, select), read, takesInfo: true, isRelation: false };
}

function columnValue(name: string): LoadedValue {
  return {
    isLoaded: (row) => (row as Record<string, unknown>)[name] !== undefined,
    read: (row) => (row as Record<string, unknown>)[name],
    ...{ takesInfo: false, isRelation: false },
  };
}

function hasAll(row: unknown, needs: Needs): boolean {
  if (row === null) return true;
  for (const field in needs) {
    const need = needs[field]!;
    const value = (row as Record<string, unknown>)[field];
    if (value === undefined) return false;
    if (need !== true && !(Array.isArray(value) ? value : [value]).every((each) => hasAll(each, need.select)))
      return false;
  }
  return true;
}

/** Filters and pages of relations are left out. */
function isNeeds(select: unknown): select is Needs {
  if (typeof select !== 'object' || select === null) return false;
  return Object.values(select).every((each: unknown) => {
    if (each === true) return true;
    if (typeof each !== 'object' || each === null) return false;
    const { select: inner, ...rest } = each as { select?: unknown };
    return Object.keys(rest).length === 0 && isNeeds(inner);
  });
}
