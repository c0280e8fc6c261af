import { type Deps, depsOfTeam } from '../deps.ts';
import type { RawRoute } from '../http/raw-route.ts';
import { sendJson } from '../http/send-json.ts';

/** `/healthz`: the process answers. `/readyz`: its database answers the requests of a team, so traffic may come. */
export function healthRoutes(deps: Deps): RawRoute[] {
  return [
    { method: 'GET', path: '/healthz', handle: (_req, res) => sendJson(res, 200, { status: 'ok' }) },
    {
      method: 'GET',
      path: '/readyz',
      async handle(_req, res) {
        try {
          await depsOfTeam(deps, null).db.$queryRaw`SELECT 1`;
          sendJson(res, 200, { status: 'ready' });
        } catch {
          sendJson(res, 503, { status: 'unavailable', message: 'The database does not answer.' });
        }
      },
    },
  ];
}
