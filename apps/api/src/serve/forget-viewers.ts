import { getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { RequestContext } from '../graphql/request-context.ts';
import type { KeptViewers } from '../sign-in/kept-viewers.http.ts';

/** Whoever withdrew something finds it withdrawn once the answer is there. */
export function forgetViewers(viewers: KeptViewers): Plugin<RequestContext> {
  return {
    onExecute({ args: { document, operationName, contextValue } }) {
      if (getOperationAST(document, operationName)?.operation !== 'mutation') return;
      const { viewer } = contextValue as RequestContext;
      if (viewer) return { onExecuteDone: () => viewers.forget(viewer.teamId) };
    },
  };
}
