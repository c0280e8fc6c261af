import { createGraphQLError, type Plugin } from 'graphql-yoga';
import type { RequestContext } from '../graphql/request-context.ts';
import { createOpenCounts } from './open-counts.ts';

/** Refuses a subscription when the same user or key has too many open, over WebSockets and server-sent events together. */
export function limitSubscriptions(limit: number): Plugin<RequestContext> {
  const viewers = createOpenCounts(limit);
  return {
    onSubscribe({ args, setResultAndStopExecution }) {
      const { viewer } = args.contextValue as RequestContext;
      if (!viewer) return;
      const release = viewers.take(`${viewer.actor.kind}:${'id' in viewer.actor ? viewer.actor.id : ''}`);
      if (!release) {
        const message = `At most ${limit} subscriptions may be open for one user or key.`;
        const error = createGraphQLError(message, { extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } });
        setResultAndStopExecution({ errors: [error] });
        return;
      }
      return {
        onSubscribeResult({ result }) {
          if (!isAsyncIterable(result)) release();
          return { onEnd: release };
        },
        onSubscribeError: release,
      };
    },
  };
}

function isAsyncIterable(result: unknown): boolean {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}
