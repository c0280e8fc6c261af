import type { Column, Model, Relation } from './data-model.ts';

/** What of a row is read, in Prisma's words. */
export type Select = { readonly [field: string]: unknown };

/** How a selection is read: as one value of JSON, and made of it again. */
export type Compiled = {
  /** An SQL expression over the table's alias. */
  expression: string;
  /** @returns the row as Prisma would return it */
  decode(value: unknown[]): Record<string, unknown>;
};

type Part = { field: string; expression: string; decode: ((value: never) => unknown) | null };

/** Types whose JSON is not their value. Others are what `JSON.parse` makes of them. */
const DECODERS: Readonly<Record<string, (value: string) => unknown>> = {
  DateTime: (value) => new Date(value),
  BigInt,
};
const UNREADABLE: ReadonlySet<string> = new Set(['Bytes', 'Decimal']);

/**
 * Makes one expression of a selection with all relations in it, to any depth.
 *
 * @param alias of the table in the statement
 * @returns null for what it cannot read: filters and pages of relations, counts, and types that JSON has no word for
 */
export function compileSelect(
  models: ReadonlyMap<string, Model>,
  model: Model,
  select: Select,
  alias = 't',
): Compiled | null {
  const parts: Part[] = [];
  for (const [field, wanted] of Object.entries(select)) {
    if (!wanted) continue;
    const column = model.columns.get(field);
    const relation = model.relations.get(field);
    const part = column
      ? partOfColumn(field, column, alias)
      : relation && partOfRelation(models, field, relation, wanted, `${alias}_${parts.length}`, alias);
    if (!part) return null;
    parts.push(part);
  }
  return {
    expression: `json_build_array(${parts.map(({ expression }) => expression).join(', ')})`,
    decode(value) {
      const row: Record<string, unknown> = {};
      for (let n = 0; n < parts.length; n++) {
        const { field, decode } = parts[n]!;
        const each = value[n];
        row[field] = decode && each !== null ? decode(each as never) : each;
      }
      return row;
    },
  };
}

function partOfColumn(field: string, { name, type, isList }: Column, alias: string): Part | null {
  const decode = DECODERS[type] ?? null;
  if (UNREADABLE.has(type) || (isList && decode)) return null;
  // A number of 64 bits is read as text, since JSON would round it.
  const expression = `${alias}.${quoted(name)}${type === 'BigInt' ? '::text' : ''}`;
  return { field, expression, decode };
}

function partOfRelation(
  models: ReadonlyMap<string, Model>,
  field: string,
  relation: Relation,
  wanted: unknown,
  inner: string,
  outer: string,
): Part | null {
  const { select, orderBy, ...rest } = wanted as { select?: Select; orderBy?: unknown };
  const model = models.get(relation.model)!;
  const compiled = select && compileSelect(models, model, select, inner);
  const order = orderOf(model, orderBy, inner);
  if (!compiled || order === null || Object.keys(rest).length > 0) return null;
  const where = `${inner}.${quoted(relation.theirs)} = ${outer}.${quoted(relation.own)}`;
  const from = `FROM ${quoted(model.table)} ${inner} WHERE ${where}`;
  if (!relation.isList)
    return { field, expression: `(SELECT ${compiled.expression} ${from})`, decode: compiled.decode };
  return {
    field,
    expression: `(SELECT coalesce(json_agg(${compiled.expression}${order}), '[]') ${from})`,
    decode: (rows: unknown[][]) => rows.map(compiled.decode),
  };
}

/** @returns an ORDER BY, nothing without an order, or null for one that is not by columns of the model alone */
function orderOf(model: Model, orderBy: unknown, alias: string): string | null {
  if (orderBy === undefined) return '';
  const sorts = [orderBy].flat().flatMap((each) => Object.entries(each as object));
  const terms = sorts.map(([field, direction]) => {
    const column = model.columns.get(field);
    return column && (direction === 'asc' || direction === 'desc')
      ? `${alias}.${quoted(column.name)} ${direction}`
      : null;
  });
  return terms.includes(null) ? null : ` ORDER BY ${terms.join(', ')}`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
