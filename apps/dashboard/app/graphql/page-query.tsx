import { useLoaderData } from '@remix-run/react';
import { createContext, useCallback, useContext, useEffect, useRef } from 'react';
import { type AnyVariables, type TypedDocumentNode, useClient, useQuery } from 'urql';
import { isSignedOut, signInPath } from './query-failure.ts';
import type { PageData, UrqlClient } from './urql-client.ts';

export const UrqlClientContext = createContext<UrqlClient | null>(null);

/** Answer of a page's query. `refresh` asks the API again; what is shown stays until the answer is there. */
export type PageQuery<Data> = { data: Data; refresh: () => void; failed: boolean };

/**
 * Reads the query that this route's loader ran, and keeps reading it from urql's cache.
 *
 * @throws CombinedError when there is nothing to show
 */
export function usePageQuery<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): PageQuery<Data> {
  const loaded = useLoaderData() as PageData | null;
  const urql = useContext(UrqlClientContext);
  urql?.restore(loaded?.urql);
  const request = useRef({ query, variables });
  request.current = { query, variables };
  const client = useClient();
  const [result] = useQuery({ query, variables } as Parameters<typeof useQuery<Data, Variables>>[0]);

  // A failed refresh answers without data; what was there is still worth showing.
  const last = useRef<Data | undefined>(undefined);
  if (result.data) last.current = result.data;

  const signedOut = isSignedOut(result.error, result.data);
  useEffect(() => {
    if (signedOut) window.location.assign(signInPath(new URL(window.location.href)));
  }, [signedOut]);

  // Not by the hook's own executeQuery: its state updater starts requests, and React runs updaters more than once.
  // The hook above hears the answer all the same, because it listens to the same operation.
  const refresh = useCallback(() => {
    const { query, variables } = request.current;
    void client.query(query, variables, { requestPolicy: 'network-only' }).toPromise();
  }, [client]);
  const data = result.data ?? last.current;
  if (data === undefined) {
    if (result.error !== undefined) throw result.error;
    // Dropped from the cache between the loader and this render; the boundary around the page waits.
    throw urql?.client.query(query, variables).toPromise();
  }
  return { data, refresh, failed: result.error !== undefined };
}
