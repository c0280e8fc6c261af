import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Role } from '@airdate/db';
import { afterAll } from 'vitest';
import type { TeamContext } from '../src/context.ts';
import { startEventListener } from '../src/events/event-listener.ts';
import { createServer } from '../src/serve/server.ts';
import { type CreateApiKeyInput, createApiKey } from '../src/teams/create-api-key.ts';
import type { TestDeps } from './test-deps.ts';

export type GraphQLAnswer = {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are as varied as the queries of the tests
  data: any;
  errors?: { message: string; extensions: Record<string, unknown> }[];
};

/** The API's own server on a free port. */
export async function startTestServer(deps: TestDeps): Promise<{ url: string }> {
  const listener = await startEventListener(deps.databaseUrl, deps.log);
  const { server, close } = createServer(deps, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterAll(async () => {
    await close();
    await listener.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** An API key of the team, made by a person who owns it. */
export async function testApiKey(
  team: TeamContext,
  role: Role = 'EDITOR',
  more: Pick<CreateApiKeyInput, 'scopes' | 'isTest'> = {},
): Promise<string> {
  const { deps, teamId } = team;
  const { db } = deps.acrossTeams;
  const user = await db.user.create({
    data: { name: 'Olga Owner', email: `owner-${randomUUID()}@example.com` },
  });
  await db.member.create({ data: { teamId, userId: user.id, role: 'OWNER' } });
  const { secret } = await createApiKey(
    { deps, teamId, role: 'OWNER', actor: { kind: 'user', id: user.id } },
    { name: 'Test', role, ...more },
  );
  return secret;
}

export type Ask = (query: string, variables?: Record<string, unknown>) => Promise<GraphQLAnswer>;

/** Asks as an integrator would: JSON over HTTP with an API key, with the headers of a browser, or with neither. */
export function graphqlClient(url: string, auth: string | Record<string, string> | null): Ask {
  const headers = typeof auth === 'string' ? { authorization: `Bearer ${auth}` } : auth;
  return async (query, variables = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    // What it cost depends on what else was asked.
    const { extensions: _, ...answer } = (await response.json()) as GraphQLAnswer & { extensions?: unknown };
    return { ...answer, status: response.status };
  };
}
