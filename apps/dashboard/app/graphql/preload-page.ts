import { redirect } from '@remix-run/react';
import type { AnyVariables, TypedDocumentNode } from '@urql/core';
import { failureResponse, isSignedOut, signInPath } from './query-failure.ts';
import { urqlClient } from './urql-client.ts';

/**
 * Runs a page's query when somebody navigates inside the dashboard: straight from the browser to the API, always fresh.
 *
 * @throws Response a redirect to sign in, or 503/500 when the API is away or failed
 */
export async function preloadPage<Data, Variables extends AnyVariables>(
  request: Request,
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<null> {
  const { client } = urqlClient();
  const result = await client.query(query, variables, { requestPolicy: 'network-only' }).toPromise();
  if (isSignedOut(result.error, result.data)) throw redirect(signInPath(new URL(request.url)));
  if (!result.data) throw failureResponse(result.error);
  return null;
}
