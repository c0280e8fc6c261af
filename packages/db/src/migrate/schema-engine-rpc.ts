#!/usr/bin/env node
// Stands in for Prisma's native schema engine: the Prisma CLI starts it and speaks JSON-RPC with it, one message a line.
import { createInterface } from 'node:readline';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { type OpenEngine, openEngine } from './engine.ts';
import { ensureDatabase } from './ensure-database.ts';

type Request = {
  id: number;
  /** Missing in the CLI's answers to our `print` calls. */
  method?: string;
  params: Record<string, unknown>;
};

const args = process.argv.slice(2);
const url = datasourceUrl();

if (args.includes('--version')) console.log('schema-engine (wasm)');
else if (args.includes('cli')) await runCommand();
else serve();

function datasourceUrl(): string {
  const at = args.indexOf('--datasource');
  const datasource = at < 0 ? {} : (JSON.parse(args[at + 1]!) as { url?: string });
  return datasource.url ?? process.env.DATABASE_URL ?? '';
}

/** `cli can-connect-to-database` and `cli create-database`: answers by exit code. */
async function runCommand(): Promise<void> {
  try {
    if (args.includes('create-database')) await ensureDatabase(url);
    else await connectOnce();
  } catch (error) {
    const { message, code } = error as pg.DatabaseError;
    const fields = { message, is_panic: false, error_code: code === '3D000' ? 'P1003' : 'P1001', meta: {} };
    const line = {
      level: 'ERROR',
      target: 'schema_engine::logger',
      timestamp: new Date().toISOString(),
      fields,
    };
    // The CLI drops the first line and reads the second.
    process.stderr.write(`schema engine\n${JSON.stringify(line)}\n`);
    process.exitCode = 1;
  }
}

async function connectOnce(): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.end();
}

function serve(): void {
  let queue: Promise<void> = Promise.resolve();
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const request = JSON.parse(line) as Request;
    if (request.method) queue = queue.then(() => answer(request.id, request.method!, request.params));
  });
  lines.on('close', () => void queue.then(() => process.exit(0)));
}

async function answer(id: number, method: string, params: Record<string, unknown>): Promise<void> {
  try {
    send({ id, result: (await call(method, params)) ?? null });
  } catch (error) {
    const data = { is_panic: false, message: (error as Error).message, backtrace: null };
    send({ id, error: { code: 4466, message: 'schema engine error', data } });
  }
}

let opening: Promise<OpenEngine> | undefined;

async function call(method: string, params: Record<string, unknown>): Promise<unknown> {
  if (method === 'createDatabase') return { databaseName: await ensureDatabase(url) };
  opening ??= openEngine(url);
  const { engine } = await opening;
  if (method === 'getDatabaseVersion') return engine.version(null);
  if (method === 'createMigration' || method === 'evaluateDataLoss') await fillCache(engine, params);
  if (method === 'diff') return printDiff(engine, params);
  const methods = engine as unknown as Record<string, ((params: unknown) => Promise<unknown>) | undefined>;
  if (!methods[method]) throw new Error(`The schema engine has no method ${method}.`);
  return methods[method](params);
}

/** These two calls cannot open a shadow database themselves, but use what an earlier diagnosis left in the cache. */
async function fillCache(
  engine: SchemaEngine,
  { migrationsList, filters }: Record<string, unknown>,
): Promise<void> {
  await engine.devDiagnostic({ migrationsList, filters } as Parameters<SchemaEngine['devDiagnostic']>[0]);
}

let printed = 1_000_000;

/** The native engine prints the difference through a call back to the CLI instead of returning it. */
async function printDiff(engine: SchemaEngine, params: Record<string, unknown>): Promise<unknown> {
  const result = await engine.diff(params as unknown as Parameters<SchemaEngine['diff']>[0]);
  send({ id: printed++, method: 'print', params: { content: result.stdout ?? '' } });
  return { ...result, stdout: null };
}

function send(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}
