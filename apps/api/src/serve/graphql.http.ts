import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  getOperationAST,
  OperationTypeNode,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { createYoga } from 'graphql-yoga';
import { WebSocketServer } from 'ws';
import { createCostBuckets } from '../cost/cost-buckets.ts';
import type { Deps } from '../deps.ts';
import type { EventListener } from '../events/event-listener.ts';
import type { RequestContext } from '../graphql/request-context.ts';
import { refuseUpgrade } from '../http/guard-connections.ts';
import { readTarget } from '../http/read-target.ts';
import { nameViewer } from '../http/request-viewer.ts';
import { GRAPHIQL_POLICY } from '../http/security-headers.ts';
import { CLIENT_ADDRESS_HEADER, clientAddressOf } from '../sign-in/client-address.ts';
import type { KeptViewers } from '../sign-in/kept-viewers.http.ts';
import { isTrustedOrigin } from '../sign-in/trusted-origin.ts';
import { depsOfViewer } from '../teams/deps-of-viewer.ts';
import { viewerName } from '../teams/viewer.ts';
import { admitConnections, type Connection } from './admit-connections.ts';
import { checkVariables } from './check-variables.ts';
import { compiledQueries } from './compiled-queries.ts';
import { shareSubscriptions } from './fan-out/share-subscriptions.ts';
import { forgetViewers } from './forget-viewers.ts';
import { guardSubscriptions } from './guard-subscriptions.ts';
import { idempotentMutations } from './idempotent-mutations.ts';
import { limitCost } from './limit-cost.ts';
import { documentCaches, limitDocuments, readDocument } from './limit-documents.ts';
import { limitSockets, tooManyOperations } from './limit-sockets.ts';
import { limitSubscriptions } from './limit-subscriptions.ts';
import { maskError } from './masking.ts';
import { type Asked, type Prepared, plainQueries } from './plain-queries.http.ts';
import { readableParameters } from './readable-parameters.ts';
import { schema } from './schema.ts';

const PATH = '/graphql';
const UNEXPECTED = 'Unexpected error.';

type Sources = {
  deps: Deps;
  listener: EventListener;
  viewers: KeptViewers;
};

type Operation = { query: string; variables: Record<string, unknown> };

/** What graphql-ws hands over is Yoga's own execution, so both transports share plugins, masking and context. */
type EnvelopedArgs = ExecutionArgs & {
  rootValue: { execute(args: ExecutionArgs): never; subscribe(args: ExecutionArgs): never };
};

