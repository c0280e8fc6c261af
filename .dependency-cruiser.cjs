/**
 * The direction of imports. `x <- y`: y may import x.
 *
 * Inside apps/api: shared grammar (files at the root of src), events <- domain folders in their order <- adapters and roots.
 * A domain file is one without a suffix such as .graphql.ts: it knows no GraphQL, no HTTP and no queue.
 */

/** Each folder may import only those before it in this list, and itself. */
const DOMAIN_ORDER = ['teams', 'accounts', 'media', 'quota', 'schedules', 'posts', 'analytics'];
/** Stand on one step, so that neither imports the other. */
const STRANGERS = { schedules: ['quota'] };

const API = '^apps/api/src';
const DOMAIN_FOLDERS = `${API}/(?:${[...DOMAIN_ORDER, 'events', 'webhooks'].join('|')})/`;
const ADAPTER_FILES = '\\.(?:graphql|worker|http|test)\\.ts$';

const domainOrder = DOMAIN_ORDER.slice(0, -1).map((folder, at) => {
  const forbidden = [...DOMAIN_ORDER.slice(at + 1), ...(STRANGERS[folder] ?? [])];
  return {
    name: `domain-order-${folder}`,
    comment: `${folder} stands below ${forbidden.join(', ')}.`,
    severity: 'error',
    from: { path: `${API}/${folder}/`, pathNot: ADAPTER_FILES },
    to: { path: `${API}/(?:${forbidden.join('|')})/` },
  };
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Two files that import each other are one file, or a third is missing. Types alone may.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'domain-knows-no-transport',
      comment: 'A verb is called by GraphQL, HTTP and jobs alike, so it may not know any of them.',
      severity: 'error',
      from: { path: DOMAIN_FOLDERS, pathNot: ADAPTER_FILES },
      to: {
        path: [
          '(?:^|/)node_modules/(?:graphql|graphql-yoga|@pothos/[^/]+|pg-boss|better-auth)/',
          '^(?:graphql|graphql-yoga|@pothos/.*|pg-boss|better-auth.*)$',
          '^(?:node:)?https?$',
          `${API}/(?:graphql|http|jobs/boss)`,
        ],
      },
    },
    {
      name: 'domain-knows-no-adapter',
      comment: 'Adapters call verbs, never the other way round.',
      severity: 'error',
      from: { path: DOMAIN_FOLDERS, pathNot: ADAPTER_FILES },
      to: { path: '\\.(?:graphql|worker|http)\\.ts$' },
    },
    ...domainOrder,
    {
      name: 'nobody-imports-webhooks',
      comment:
        'Outgoing webhooks read the event log; only the roots that put the program together know them.',
      severity: 'error',
      from: {
        path: `${API}/[^/]+/`,
        pathNot: [`${API}/webhooks/`, `${API}/graphql/`, `${API}/seed/`, '\\.test\\.ts$'],
      },
      to: { path: `${API}/webhooks/` },
    },
    {
      name: 'events-stand-below-the-domain',
      severity: 'error',
      from: { path: `${API}/events/`, pathNot: ADAPTER_FILES },
      to: { path: `${API}/(?:${[...DOMAIN_ORDER, 'webhooks'].join('|')})/` },
    },
    {
      name: 'shared-grammar-stands-below-all',
      comment:
        'Files at the root are words that every folder uses, but for the few that put the program together.',
      severity: 'error',
      from: { path: `${API}/[^/]+\\.ts$`, pathNot: [`${API}/(?:main|server|worker)\\.ts$`, '\\.test\\.ts$'] },
      to: {
        path: `${API}/(?:${[...DOMAIN_ORDER, 'webhooks', 'graphql', 'http'].join('|')})/`,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'dashboard-knows-only-the-printed-schema',
      severity: 'error',
      from: { path: '^apps/dashboard/' },
      to: { path: '^(?:packages/|apps/api/)', pathNot: '^apps/api/schema\\.graphql$' },
    },
    {
      name: 'packages-do-not-know-apps',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
    {
      name: 'tiktok-stands-alone',
      comment: 'packages/tiktok can be published on its own.',
      severity: 'error',
      from: { path: '^packages/tiktok/' },
      to: { path: '^packages/(?!tiktok/)' },
    },
    {
      name: 'client-does-not-know-simulator',
      comment: 'What both believed of TikTok would never be found out.',
      severity: 'error',
      from: { path: '^packages/tiktok/src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/tiktok/simulator/' },
    },
    {
      name: 'simulator-shares-only-the-signature',
      severity: 'error',
      from: { path: '^packages/tiktok/simulator/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/tiktok/src/', pathNot: '^packages/tiktok/src/webhooks/sign\\.ts$' },
    },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      from: { pathNot: ['\\.test\\.tsx?$', '^e2e/', '(?:^|/)testing/'] },
      to: { path: '\\.test\\.tsx?$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(?:^|/)(?:build|dist|test-results|playwright-report|\\.data)/', '/generated/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs'],
    },
  },
};
