import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Client, fetchExchange } from '@urql/core';
import { afterEach, describe, expect, it } from 'vitest';
import { graphql } from './graphql.ts';
import { MutationFailure_ErrorFragment } from './mutation-failure.ts';
import { runMutation } from './mutation-outcome.ts';

const DeleteMediaAssetMutation = graphql(
  `
    mutation DeleteThisMediaAsset($input: DeleteMediaAssetInput!) {
      deleteMediaAsset(input: $input) {
        __typename
        ... on DeletedMediaAsset {
          id
        }
        ...MutationFailure_ErrorFragment
      }
    }
  `,
  [MutationFailure_ErrorFragment],
);
const input = { mediaAssetId: 'asset-1' };

let server: Server | undefined;
afterEach(() => server?.close());

/** A client of an API that gives every request this answer, and the variables that it was sent. */
async function clientOf(answer: unknown) {
  const sent: unknown[] = [];
  const listening = createServer((req, res) => {
    void json(req).then((body) => {
      sent.push((body as { variables: unknown }).variables);
      res.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
  });
  server = listening;
  await once(listening.listen(0, '127.0.0.1'), 'listening');
  const { port } = listening.address() as AddressInfo;
  return { client: clientAt(port), sent };
}

function clientAt(port: number) {
  const url = `http://127.0.0.1:${port}/graphql`;
  return new Client({ url, preferGetMethod: false, exchanges: [fetchExchange] });
}

describe('a mutation', () => {
  it('sends its input and hands back the member that is no error', async () => {
    const deleted = { __typename: 'DeletedMediaAsset', id: 'asset-1' };
    const { client, sent } = await clientOf({ data: { deleteMediaAsset: deleted } });
    expect(await runMutation(client, DeleteMediaAssetMutation, input)).toEqual({
      done: deleted,
      failure: null,
    });
    expect(sent).toEqual([{ input }]);
  });

  it('was not done when the API answers a typed error', async () => {
    const { client } = await clientOf({
      data: { deleteMediaAsset: { __typename: 'ConflictError', code: 'in_use', message: 'In use.' } },
    });
    const outcome = await runMutation(client, DeleteMediaAssetMutation, input);
    expect(outcome).toMatchObject({ done: null, failure: { sentence: 'In use.' } });
  });

  it('was not done when the API failed', async () => {
    const { client } = await clientOf({ data: null, errors: [{ message: 'Unexpected' }] });
    const outcome = await runMutation(client, DeleteMediaAssetMutation, input);
    expect(outcome).toMatchObject({ done: null, failure: { sentence: 'The API failed to do this.' } });
  });

  it('was not done when nobody answers', async () => {
    const { port } = await portOfNobody();
    const outcome = await runMutation(clientAt(port), DeleteMediaAssetMutation, input);
    expect(outcome).toMatchObject({
      done: null,
      failure: { sentence: 'The API does not answer at the moment.' },
    });
  });
});

/** A port at which something listened a moment ago. */
async function portOfNobody() {
  const closing = createServer();
  await once(closing.listen(0, '127.0.0.1'), 'listening');
  const { port } = closing.address() as AddressInfo;
  await once(closing.close(), 'close');
  return { port };
}
