/**
 * The direction of imports. `x <- y`: y may import x.
 *
 * Inside apps/api/src: the ground (files at the root) <- folders in their order <- serve <- main. A file is named by what
 * it is: without a suffix it is domain code and knows no GraphQL, no HTTP and no queue; `.graphql.ts`, `.http.ts` and
 * `.worker.ts` are adapters, which stand on graphql/, http/ and jobs/.
 */

const API = '^apps/api/src';

/** Each folder may import only those before it in this list, and itself. Tests may import anything. */
const API_ORDER = [
  'events',
  'teams',
  'idempotency',
  'sign-in',
  'cost',
  'media',
  'accounts',
  'quota',
  'schedules',
  'posts',
  'series',
  'publishing',
  'tiktok-webhooks',
  'webhooks',
  'encryption-keys',
  'mcp',
  'seed',
  'serve',
];
/** Stand on one step, so that neither imports the other. */
const STRANGERS = { schedules: ['quota'] };

const TESTS = '\\.test\\.ts$';
const ADAPTERS = '\\.(?:graphql|worker|http)\\.ts$';
/** What GraphQL, HTTP and the queue are made of; the contracts of jobs are data that verbs enqueue. */
const ADAPTER_GROUND = `${API}/(?:graphql|http)/|${API}/jobs/(?:boss|job-handler)\\.ts$`;
const DOMAIN = `${API}/(?:${API_ORDER.slice(0, -3).join('|')})/`;

/** Rules by which each folder of a list may import only those before it, and no stranger. */
function rulesOf({ name, root, folders, strangers, exempt, hint = '' }) {
  return folders.slice(0, -1).map((folder, at) => {
    const above = folders.slice(at + 1);
    const forbidden = [...above, ...(strangers[folder] ?? [])];
    return {
      name: `${name}-${folder}`,
      comment: `${folder} stands below ${above.join(', ')}.${hint}`,
      severity: 'error',
      from: { path: `${root}/${folder}/`, pathNot: exempt },
      to: { path: `${root}/(?:${forbidden.join('|')})/` },
    };
  });
}

const apiOrder = rulesOf({
  name: 'api-order',
  root: API,
  folders: API_ORDER,
  strangers: STRANGERS,
  exempt: [TESTS, ADAPTERS],
  hint: ' Only its adapters may read from above, by *.queries.ts.',
});

const apiAdapterOrder = API_ORDER.slice(0, -1).map((folder, at) => ({
  name: `api-adapter-order-${folder}`,
  severity: 'error',
  from: { path: `${API}/${folder}/[^/]+${ADAPTERS}` },
  to: { path: `${API}/(?:${API_ORDER.slice(at + 1).join('|')})/`, pathNot: '\\.queries\\.ts$' },
}));

