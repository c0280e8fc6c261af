import { fileURLToPath } from 'node:url';
import { defineConfig } from 'prisma/config';

// The CLI would download a native schema engine; this one runs the wasm build from npm instead.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(
  new URL('./src/migrate/schema-engine-rpc.ts', import.meta.url),
);
process.env.PRISMA_HIDE_UPDATE_MESSAGE ??= '1';
process.env.CHECKPOINT_DISABLE ??= '1';

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://localhost:5432/airdate' },
});
