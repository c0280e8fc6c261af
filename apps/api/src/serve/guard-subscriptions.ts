import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin, YogaInitialContext } from 'graphql-yoga';
import type { RequestContext } from '../graphql/request-context.ts';
import type { ResolveViewer } from '../sign-in/resolve-viewer.http.ts';
import { type ViewerEnd, type ViewerWatch, type WatchSources, watchViewer } from '../teams/watch-viewer.ts';

/**
 * Ends a subscription when its viewer ends: the last result is an error, `UNAUTHENTICATED` when the key or session is good
 * for nothing any more, `FORBIDDEN` when it now stands for another role or team. Nothing is delivered while that is in doubt.
 */
export function guardSubscriptions(sources: WatchSources, viewerOf: ResolveViewer): Plugin<RequestContext> {
  return {
    onSubscribe({ args }) {
      const {
        viewer,
        watch: ofConnection,
        request,
      } = args.contextValue as RequestContext & YogaInitialContext;
      return {
        onSubscribeResult({ result, setResult }) {
          if (!viewer || !isAsyncIterable(result)) return;
          const { headers } = request;
          const watch =
            ofConnection ?? watchViewer(sources, viewer, () => viewerOf(headers, { renew: false }));
          setResult(untilEnd(result, watch, () => ofConnection ?? watch.stop()));
        },
      };
    },
  };
}

/** Every result until the watched viewer ends, then one that says so. */
function untilEnd(
  results: AsyncIterable<ExecutionResult>,
  watch: ViewerWatch,
  release: () => void,
): AsyncGenerator<ExecutionResult, void, void> {
  const source = results[Symbol.asyncIterator]();
  let finished = false;
  // The source may be waiting for its next event.
  const forget = watch.onEnd(() => void source.return?.());

  function finish(): void {
    finished = true;
    forget();
    release();
  }

  return {
    async next() {
      if (finished) return { done: true, value: undefined };
      try {
        const next = await source.next();
        const end = await watch.end();
        if (next.done || end) finish();
        if (end) return { done: false, value: { errors: [asError(end)] } };
        return next;
      } catch (error) {
        finish();
        throw error;
      }
    },
    async return() {
      finish();
      await source.return?.();
      return { done: true, value: undefined };
    },
    async throw(error) {
      finish();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await this.return();
    },
  };
}

function asError(end: ViewerEnd): GraphQLError {
  return end === 'gone'
    ? new GraphQLError('The session has ended, or the API key was revoked or has expired.', {
        extensions: { code: 'UNAUTHENTICATED' },
      })
    : new GraphQLError('The role or the team has changed. Subscribe again.', {
        extensions: { code: 'FORBIDDEN' },
      });
}

function isAsyncIterable(result: unknown): result is AsyncIterable<ExecutionResult> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}
