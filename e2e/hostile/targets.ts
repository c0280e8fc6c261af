import type { ProductPorts } from '../fixtures/product.ts';
import type { HostileTarget } from './script.ts';

/** The programs of the product, each a process of its own. */
export const PROGRAMS = [
  { name: 'API', script: 'apps/api/src/main.ts' },
  { name: 'dashboard', script: 'apps/dashboard/server.ts' },
  { name: 'simulator', script: 'packages/tiktok/simulator/cli.ts' },
];

const API = [
  ...['/graphql', '/healthz', '/readyz', '/uploads', '/uploads/x', '/media/x', '/oauth/tiktok/start'],
  '/oauth/tiktok/callback?code=x&state=y',
  '/webhooks/tiktok',
  '/auth/get-session',
  '/auth/sign-in/email',
];
const PAGES = [
  '/',
  '/sign-in',
  '/library',
  '/posts',
  '/calendar',
  '/compose',
  '/assets/x.js',
  '/favicon.ico',
];
const TIKTOK = [
  '/v2/auth/authorize/',
  '/v2/oauth/token/',
  '/v2/post/publish/video/init/',
  '/v2/user/info/',
  '/upload/x',
  '/',
];
const CONTROL = ['/control/posts', '/control/creators', '/control/faults', '/creators/mia.makes', '/media/x'];

/** Everything of the product that listens. */
export const hostileTargets = (ports: ProductPorts): HostileTarget[] => [
  { name: 'dashboard', port: ports.app, paths: [...PAGES, ...API] },
  { name: 'API', port: ports.api, paths: API },
  { name: 'simulator', port: ports.simulator, paths: [...TIKTOK, ...CONTROL] },
];