const apiRules = [
  ...apiOrder,
  ...apiAdapterOrder,
  {
    name: 'domain-knows-no-transport',
    comment: 'A verb is called by GraphQL, HTTP and jobs alike, so it may not know any of them.',
    severity: 'error',
    from: { path: DOMAIN, pathNot: [TESTS, ADAPTERS] },
    to: {
      path: [
        '(?:^|/)node_modules/(?:graphql|graphql-yoga|@pothos/[^/]+|pg-boss|better-auth)/',
        '^(?:graphql|graphql-yoga|@pothos/.*|pg-boss|better-auth.*)$',
        '^(?:node:)?https?$',
        ADAPTER_GROUND,
      ],
    },
  },
  {
    name: 'domain-knows-no-adapter',
    comment: 'Adapters call verbs, never the other way round.',
    severity: 'error',
    from: { path: DOMAIN, pathNot: [TESTS, ADAPTERS] },
    to: { path: ADAPTERS },
  },
  {
    name: 'adapter-ground-stands-below-the-domain',
    comment:
      'graphql/, http/ and jobs/ know of the domain no more than the types of a viewer and of the event log.',
    severity: 'error',
    from: { path: `${API}/(?:graphql|http|jobs)/`, pathNot: TESTS },
    to: { path: [`${API}/(?:${API_ORDER.join('|')})/`, ADAPTERS], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'ground-stands-below-all',
    comment: 'Files at the root are words that every folder uses; main.ts alone puts the program together.',
    severity: 'error',
    from: { path: `${API}/[^/]+\\.ts$`, pathNot: [`${API}/main\\.ts$`, TESTS] },
    to: { path: `${API}/[^/]+/`, dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'nobody-imports-serve',
    comment: 'What composes is known to the program and to those that start it: benchmarks and tests.',
    severity: 'error',
    from: { path: `${API}/`, pathNot: [`${API}/serve/`, `${API}/main\\.ts$`, TESTS] },
    to: { path: `${API}/serve/` },
  },
];

/*
 * The dashboard. Its layers, from the ground up; each may import only those named beside it, and itself. The ground is
 * lib/ and the files at the root of app/ that put nothing together.
 */

const DASHBOARD = '^apps/dashboard';
const APP = `${DASHBOARD}/app`;
const APP_ROOTS = `${APP}/(?:root|routes|entry\\.(?:client|server))\\.tsx?$`;
const GROUND = `${APP}/(?:lib/|(?!(?:root|routes|entry)\\.)[^/]+\\.tsx?$)`;
const GRAPHQL = `${APP}/graphql/`;
const LIVE = `${APP}/live/`;
const UPLOADS = `${APP}/uploads/`;
const UI = `${APP}/components/ui/`;
const COMPONENTS = `${APP}/components/`;
const ROUTES = `${APP}/routes/`;

const DASHBOARD_LAYERS = [
  { name: 'ground', path: GROUND, mayImport: [] },
  { name: 'graphql', path: GRAPHQL, mayImport: [GROUND] },
  { name: 'live', path: LIVE, mayImport: [GROUND, GRAPHQL] },
  { name: 'uploads', path: UPLOADS, mayImport: [GROUND, GRAPHQL] },
  { name: 'ui', path: UI, mayImport: [GROUND, GRAPHQL] },
  {
    name: 'components',
    path: `${COMPONENTS}(?!ui/)`,
    mayImport: [GROUND, GRAPHQL, LIVE, UPLOADS, COMPONENTS],
  },
  { name: 'routes', path: ROUTES, mayImport: [GROUND, GRAPHQL, LIVE, UPLOADS, COMPONENTS] },
  { name: 'roots', path: APP_ROOTS, mayImport: [GROUND, GRAPHQL, LIVE, UPLOADS, COMPONENTS] },
];

/** The nouns of components/ that need others beside ui/; those that are not listed need none. */
const COMPONENTS_OF_OTHERS = {
  calendar: ['post'],
  composer: ['account', 'media', 'post'],
  home: ['account', 'post'],
  post: ['media'],
  shell: ['media'],
};

const dashboardLayers = DASHBOARD_LAYERS.map(({ name, path, mayImport }) => ({
  name: `dashboard-layer-${name}`,
  comment: 'ground <- graphql <- live, uploads, components/ui <- components/<noun> <- routes, roots.',
  severity: 'error',
  from: { path },
  to: { path: `${APP}/`, pathNot: [path, ...mayImport, `${APP}/styles\\.css`] },
}));

const dashboardComponents = [
  {
    name: 'dashboard-components-of-one-noun',
    comment: 'Components of one noun import only their own and ui, unless COMPONENTS_OF_OTHERS names more.',
    severity: 'error',
    from: {
      path: `${COMPONENTS}([^/]+)/`,
      pathNot: `${COMPONENTS}(?:ui|${Object.keys(COMPONENTS_OF_OTHERS).join('|')})/`,
    },
    to: { path: COMPONENTS, pathNot: `${COMPONENTS}(?:$1|ui)/` },
  },
  ...Object.entries(COMPONENTS_OF_OTHERS).map(([noun, others]) => ({
    name: `dashboard-components-of-${noun}`,
    comment: `${noun} may use components of ${others.join(', ')} beside ui.`,
    severity: 'error',
    from: { path: `${COMPONENTS}${noun}/` },
    to: { path: COMPONENTS, pathNot: `${COMPONENTS}(?:${[noun, 'ui', ...others].join('|')})/` },
  })),
];

const dashboardRules = [
  ...dashboardLayers,
  ...dashboardComponents,
  {
    name: 'dashboard-no-circles',
    comment: 'Here types count too.',
    severity: 'error',
    from: { path: `${DASHBOARD}/` },
    to: { circular: true },
  },
  {
    name: 'dashboard-routes-do-not-know-each-other',
    comment: 'What two pages share is a component.',
    severity: 'error',
    from: { path: `${ROUTES}([^/]+)$` },
    to: { path: ROUTES, pathNot: `${ROUTES}$1$` },
  },
  {
    name: 'dashboard-server-code-stays-on-the-server',
    comment:
      'A route or the root may: Remix takes its loader and action, and what only they import, out of the browser.',
    severity: 'error',
    from: {
      path: `${APP}/`,
      pathNot: ['\\.server(?:\\.test)?\\.tsx?$', ROUTES, `${APP}/root\\.tsx$`],
    },
    to: { path: '\\.server\\.tsx?$' },
  },
  {
    name: 'dashboard-server-stands-apart',
    comment: 'The Express server serves the built pages. Of their sources it knows the environment alone.',
    severity: 'error',
    from: { path: `${DASHBOARD}/(?:server/|server\\.ts$)` },
    to: { path: `${APP}/`, pathNot: `${APP}/env\\.server\\.ts$` },
  },
  {
    name: 'dashboard-pages-do-not-know-the-server',
    severity: 'error',
    from: { path: `${APP}/` },
    to: { path: `${DASHBOARD}/(?:server/|server\\.ts$)` },
  },
];

/**
 * Inside packages/tiktok/simulator: what is kept <- what happens to it <- how it is asked for and shown. The files at the
 * root put the program together.
 */
const SIMULATOR = '^packages/tiktok/simulator';
const SIMULATOR_ORDER = [
  'storage',
  'clock',
  'faults',
  'world',
  'webhooks',
  'media',
  'publish',
  'creators',
  'grants',
  'http',
  'control',
  'pages',
  'routes',
  'testing',
];
const SIMULATOR_STRANGERS = {
  faults: ['clock'],
  media: ['webhooks'],
  grants: ['creators'],
  pages: ['control'],
};
const SIMULATOR_TESTS = [`${SIMULATOR}/testing/`, TESTS];

const simulatorRules = [
  ...rulesOf({
    name: 'simulator-order',
    root: SIMULATOR,
    folders: SIMULATOR_ORDER,
    strangers: SIMULATOR_STRANGERS,
    exempt: SIMULATOR_TESTS,
  }),
  {
    name: 'simulator-folders-do-not-know-the-root',
    comment: 'Files at the root put the folders together; only tests start a whole simulator.',
    severity: 'error',
    from: { path: `${SIMULATOR}/[^/]+/`, pathNot: SIMULATOR_TESTS },
    to: { path: `${SIMULATOR}/[^/]+$` },
  },
  {
    name: 'simulator-has-no-other-folders',
    comment: 'A new folder gets its place in SIMULATOR_ORDER.',
    severity: 'error',
    from: {},
    to: { path: `${SIMULATOR}/[^/]+/`, pathNot: `${SIMULATOR}/(?:${SIMULATOR_ORDER.join('|')})/` },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Two files that import each other are one file, or a third is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...apiRules,
    {
      name: 'dashboard-knows-only-the-printed-schema',
      severity: 'error',
      from: { path: '^apps/dashboard/' },
      to: { path: '^(?:packages/|apps/api/)', pathNot: '^apps/api/schema\\.graphql$' },
    },
    ...dashboardRules,
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
    ...simulatorRules,
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
