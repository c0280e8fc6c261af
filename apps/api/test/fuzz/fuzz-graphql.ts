import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { type FuzzedRequest, generateOperation } from './generate-operation.ts';
import type { Known } from './hostile-values.ts';
import { createRandom } from './random.ts';

/** How a request went that should have been carried out, or refused as the caller's fault. */
export type Fault = { request: FuzzedRequest; status: number; answer: string };

export type FuzzReport = {
  faults: Fault[];
  /** Answers without any error: a run in which everything is refused proves little. */
  carriedOut: number;
  /** How often each status was answered. */
  statuses: Record<string, number>;
};

export type FuzzOptions = {
  /** The address of GraphQL. */
  url: string;
  /** Headers of each caller; they take turns. */
  callers: readonly Record<string, string>[];
  seed: number;
  documents: number;
  /** Asked once in a while, because mutations use up what there was. */
  known: () => Promise<Known>;
};

const SCHEMA = new URL('../../schema.graphql', import.meta.url);

const ROUND = 250;
const AT_ONCE = 8;

/** Sends documents over HTTP that are generated from the printed schema. A fault is an internal error, a status from 500 on, or no JSON. */
export async function fuzzGraphQL(options: FuzzOptions): Promise<FuzzReport> {
  const schema = buildSchema(readFileSync(SCHEMA, 'utf8'));
  const random = createRandom(options.seed);
  const report: FuzzReport = { faults: [], carriedOut: 0, statuses: {} };
  for (let sent = 0; sent < options.documents; sent += ROUND) {
    const known = await options.known();
    const round = Array.from({ length: Math.min(ROUND, options.documents - sent) }, () => ({
      request: generateOperation(schema, random, known),
      caller: random.pick(options.callers),
    }));
    const workers = Array.from({ length: AT_ONCE }, async () => {
      for (let next = round.pop(); next; next = round.pop()) {
        const { status, answer } = await send(options.url, next.caller, next.request);
        const codes = errorCodes(answer);
        report.statuses[status] = (report.statuses[status] ?? 0) + 1;
        if (codes?.length === 0) report.carriedOut++;
        if (status >= 500 || !codes || codes.includes('INTERNAL_SERVER_ERROR'))
          report.faults.push({ request: next.request, status, answer });
      }
    });
    await Promise.all(workers);
  }
  return report;
}

async function send(url: string, caller: Record<string, string>, request: FuzzedRequest) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...caller },
    body: JSON.stringify(request),
  });
  return { status: response.status, answer: await response.text() };
}

/** Null when the answer is no JSON. */
function errorCodes(answer: string): unknown[] | null {
  try {
    const { errors = [] } = JSON.parse(answer) as { errors?: { extensions?: { code?: unknown } }[] };
    return errors.map(({ extensions }) => extensions?.code);
  } catch {
    return null;
  }
}
