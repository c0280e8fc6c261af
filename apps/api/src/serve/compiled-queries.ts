import type { DocumentNode, ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { type CompiledQuery, compileQuery } from '../graphql/compiled/compile-query.ts';
import { runQuery } from '../graphql/compiled/run-query.ts';
import type { RequestContext } from '../graphql/request-context.ts';

/**
 * Carries out queries by a plan of their own, in which every field has been looked up. It is kept as long as the parsed document
 * is; what cannot be compiled is left to the general executor.
 */
export function compiledQueries(): Plugin<RequestContext> {
  const kept = new WeakMap<DocumentNode, Map<string | null | undefined, CompiledQuery | null>>();

  function compiledOf({ schema, document, operationName }: ExecutionArgs): CompiledQuery | null {
    const ofDocument = kept.get(document) ?? new Map();
    kept.set(document, ofDocument);
    const present = ofDocument.get(operationName);
    if (present !== undefined) return present;
    const compiled = compileQuery(schema, document, operationName);
    ofDocument.set(operationName, compiled);
    return compiled;
  }

  return {
    onExecute({ args, setExecuteFn }) {
      const compiled = compiledOf(args);
      if (compiled) setExecuteFn((given: ExecutionArgs) => runQuery(compiled, given));
    },
  };
}
