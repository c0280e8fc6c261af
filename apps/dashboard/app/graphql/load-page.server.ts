import { type AnyVariables, Client, fetchExchange, ssrExchange, type TypedDocumentNode } from '@urql/core';
import { readEnv } from '../env.server.ts';
import { pageFailure } from './query-failure.ts';
import type { PageData } from './urql-client.ts';

const { apiUrl } = readEnv();

/** A client for one request, in the name of whoever sent it. */
export function requestClient(request: Request) {
  const ssr = ssrExchange({ isClient: false });
  const headers: Record<string, string> = {};
  for (const name of ['cookie', 'user-agent', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']) {
    const value = request.headers.get(name);
    if (value) headers[name] = value;
  }
  const client = new Client({
    url: `${apiUrl}/graphql`,
    preferGetMethod: false,
    exchanges: [ssr, fetchExchange],
    fetchOptions: { headers, signal: request.signal },
  });
  return { client, ssr };
}

/**
 * Runs a page's query for the first, server-rendered view.
 *
 * @param isMissing whether the answer shows that what the address names does not exist
 * @throws Response a redirect to sign in, 404, or 503/500 when the API is away or failed
 */
export async function loadPage<Data, Variables extends AnyVariables>(
  request: Request,
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  isMissing: (data: Data) => boolean = () => false,
): Promise<PageData> {
  const { client, ssr } = requestClient(request);
  const result = await client.query(query, variables).toPromise();
  const failure = pageFailure(request, result, isMissing);
  if (failure !== null) throw failure;
  return { urql: ssr.extractData() };
}
