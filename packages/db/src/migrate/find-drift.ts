import { startEmbedded } from '../embedded/index.ts';
import { NO_FILTER, openEngine } from './engine.ts';
import { readMigrations, readSchema } from './files.ts';

export type DriftOptions = {
  /** A server where a shadow database may be made; an embedded one is started when left out. */
  url?: string;
  migrationsFolder?: string;
  schemaFolder?: string;
};

/**
 * Compares what the migrations make with what the Prisma schema says.
 *
 * @returns the SQL that is missing from the migrations, or undefined when they agree
 */
export async function findDrift(options: DriftOptions = {}): Promise<string | undefined> {
  if (options.url) return compare(options.url, options);
  const server = await startEmbedded({ ephemeral: true });
  try {
    return await compare(server.url('postgres'), options);
  } finally {
    await server.stop();
  }
}

async function compare(
  url: string,
  { migrationsFolder, schemaFolder }: DriftOptions,
): Promise<string | undefined> {
  const schema = readSchema(schemaFolder);
  const { engine, close } = await openEngine(url, schema);
  try {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'migrations', ...readMigrations(migrationsFolder) },
      to: { tag: 'schemaDatamodel', ...schema },
      script: true,
      exitCode: true,
      filters: NO_FILTER,
    });
    return exitCode === 2 ? (stdout ?? '') : undefined;
  } finally {
    await close();
  }
}
