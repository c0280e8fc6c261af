import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
} from 'graphql';
import { createGraphQLError, type Plugin, type YogaInitialContext } from 'graphql-yoga';
import type { CostBuckets } from '../cost/cost-buckets.ts';
import { actualCost, estimateCost } from '../graphql/operation-cost.ts';
import { operationTooLarge } from '../graphql/operation-size.ts';
import type { RequestContext } from '../graphql/request-context.ts';
import type { Limits } from '../limits.ts';
import type { SecurityLog } from '../security-log.ts';
import { viewerName } from '../teams/viewer.ts';
import { rateLimitHeaders } from './rate-limit-headers.ts';

type Context = RequestContext & YogaInitialContext;
type Args = {
  schema: GraphQLSchema;
  document: DocumentNode;
  operationName?: string | null;
  variableValues?: Record<string, unknown> | null;
  contextValue: unknown;
};
type Refuse = (result: { errors: GraphQLError[] }) => void;

/** What an operation took, until it is known what it needed. */
type Spending = {
  requested: number;
  available: number;
  /** @returns what is available then */
  settle(actual: number): number;
};

/**
 * Measures each operation before it is carried out, by its document and variables: refuses what is too large, and what its
 * user or key has no points left for. What it did not need comes back with its answer. `extensions.cost` says both, but for
 * an operation under the header Idempotency-Key, whose answer is the same bytes each time; header fields say it of all.
 *
 * @returns also the header fields of an answer, by its request
 */
export function limitCost(
  limits: Limits,
  buckets: CostBuckets,
  securityLog: SecurityLog,
): { plugin: Plugin<RequestContext>; headersOf(request: Request): Record<string, string> } {
  const left = new WeakMap<Request, number>();
  const size = { capacity: limits.costPoints, leakPerSecond: limits.costPointsPerSecond };

  async function spend(args: Args, refuse: Refuse): Promise<Spending | null> {
    const { viewer, request, watch } = args.contextValue as Context;
    const operation = getOperationAST(args.document, args.operationName);
    if (!operation) return null;
    const estimate = estimateOf(args, operation);
    if ('error' in estimate) {
      refuse({ errors: [estimate.error] });
      return null;
    }
    const tooLarge = operationTooLarge(estimate, limits);
    if (tooLarge) {
      refuse({ errors: [tooLarge] });
      return null;
    }
    // Whoever is not signed in is given next to nothing.
    if (!viewer) return null;
    const { complexity: requested } = estimate;
    const taking = await buckets.take(viewerName(viewer), requested);
    if (!watch) left.set(request, taking.available);
    if (!taking.ok) {
      securityLog.note('limit_reached', { viewer: viewerName(viewer), reason: 'cost' });
      refuse({ errors: [rateLimited(requested, taking, Boolean(watch))] });
      return null;
    }
    return {
      requested,
      available: taking.available,
      settle(actual) {
        const available = taking.giveBack(requested - actual);
        if (!watch) left.set(request, available);
        return available;
      },
    };
  }

  function rateLimited(
    requested: number,
    { available, retryAfterMs }: { available: number; retryAfterMs: number },
    isSocket: boolean,
  ) {
    const isPossible = requested <= limits.costPoints;
    const retryAfterSeconds = Math.ceil(retryAfterMs / 1000);
    const message = isPossible
      ? `This would cost ${requested} points, and ${available} are left. Try again in ${retryAfterSeconds} s.`
      : `This would cost ${requested} points, and there are never more than ${limits.costPoints}. Ask for less.`;
    const headers: Record<string, string> = isPossible ? { 'retry-after': String(retryAfterSeconds) } : {};
    return createGraphQLError(message, {
      extensions: {
        code: 'RATE_LIMITED',
        retryable: isPossible,
        retryAfterSeconds: isPossible ? retryAfterSeconds : null,
        cost: { requested, actual: 0, ...standing(available) },
        // A WebSocket has no headers, and would send these.
        ...(!isSocket && { http: { status: 429, headers } }),
      },
    });
  }

  const standing = (available: number) => ({
    available,
    maximum: limits.costPoints,
    restoredPerSecond: limits.costPointsPerSecond,
  });

  function headersOf(request: Request): Record<string, string> {
    const available = left.get(request);
    return available === undefined ? {} : rateLimitHeaders(available, size);
  }

  const plugin: Plugin<RequestContext> = {
    async onExecute({ args, setResultAndStopExecution }) {
      const spending = await spend(args as Args, setResultAndStopExecution as Refuse);
      if (!spending) return undefined;
      const { requested } = spending;
      return {
        onExecuteDone({ result, setResult }) {
          const answer = result as ExecutionResult;
          const { schema, document, operationName, contextValue } = args;
          const operation = getOperationAST(document, operationName)!;
          // Without data nobody knows how far it went.
          const actual = answer.data ? actualCost(schema, document, operation, answer.data) : requested;
          const cost = { requested, actual, ...standing(spending.settle(actual)) };
          const { request, watch } = contextValue as Context;
          if (!watch && operation.operation === 'mutation' && request.headers.has('idempotency-key')) return;
          setResult({ ...answer, extensions: { ...answer.extensions, cost } });
        },
      };
    },
    async onSubscribe({ args, setResultAndStopExecution }) {
      // What happens later is pushed; how many may listen is another limit.
      await spend(args as Args, setResultAndStopExecution as Refuse);
    },
    onResponse({ request, response }) {
      for (const [name, value] of Object.entries(headersOf(request))) response.headers.set(name, value);
    },
  };
  return { plugin, headersOf };
}

function estimateOf(
  { schema, document, variableValues }: Args,
  operation: NonNullable<ReturnType<typeof getOperationAST>>,
) {
  try {
    return estimateCost(schema, document, operation, variableValues ?? {});
  } catch (error) {
    const { message } = error as Error;
    const extensions = { code: 'BAD_USER_INPUT', http: { status: 400 } };
    return { error: createGraphQLError(message, { extensions }) };
  }
}
