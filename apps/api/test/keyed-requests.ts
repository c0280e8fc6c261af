import { randomUUID } from 'node:crypto';
import { globalId } from '../src/global-id.ts';
import { startTestServer, testApiKey } from './graphql-client.ts';
import { createTestAccount, createTestTeam, type TestDeps } from './test-deps.ts';

export const CREATE = `mutation Create($input: CreatePostInput!) {
  createPost(input: $input) { __typename ... on Post { id caption createdAt } ... on Error { code message path retryable } }
}`;
export const CREATE_WITH_KEY = `mutation Create($input: CreatePostInput!, $key: String) {
  createPost(input: $input, idempotencyKey: $key) {
    __typename ... on Post { id caption createdAt } ... on Error { code message path retryable }
  }
}`;

export type Sent = { status: number; body: string; replayed: string | null };

type Sending = { key?: string; apiKey?: string; at?: string };

export const codeOf = ({ body }: Sent) => JSON.parse(body).errors?.[0].extensions.code;

/** A server and a team that may create posts, and requests with idempotency keys as they go over the wire. */
export async function createKeyedRequests(deps: TestDeps) {
  const { db } = deps;
  /** Each with a memory of its own, as processes on the same database have; repetitions wait there for as long as it takes. */
  const startServer = (limits: Partial<typeof deps.config.limits> = {}) => {
    const config = {
      ...deps.config,
      limits: { ...deps.config.limits, idempotencyWaitMs: 60_000, ...limits },
    };
    return startTestServer({ ...deps, config });
  };
  const newTeam = async () => {
    const team = await createTestTeam(deps);
    const account = await createTestAccount(db, team.teamId);
    const asset = { fileName: 'harbour.mp4', contentType: 'video/mp4', sizeBytes: 1 };
    const video = await db.mediaAsset.create({
      data: { ...asset, teamId: team.teamId, storageKey: randomUUID() },
    });
    const input = {
      accountId: globalId('Account', account.id),
      mediaAssetId: globalId('MediaAsset', video.id),
      caption: 'Morning at the harbour',
    };
    return { ...team, apiKey: await testApiKey(team), input };
  };
  const { url } = await startServer();
  const team = await newTeam();

  async function send(query: string, variables: object, sending: Sending = {}): Promise<Sent> {
    const { key, apiKey = team.apiKey, at = url } = sending;
    const response = await fetch(`${at}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${apiKey}`,
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      body: JSON.stringify({ query, variables }),
    });
    const { status, headers } = response;
    return { status, body: await response.text(), replayed: headers.get('idempotency-replayed') };
  }

  return {
    url,
    team,
    startServer,
    newTeam,
    send,
    /** Creates a draft under the key of a header. */
    create: (key?: string, { caption = team.input.caption, ...rest }: Sending & { caption?: string } = {}) =>
      send(CREATE, { input: { ...team.input, caption } }, { ...rest, ...(key && { key }) }),
    postsOf: (caption: string) => db.post.count({ where: { caption } }),
  };
}
