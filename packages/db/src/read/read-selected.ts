import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { statementName } from '../kept-plan.ts';
import { behindWall } from '../row-security/db-of-team.ts';
import type { KeptStatement } from '../row-security/team-query.ts';
import { type Compiled, compileSelect, type Select } from './compile-select.ts';
import { dataModelOf, type Model } from './data-model.ts';

/** Where the ids of a page wait for the statement that reads their rows. */
const PAGE = 'airdate.page';
/**
 * Rows are looked up by their ids, whose number the plan does not know: behind the wall Postgres would take a small table for
 * one to be read through, and keep that plan when it has grown. Pages are planned once, since planning costs more than reading.
 */
const PLANNING: KeptStatement = {
  name: 'plan_reads',
  text: `SELECT set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)`,
  values: [],
};
/** Selections come from clients, who may think of any number. */
const MOST_PLANS = 1_000;
/** Of each connection. */
const MOST_KEPT_BY_POSTGRES = 200;
/** A statement that came so often is worth its place. */
const KEPT_FROM_USE = 3;

type Plan = { compiled: Compiled | null; text: string; uses: number; name: string };
type OnQuery = (query: { sql: string; durationMs: number }) => void;

const models = new WeakMap<PrismaClient, ReadonlyMap<string, Model>>();
const reporters = new WeakMap<PrismaClient, OnQuery>();
const plans = new Map<string, Plan>();
let keptByPostgres = 0;

/**
 * Reads rows and all that belongs to them by one statement and one round trip, behind the wall between teams: what Prisma reads by
 * a statement per relation.
 *
 * @param db made by `createDb`
 * @param read.page names the rows by their ids, in their order; it is run in front of the wall
 * @param read.select of Prisma
 * @returns rows as Prisma returns them; null for a selection that Prisma has to read, see `compileSelect`
 */
export async function readSelected<Row>(
  db: PrismaClient,
  teamId: string,
  read: { model: Prisma.ModelName; page: Prisma.Sql; select: Select },
): Promise<Row[] | null> {
  const plan = planOf(db, read.model, read.select);
  if (!plan.compiled) return null;
  plan.uses++;
  if (!plan.name && plan.uses >= KEPT_FROM_USE && keptByPostgres < MOST_KEPT_BY_POSTGRES) {
    keptByPostgres++;
    plan.name = statementName(plan.text);
  }
  const startedMs = performance.now();
  const { pool } = behindWall(db);
  const { rows } = await pool.queryAs(teamId, { text: plan.text, name: plan.name }, [
    PLANNING,
    pageStatement(read.page),
  ]);
  reporters.get(db)?.({ sql: plan.text, durationMs: performance.now() - startedMs });
  const [{ found }] = rows as [{ found: unknown[][] }];
  return found.map(plan.compiled.decode) as Row[];
}

/** Reports the statements of reads as those of the client are. */
export function reportReads(db: PrismaClient, onQuery: OnQuery): void {
  reporters.set(db, onQuery);
}

function planOf(db: PrismaClient, name: string, select: Select): Plan {
  const key = `${name} ${JSON.stringify(select)}`;
  const present = plans.get(key);
  if (present) return present;
  const known = models.get(db) ?? dataModelOf(db);
  models.set(db, known);
  const model = known.get(name)!;
  const compiled = compileSelect(known, model, select);
  const text = `
    SELECT coalesce(json_agg(${compiled?.expression} ORDER BY page.place), '[]') AS found
    FROM unnest(current_setting('${PAGE}')::uuid[]) WITH ORDINALITY AS page (id, place)
    JOIN "${model.table}" t ON t."${model.id}" = page.id`;
  const plan = { compiled, text, uses: 0, name: '' };
  if (plans.size >= MOST_PLANS) plans.delete(plans.keys().next().value!);
  plans.set(key, plan);
  return plan;
}

function pageStatement(page: Prisma.Sql): KeptStatement {
  const text = `SELECT set_config('${PAGE}', ARRAY(${page.text})::text, true)`;
  return { name: statementName(text), text, values: page.values.map(textOf) };
}

/** As Postgres reads values that are sent as text. */
function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `{${value.map((each) => JSON.stringify(String(each))).join(',')}}`;
  return String(value);
}
