import { z } from 'zod';

const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback);

/** Fractions are for tests. */
const seconds = (fallback: number) => z.coerce.number().positive().max(86_400).default(fallback);

/** The environment variables of the limits, each with its default; docs/operating.md has them as a table. */
export const LimitVariables = z.object({
  LIMIT_BODY_BYTES: count(262_144),
  LIMIT_SIGN_IN_BYTES: count(16_384),
  LIMIT_WEBHOOK_BYTES: count(65_536),
  LIMIT_HEADERS_SECONDS: seconds(20),
  LIMIT_BODY_SECONDS: seconds(30),
  LIMIT_UPLOAD_IDLE_SECONDS: seconds(60),
  LIMIT_PACE_BYTES: count(4000),
  LIMIT_PACE_SECONDS: seconds(60),
  LIMIT_OPEN_UPLOADS: count(50),
  LIMIT_ANNOUNCED_BYTES: count(100_000_000_000),
  LIMIT_FREE_DISK_BYTES: count(1_000_000_000),
  LIMIT_DOWNLOAD_SECONDS: seconds(3600),
  LIMIT_DOWNLOAD_IDLE_SECONDS: seconds(30),
  LIMIT_WEBHOOK_ENDPOINTS: count(20),
  LIMIT_WEBHOOK_ANSWER_SECONDS: seconds(15),
  LIMIT_LIST_ITEMS: count(200),
  LIMIT_MESSAGE_BYTES: count(262_144),
  LIMIT_FIRST_MESSAGE_BYTES: count(16_384),
  LIMIT_SOCKETS_PER_ADDRESS: count(500),
  LIMIT_SOCKETS_PER_VIEWER: count(50),
  LIMIT_SUBSCRIPTIONS_PER_ADDRESS: count(2000),
  LIMIT_SUBSCRIPTIONS_PER_VIEWER: count(200),
  LIMIT_OPERATIONS_PER_SOCKET: count(100),
  LIMIT_UNREAD_BYTES: count(4_000_000),
  LIMIT_DOCUMENT_TOKENS: count(1000),
  LIMIT_DOCUMENT_DEPTH: count(15),
  LIMIT_DOCUMENT_FIELDS: count(1000),
  LIMIT_ANSWER_FIELDS: count(20_000),
  LIMIT_COST_POINTS: count(100_000),
  LIMIT_COST_POINTS_PER_SECOND: count(2_000),
  LIMIT_DOCUMENT_CACHE_BYTES: count(32_000_000),
  LIMIT_IDEMPOTENCY_WAIT_SECONDS: seconds(5),
});

/** How much of anything a client may ask of one process. */
export type Limits = {
  /** A GraphQL request over HTTP, or a message of MCP. */
  bodyBytes: number;
  /** A request below /auth. */
  signInBytes: number;
  /** An event that TikTok sends; the documented ones are below 1 kB. */
  webhookBytes: number;
  /** From the beginning of a connection or request to the end of its headers. */
  headersMs: number;
  /** From there to the end of the body, but for uploads. */
  bodyMs: number;
  /** An upload may last, but not be silent for longer. */
  uploadIdleMs: number;
  /** What a client has to send or read at least while it is waited for, on average over `paceMs`. */
  paceBytesPerSecond: number;
  paceMs: number;
  /** Uploads of a team that have not arrived whole. */
  openUploads: number;
  /** The size of those together. */
  announcedBytes: number;
  /** What stays free on the disk of the media when all that was announced has arrived. */
  freeDiskBytes: number;
  /** How long one try may take to download a video from an address. */
  downloadMs: number;
  /** How long its server may send nothing meanwhile. */
  downloadIdleMs: number;
  /** Webhook endpoints of a team. */
  webhookEndpoints: number;
  /** How long a webhook endpoint may take for its whole answer. */
  webhookAnswerMs: number;
  /** Entries of one list among the arguments. */
  listItems: number;
  /** A message over a WebSocket. */
  messageBytes: number;
  /** The same before the connection is acknowledged. */
  firstMessageBytes: number;
  /** WebSockets that are open at once from one address. */
  socketsPerAddress: number;
  /** The same of one user or key. */
  socketsPerViewer: number;
  /** Subscriptions from one address that are open at once, over WebSocket and SSE. */
  subscriptionsPerAddress: number;
  /** Subscriptions of a user or key that are open at once, over WebSocket and SSE. */
  subscriptionsPerViewer: number;
  /** Operations that are open at once on a WebSocket. */
  operationsPerSocket: number;
  /** What waits for a client that does not read its WebSocket. */
  unreadBytes: number;
  /** Words and signs of one GraphQL document; the parser stops at the next one. */
  documentTokens: number;
  /** Levels of fields below each other. */
  documentDepth: number;
  /** Fields in an operation, each counted wherever a fragment puts it. */
  documentFields: number;
  /** Fields of an answer when every page and list is as long as it was asked for. */
  answerFields: number;
  /** Points that a user or key may spend at once on operations; one point is a field of an answer. */
  costPoints: number;
  /** How many of them come back in a second. */
  costPointsPerSecond: number;
  /** Memory for parsed documents that are likely to come again. */
  documentCacheBytes: number;
  /** How long a repetition waits for the first request with its idempotency key. */
  idempotencyWaitMs: number;
};

