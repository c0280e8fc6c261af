import type { YogaInitialContext } from 'graphql-yoga';
import { createGraphQLError, type Plugin } from 'graphql-yoga';
import type { RequestContext } from '../graphql/request-context.ts';
import type { Limits } from '../limits.ts';
import type { SecurityLog } from '../security-log.ts';
import { clientAddressOf, networkOf } from '../sign-in/client-address.ts';
import { viewerName } from '../teams/viewer.ts';
import { createOpenCounts } from './open-counts.ts';

/**
 * Refuses a subscription when the same user or key, or the same address, has too many open, over WebSockets and server-sent
 * events together.
 */
export function limitSubscriptions(limits: Limits, securityLog: SecurityLog): Plugin<RequestContext> {
  const viewers = createOpenCounts(limits.subscriptionsPerViewer);
  const addresses = createOpenCounts(limits.subscriptionsPerAddress);
  return {
    onSubscribe({ args, setResultAndStopExecution }) {
      const { viewer, request } = args.contextValue as RequestContext & YogaInitialContext;
      if (!viewer) return;
      const address = clientAddressOf(request.headers);
      const refuse = (limit: number, whose: string) => {
        securityLog.note('limit_reached', { address, viewer: viewerName(viewer), reason: 'subscriptions' });
        const message = `At most ${limit} subscriptions may be open for one ${whose}.`;
        const error = createGraphQLError(message, { extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } });
        setResultAndStopExecution({ errors: [error] });
      };
      const ofViewer = viewers.take(viewerName(viewer));
      if (!ofViewer) return refuse(limits.subscriptionsPerViewer, 'user or key');
      const ofAddress = addresses.take(networkOf(address));
      if (!ofAddress) {
        ofViewer();
        return refuse(limits.subscriptionsPerAddress, 'address');
      }
      const release = () => {
        ofViewer();
        ofAddress();
      };
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
