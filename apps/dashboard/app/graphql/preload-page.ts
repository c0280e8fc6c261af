import type { AnyVariables, TypedDocumentNode } from '@urql/core';
import { pageFailure } from './query-failure.ts';
import { urqlClient } from './urql-client.ts';

/**
 * Runs a page's query when somebody navigates inside the dashboard: straight from the browser to the API, always fresh.
 *
 * @param isMissing whether the answer shows that what the address names does not exist
 * @throws Response a redirect to sign in, 404, or 503/500 when the API is away or failed
 */
export async function preloadPage<Data, Variables extends AnyVariables>(
  request: Request,
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  isMissing: (data: Data) => boolean = () => false,
): Promise<null> {
  const { client } = urqlClient();
  const result = await client.query(query, variables, { requestPolicy: 'network-only' }).toPromise();
  const failure = pageFailure(request, result, isMissing);
  if (failure !== null) throw failure;
  return null;
}
