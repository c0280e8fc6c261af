import type { ServerResponse } from 'node:http';
import type { Deps } from '../deps.ts';
import type { RawRoute } from '../http/raw-route.ts';
import { type JobReport, readJobReports } from '../jobs/job-health.ts';
import { allJobs } from './worker.ts';

/** One number per job. */
type Metric = { name: string; help: string; of(report: JobReport): number | null };

const METRICS: Metric[] = [
  {
    name: 'airdate_job_ok',
    help: 'Whether a job does its work: 0 when it only fails, or is late.',
    of: ({ condition }) => (condition === 'ok' ? 1 : 0),
  },
  {
    name: 'airdate_job_consecutive_failures',
    help: 'Failures of a job since its last success.',
    of: ({ consecutiveFailures }) => consecutiveFailures,
  },
  {
    name: 'airdate_job_last_success_timestamp_seconds',
    help: 'When a job last did its work.',
    of: ({ lastSucceededAt }) => lastSucceededAt && lastSucceededAt.getTime() / 1000,
  },
];

/** `/metrics` in Prometheus' text format. The dashboard does not forward it: it is for the operator's network. */
export function metricsRoutes(deps: Deps): RawRoute[] {
  return [
    {
      method: 'GET',
      path: '/metrics',
      async handle(_req, res) {
        sendText(res, METRICS.map(linesOf(await readJobReports(deps, allJobs))).join(''));
      },
    },
  ];
}

const linesOf =
  (reports: JobReport[]) =>
  ({ name, help, of }: Metric): string => {
    const lines = reports.flatMap((report) => {
      const value = of(report);
      return value === null ? [] : [`${name}{job="${report.name}"} ${value}\n`];
    });
    return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
  };

function sendText(res: ServerResponse, body: string): void {
  res.writeHead(200, {
    'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    'cache-control': 'no-store',
  });
  res.end(body);
}
