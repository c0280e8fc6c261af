import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine, SchemasContainer } from '@prisma/schema-engine-wasm';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import type pg from 'pg';
import { connectCatalogAdapter } from './catalog-adapter.ts';
import { connectShadowDatabase } from './shadow-database.ts';

/** The part of WebAssembly that is used here; Node's types do not declare it without the DOM. */
type WebAssemblyLoader = {
  instantiate(
    code: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
};

/** Tables and enums that Prisma should leave alone: none, for other schemas are not looked at anyway. */
export const NO_FILTER = { externalTables: [], externalEnums: [] };

export type OpenEngine = {
  engine: SchemaEngine;
  /** Closes its connections; the engine does not do so itself. */
  close: () => Promise<void>;
};

/**
 * Opens Prisma's schema engine, its wasm build, on a database. It connects when it first needs to.
 *
 * @param schema the Prisma schema to compare with, where a call does not bring its own
 */
export async function openEngine(url: string, schema?: SchemasContainer): Promise<OpenEngine> {
  loading ??= loadWasm();
  await loading;
  const datamodels = schema?.files.map(({ path, content }): [string, string] => [path, content]);
  const pools = new Set<pg.Pool>();
  const adapters = bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => connectCatalogAdapter(url, pools),
    connectToShadowDb: () => connectShadowDatabase(url, pools),
  });
  // The package's types know the class under its main entry only, which Node cannot load (it imports the wasm file).
  const { SchemaEngine: Engine } = bindings as unknown as { SchemaEngine: typeof SchemaEngine };
  const engine = await Engine.new({ datamodels }, () => {}, adapters);
  return {
    engine,
    async close() {
      engine.free();
      for (const pool of pools) if (!pool.ended) await pool.end();
    },
  };
}

let loading: Promise<void> | undefined;

async function loadWasm(): Promise<void> {
  const runtime = globalThis as unknown as {
    WebAssembly: WebAssemblyLoader;
    PRISMA_WASM_PANIC_REGISTRY?: object;
  };
  runtime.PRISMA_WASM_PANIC_REGISTRY = {
    set_message(message: string) {
      console.error(`The schema engine panicked: ${message}`);
    },
  };
  const main = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const code = readFileSync(join(dirname(main), 'schema_engine_bg.wasm'));
  const { instance } = await runtime.WebAssembly.instantiate(code, {
    './schema_engine_bg.js': withQuietTimers(),
  });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

/** The engine leaves its 10 s lock timer running after it got the lock, which would keep the process alive as long. */
function withQuietTimers(): object {
  const setTimer = (callback: () => void, delayMs: number) => setTimeout(callback, delayMs).unref();
  const isTimer = (name: string) => name.startsWith('__wbg_setTimeout_');
  return Object.fromEntries(
    Object.entries(bindings).map(([name, value]) => [name, isTimer(name) ? setTimer : value]),
  );
}