/** GraphQL on one path: queries over HTTP, subscriptions over SSE and `graphql-transport-ws`. */
export function createGraphQL({ deps, listener, viewers }: Sources) {
  const { viewerOf } = viewers;
  const watched = { clock: deps.clock, listener, log: deps.log };
  const { limits } = deps.config;
  const socketLimits = limitSockets(limits, deps.securityLog);
  const buckets = createCostBuckets(deps, {
    capacity: limits.costPoints,
    leakPerSecond: limits.costPointsPerSecond,
  });

  const cost = limitCost(limits, buckets, deps.securityLog);

  async function contextOf(headers: Headers): Promise<RequestContext> {
    const requestId = headers.get('x-request-id')?.slice(0, 100) || randomUUID();
    const viewer = await viewerOf(headers);
    return { deps: depsOfViewer(deps, viewer), listener, requestId, viewer };
  }

  const yoga = createYoga<{ req?: IncomingMessage }, RequestContext>({
    schema,
    graphqlEndpoint: PATH,
    landingPage: false,
    // Its assets are part of the page, so it works without an internet connection.
    graphiql: deps.config.graphiql && { subscriptionsProtocol: 'WS' },
    renderGraphiQL,
    logging: false,
    cors: false,
    context: async ({ request, req }) => {
      if (request.method !== 'GET' && request.headers.has('cookie')) assertTrusted(request.headers);
      const context = await contextOf(request.headers);
      if (req && context.viewer) nameViewer(req, viewerName(context.viewer));
      return context;
    },
    maxRequestBodySize: limits.bodyBytes,
    multipart: false,
    parserAndValidationCache: documentCaches(limits.documentCacheBytes),
    plugins: [
      readableParameters(),
      limitDocuments(deps.config),
      checkVariables(),
      cost.plugin,
      compiledQueries(),
      idempotentMutations(deps),
      forgetViewers(viewers),
      shareSubscriptions(deps),
      limitSubscriptions(limits, deps.securityLog),
      guardSubscriptions(watched, viewerOf),
    ],
    maskedErrors: { maskError: (error, message) => maskError(deps, error, message) },
  });

  function assertTrusted(headers: Headers): void {
    if (isTrustedOrigin(headers, deps.config.appUrl)) return;
    throw new GraphQLError('This request comes from another site.', {
      extensions: { code: 'UNTRUSTED_ORIGIN', http: { status: 403 } },
    });
  }

  async function prepareQuery(req: IncomingMessage, asked: Asked): Promise<Prepared | null> {
    // What plugins and resolvers read of a request.
    const request = {
      method: 'POST',
      url: new URL(PATH, deps.config.appUrl).href,
      headers: headersOf(req),
    } as Request;
    const { schema, execute, contextFactory, parse, validate } = yoga.getEnveloped({ request, req });
    const read = readDocument(asked.query, parse, (document) => validate(schema, document));
    if ('errors' in read) return null;
    const { document } = read;
    const { operationName, variables: variableValues } = asked;
    if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.QUERY) return null;
    const contextValue = await Promise.resolve(contextFactory()).catch(() => null);
    return (
      contextValue && {
        execute: async () => execute({ schema, document, operationName, variableValues, contextValue }),
        headers: () => cost.headersOf(request),
      }
    );
  }

  async function readOperation(ctx: Connection, id: string, params: SubscribePayload) {
    if (Object.keys(ctx.subscriptions).length > limits.operationsPerSocket) {
      const address = String(ctx.extra.request.headers[CLIENT_ADDRESS_HEADER]);
      deps.securityLog.note('limit_reached', { address, reason: 'operations of a socket' });
      return [tooManyOperations(limits.operationsPerSocket)];
    }
    const { request, socket: client } = ctx.extra;
    const headers = headersOf(request, ctx.connectionParams);
    const watch = admission.watchOf(ctx);
    const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
      // As a POST, since mutations are taken by no GET.
      request: new Request(new URL(PATH, deps.config.appUrl), { method: 'POST', headers }),
      watch,
      ...(watch && { socket: { id, client, connection: request.socket, watch } }),
    });
    const read = readDocument(params.query, parse, (document) => validate(schema, document));
    if ('errors' in read) return read.errors;
    return {
      schema,
      operationName: params.operationName,
      document: read.document,
      variableValues: params.variables,
      contextValue: await contextFactory(),
      rootValue: { execute, subscribe },
    };
  }

  const answerPlain = plainQueries(limits.bodyBytes, prepareQuery);

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    // One message of a socket per turn of the loop: thousands may come in one packet.
    allowSynchronousEvents: false,
  });
  const admission = admitConnections(watched, viewerOf, headersOf, socketLimits.admitViewer);
  const cleanup = useServer(
    {
      // Else the reason of a close would carry messages of exceptions.
      isProd: true,
      ...admission.hooks,
      execute: (args) => (args as EnvelopedArgs).rootValue.execute(args as ExecutionArgs),
      subscribe: (args) => (args as EnvelopedArgs).rootValue.subscribe(args as ExecutionArgs),
      onSubscribe: (ctx, id, params) =>
        // Thrown, it would close the socket and end every other operation on it.
        readOperation(ctx, id, params).catch((error: unknown) => [
          maskError(deps, error, UNEXPECTED) as GraphQLError,
        ]),
    },
    sockets,
    12_000,
  );
  // graphql-ws listens for the first error of a socket only, and writes a stack trace for what a client sent wrong.
  sockets.on('connection', (client) => {
    client.removeAllListeners('error').on('error', (error) => {
      deps.log.debug({ reason: error.message }, 'a WebSocket broke');
      client.close();
    });
  });
  sockets.on('connection', socketLimits.watch);

  return {
    path: PATH,
    async handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
      if (deps.config.graphiql && req.method === 'GET' && req.headers.accept?.includes('text/html'))
        res.setHeader('content-security-policy', GRAPHIQL_POLICY);
      if (!(await answerPlain(req, res))) await yoga(req, res);
    },
    /** The same for a program within this process: the viewer, the limits and the answers are those of a request. */
    async execute(operation: Operation, headers: Headers): Promise<ExecutionResult> {
      headers.set('content-type', 'application/json');
      headers.set('accept', 'application/json');
      const body = JSON.stringify(operation);
      const answer = await yoga.fetch(new URL(PATH, deps.config.appUrl).href, {
        method: 'POST',
        headers,
        body,
      });
      return (await answer.json()) as ExecutionResult;
    },
    /** A browser names its page's origin in every WebSocket handshake; cookies of other sites' pages are not taken. */
    upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
      const url = readTarget(req, deps.config.appUrl);
      const headers = headersOf(req);
      const foreign = headers.has('cookie') && !isTrustedOrigin(headers, deps.config.appUrl);
      if (!url) refuseUpgrade(socket, 400);
      else if (url.pathname !== PATH || foreign) {
        if (foreign) deps.securityLog.note('forbidden', { address: clientAddressOf(headers), path: PATH });
        refuseUpgrade(socket, 403);
      } else if (!socketLimits.admit(req, socket)) refuseUpgrade(socket, 429);
      else sockets.handleUpgrade(req, socket, head, (client) => sockets.emit('connection', client, req));
    },
    async close(): Promise<void> {
      await cleanup.dispose();
      await yoga.dispose();
      await buckets.close();
    },
  };
}

/** Programs cannot always set headers on a WebSocket, so an API key may come in the connection's payload. */
function headersOf(req: IncomingMessage, connectionParams?: Readonly<Record<string, unknown>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    if (value !== undefined && !name.startsWith(':')) headers.set(name, String(value));
  }
  const authorization = connectionParams?.authorization ?? connectionParams?.Authorization;
  if (typeof authorization === 'string') headers.set('authorization', authorization);
  return headers;
}
