import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { processRegularResult } from 'graphql-yoga';

/** What a request's body asks for. */
export type Asked = {
  query: string;
  operationName: string | null | undefined;
  variables: Record<string, unknown> | null | undefined;
};

/** How a query is carried out once its document was read. */
export type Prepared = {
  execute(): Promise<ExecutionResult>;
  /** Header fields that belong to the answer. */
  headers(): Readonly<Record<string, string>>;
};

const JSON_TYPE = /^application\/json(?:;\s*charset=utf-?8)?$/i;
/** What a client takes, and as what it is answered. */
const ANSWERED_AS: ReadonlyMap<string, string> = new Map([
  ['*/*', 'application/json'],
  ['application/*', 'application/json'],
  ['application/json', 'application/json'],
  ['application/graphql-response+json', 'application/graphql-response+json'],
]);
const MEMBERS: ReadonlySet<string> = new Set(['query', 'operationName', 'variables']);

/**
 * Answers what nearly all requests are, a query in a POST of JSON, without the objects of the fetch standard, which cost more than
 * a small query does. Status, header fields and bytes are those of Yoga, which is given everything else, with the body as it came.
 *
 * @param maxBodyBytes longer ones are left to Yoga
 * @param prepare reads the document; null for one that cannot be read, and for anything but a query
 */
export function plainQueries(
  maxBodyBytes: number,
  prepare: (req: IncomingMessage, asked: Asked) => Promise<Prepared | null>,
) {
  /** @returns whether it was answered */
  return async (req: IncomingMessage, res: ServerResponse): Promise<boolean> => {
    const { headers } = req;
    const mediaType = answeredAs(headers.accept);
    const isPlain = req.method === 'POST' && JSON_TYPE.test(headers['content-type'] ?? '');
    const isSmall = Number(headers['content-length']) <= maxBodyBytes;
    if (!isPlain || !isSmall || !mediaType || headers['content-encoding']) return false;
    const bytes = Buffer.concat(await req.toArray());
    // Yoga reads it in place of the stream, which has come to its end.
    Object.assign(req, { body: new ReadBody(bytes) });
    const asked = askedIn(bytes);
    const prepared = asked && (await prepare(req, asked));
    if (!prepared) return false;
    const result = await prepared.execute();
    const answer = processRegularResult(
      result,
      { Response: Answer } as never,
      mediaType,
    ) as unknown as Answer;
    res.writeHead(answer.status, { ...answer.headers, ...prepared.headers() }).end(answer.text);
    return true;
  };
}

/** The first of what a client takes that a query can be answered as; null when there is none. */
function answeredAs(accept = '*/*'): string | null {
  if (accept.includes(';')) return null;
  for (const each of accept.toLowerCase().split(',')) {
    const mediaType = ANSWERED_AS.get(each.trim());
    if (mediaType) return mediaType;
  }
  return null;
}

/** @returns null for what is no single operation with variables, and no more than that */
function askedIn(bytes: Buffer): Asked | null {
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString());
  } catch {
    return null;
  }
  if (!isObject(body) || !Object.keys(body).every((name) => MEMBERS.has(name))) return null;
  const { query, operationName, variables } = body;
  if (typeof query !== 'string') return null;
  if ((operationName ?? null) !== null && typeof operationName !== 'string') return null;
  if ((variables ?? null) !== null && !isObject(variables)) return null;
  return { query, operationName, variables } as Asked;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A body that was read already. */
class ReadBody {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    yield this.bytes;
  }
}

/** Takes what Yoga would make a Response of. */
class Answer {
  readonly text: string;
  readonly status: number;
  readonly headers: Record<string, string | number>;

  constructor(text: string, { status, headers }: { status: number; headers: Record<string, string> }) {
    this.text = text;
    this.status = status;
    this.headers = { ...headers, 'content-length': Buffer.byteLength(text) };
  }
}
