import { graphql, type ResultOf } from './graphql.ts';
import { requestClient } from './load-page.server.ts';
import { failureResponse } from './query-failure.ts';

const InstanceQuery = graphql(`
  query FrontPage {
    instance {
      setupRequired
      demoLogin {
        email
        password
      }
    }
    viewer {
      role
    }
  }
`);

/**
 * What the pages before signing in need to know.
 *
 * @throws Response 503 or 500 when the API is away or failed
 */
export async function loadInstance(request: Request): Promise<ResultOf<typeof InstanceQuery>> {
  const result = await requestClient(request).client.query(InstanceQuery, {}).toPromise();
  if (!result.data) throw failureResponse(result.error);
  return result.data;
}