export function limitsOf(env: z.output<typeof LimitVariables>): Limits {
  return {
    bodyBytes: env.LIMIT_BODY_BYTES,
    signInBytes: env.LIMIT_SIGN_IN_BYTES,
    webhookBytes: env.LIMIT_WEBHOOK_BYTES,
    headersMs: env.LIMIT_HEADERS_SECONDS * 1000,
    bodyMs: env.LIMIT_BODY_SECONDS * 1000,
    uploadIdleMs: env.LIMIT_UPLOAD_IDLE_SECONDS * 1000,
    paceBytesPerSecond: env.LIMIT_PACE_BYTES,
    paceMs: env.LIMIT_PACE_SECONDS * 1000,
    openUploads: env.LIMIT_OPEN_UPLOADS,
    announcedBytes: env.LIMIT_ANNOUNCED_BYTES,
    freeDiskBytes: env.LIMIT_FREE_DISK_BYTES,
    downloadMs: env.LIMIT_DOWNLOAD_SECONDS * 1000,
    downloadIdleMs: env.LIMIT_DOWNLOAD_IDLE_SECONDS * 1000,
    webhookEndpoints: env.LIMIT_WEBHOOK_ENDPOINTS,
    webhookAnswerMs: env.LIMIT_WEBHOOK_ANSWER_SECONDS * 1000,
    listItems: env.LIMIT_LIST_ITEMS,
    messageBytes: env.LIMIT_MESSAGE_BYTES,
    firstMessageBytes: env.LIMIT_FIRST_MESSAGE_BYTES,
    socketsPerAddress: env.LIMIT_SOCKETS_PER_ADDRESS,
    socketsPerViewer: env.LIMIT_SOCKETS_PER_VIEWER,
    subscriptionsPerAddress: env.LIMIT_SUBSCRIPTIONS_PER_ADDRESS,
    subscriptionsPerViewer: env.LIMIT_SUBSCRIPTIONS_PER_VIEWER,
    operationsPerSocket: env.LIMIT_OPERATIONS_PER_SOCKET,
    unreadBytes: env.LIMIT_UNREAD_BYTES,
    documentTokens: env.LIMIT_DOCUMENT_TOKENS,
    documentDepth: env.LIMIT_DOCUMENT_DEPTH,
    documentFields: env.LIMIT_DOCUMENT_FIELDS,
    answerFields: env.LIMIT_ANSWER_FIELDS,
    costPoints: env.LIMIT_COST_POINTS,
    costPointsPerSecond: env.LIMIT_COST_POINTS_PER_SECOND,
    documentCacheBytes: env.LIMIT_DOCUMENT_CACHE_BYTES,
    idempotencyWaitMs: env.LIMIT_IDEMPOTENCY_WAIT_SECONDS * 1000,
  };
}
