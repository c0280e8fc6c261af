import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createYoga } from 'graphql-yoga';
import { actInTeam } from '../src/context.ts';
import { type Deps, depsOfTeam } from '../src/deps.ts';
import type { EventListener } from '../src/events/event-listener.ts';
import type { RequestContext } from '../src/graphql/request-context.ts';
import { schema } from '../src/serve/schema.ts';
import { authenticateApiKey } from '../src/sign-in/authenticate-api-key.ts';
import { createApiKey } from '../src/teams/create-api-key.ts';
import type { Installation } from './installation.ts';

export type Side = { url: string; server: Server };

/** The product's schema for whoever has the key, behind the wall between teams or in front of it. */
export async function serve(
  deps: Deps,
  events: EventListener,
  { behindWall }: { behindWall: boolean },
): Promise<Side> {
  const yoga = createYoga<Record<never, never>, RequestContext>({
    schema,
    logging: false,
    context: async ({ request }) => {
      const viewer = await authenticateApiKey(deps, request.headers.get('authorization')!);
      const seen = behindWall ? depsOfTeam(deps, viewer!.teamId) : { ...deps, acrossTeams: deps };
      return { deps: seen, listener: events, requestId: '', viewer };
    },
  });
  const server = createServer((req, res) => void yoga(req, res));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql` };
}

/** An API key of an owner of the installation's own team. */
export async function ownerKey({ deps, teamId }: Installation): Promise<string> {
  const user = await deps.db.user.create({
    data: {
      name: 'Bench',
      email: 'bench@example.com',
      memberships: { create: { teamId, role: 'OWNER' } },
    },
  });
  const owner = actInTeam(deps, { teamId, role: 'OWNER', actor: { kind: 'user', id: user.id } });
  return (await createApiKey(owner, { name: 'Bench', role: 'OWNER' })).secret;
}

/** @throws when the answer has errors */
export async function ask(
  { url }: Side,
  key: string,
  query: string,
  variables: Record<string, unknown>,
): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: key },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { data?: unknown; errors?: unknown };
  if (answer.errors || !answer.data) throw new Error(`A request failed: ${JSON.stringify(answer)}`);
  return answer.data;
}
