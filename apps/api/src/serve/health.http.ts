import { type Deps, depsOfTeam } from '../deps.ts';
import type { RawRoute } from '../http/raw-route.ts';
import { sendJson } from '../http/send-json.ts';
import { readJobReports } from '../jobs/job-health.ts';
import { allJobs } from './worker.ts';

/**
 * `/healthz`: the process answers. `/readyz`: its database answers the requests of a team, so traffic may come; it says
 * besides whether a job needs somebody to look, which is no reason to send the traffic elsewhere.
 */
export function healthRoutes(deps: Deps): RawRoute[] {
  return [
    { method: 'GET', path: '/healthz', handle: (_req, res) => sendJson(res, 200, { status: 'ok' }) },
    {
      method: 'GET',
      path: '/readyz',
      async handle(_req, res) {
        try {
          await depsOfTeam(deps, null).db.$queryRaw`SELECT 1`;
          const reports = await readJobReports(deps, allJobs);
          const jobs = reports.every(({ condition }) => condition === 'ok') ? 'ok' : 'failing';
          sendJson(res, 200, { status: 'ready', jobs });
        } catch {
          sendJson(res, 503, { status: 'unavailable', message: 'The database does not answer.' });
        }
      },
    },
  ];
}
