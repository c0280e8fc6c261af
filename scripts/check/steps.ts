import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { CHECKOUT, existsInCheckout, inCheckout } from '../checkout.ts';
import { asvsPage } from './asvs.ts';
import { migrationsMatchSchema } from './drift.ts';
import { noRegistryHosts } from './registry-hosts.ts';
import { commandStep, type Step } from './step.ts';

/** Code that the other steps read: the Prisma client, its Pothos types, the types of the GraphQL documents. */
export const GENERATE = commandStep('generated code', 'turbo', [
  'run',
  'generate',
  '--output-logs=errors-only',
  '--ui=stream',
]);

const PRINT_SCHEMA = 'apps/api/src/serve/print-schema.ts';
const RELEASE_SCHEMA = 'apps/api/src/serve/release-schema.ts';

/** Slow ones first, so that none is left over at the end. */
export const STEPS: Step[] = [
  ...projects().map((folder) => typecheck(folder)),
  commandStep('promises (oxlint)', 'oxlint', ['--type-aware', '--quiet']),
  commandStep('GraphQL documents', inCheckout('apps/dashboard/node_modules/.bin/gql.tada'), ['check'], {
    cwd: inCheckout('apps', 'dashboard'),
  }),
  commandStep('dead code (knip)', 'knip', ['--no-progress']),
  ...printedSchema(),
  { name: 'migrations match the Prisma schema', run: migrationsMatchSchema },
  commandStep('imports (dependency-cruiser)', 'depcruise', [
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'err',
    ...['apps', 'packages', 'e2e', 'scripts'].filter((folder) => existsInCheckout(folder)),
  ]),
  commandStep('format and lint (biome)', 'biome', ['check']),
  { name: 'no registry hosts in the repository', run: noRegistryHosts },
  { name: 'security requirements (ASVS)', run: asvsPage },
];

/** Folders with a tsconfig.json, largest first as far as names can tell. */
function projects(): string[] {
  const found = globSync(
    ['apps/*/tsconfig.json', 'packages/*/tsconfig.json', 'e2e/tsconfig.json', 'scripts/tsconfig.json'],
    {
      cwd: CHECKOUT,
    },
  );
  return found.map((file) => dirname(file)).sort();
}

function typecheck(folder: string): Step {
  const cache = inCheckout('node_modules', '.cache', 'tsc', `${folder.replaceAll('/', '-')}.tsbuildinfo`);
  return commandStep(`types of ${folder}`, 'tsc', [
    '-p',
    folder,
    '--incremental',
    '--tsBuildInfoFile',
    cache,
  ]);
}

function printedSchema(): Step[] {
  if (!existsInCheckout(PRINT_SCHEMA)) return [];
  return [
    commandStep('printed GraphQL schema is up to date', process.execPath, [PRINT_SCHEMA, '--check']),
    commandStep('GraphQL schema breaks no client', process.execPath, [RELEASE_SCHEMA, '--check']),
  ];
}
