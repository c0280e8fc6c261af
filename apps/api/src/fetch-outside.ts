import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Everything that is not the public internet (IANA special-purpose address registries, checked 2026-11). */
const NOT_PUBLIC = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv6');
}

export type OutsideFailure =
  | 'address_not_allowed'
  | 'too_many_redirects'
  | 'too_large'
  | 'timed_out'
  | 'unreachable';

/** Nothing usable came back. The message names no address: it may be signed. */
export class OutsideRequestError extends Error {
  override name = 'OutsideRequestError';
  readonly code: OutsideFailure;

  constructor(code: OutsideFailure, cause?: unknown) {
    super(`a request to the outside failed: ${code}`, { cause });
    this.code = code;
  }
}

export type OutsideAnswer = {
  status: number;
  contentType: string;
  /** The header as it came. */
  retryAfter: string | null;
  bytes: Buffer;
};

type Bounds = {
  /** Origins of this installation's own configuration, which may be http and private. */
  trustedOrigins: readonly string[];
  maxBytes: number;
  /** For the whole of it, redirects included. */
  timeoutMs: number;
};

/** An answer whose body is read as it comes. Whoever does not read it to its end closes it. */
export type OutsideStream = Omit<OutsideAnswer, 'bytes'> & {
  /** Bytes of the body as announced; null when the server does not say, or sends it encoded. */
  length: number | null;
  /** Throws OutsideRequestError, also when the body ends too early. */
  body: AsyncIterable<Buffer>;
  close(): void;
};

type Post = { headers: Readonly<Record<string, string>>; body: string };

/**
 * The one way to an address that somebody else chose. Only https, only to public addresses: what a name resolves to is
 * judged at the connection, after each redirect anew, so that no name and no redirect leads into the private network.
 *
 * @returns the answer whatever its status; `contentType` without parameters, in lower case
 * @throws OutsideRequestError
 */
export async function fetchOutside(url: string, bounds: Bounds): Promise<OutsideAnswer> {
  const signal = AbortSignal.timeout(bounds.timeoutMs);
  try {
    const response = await follow(url, bounds, signal);
    const { bytes, isWhole } = await readUpTo(response, bounds.maxBytes);
    if (!isWhole) throw new OutsideRequestError('too_large');
    return { ...headOf(response), bytes };
  } catch (error) {
    throw asFailure(error, signal);
  }
}

/**
 * The same for a body that is too large to be held, under the rules of {@link fetchOutside}.
 *
 * @param bounds.idleMs how long the other side may send nothing
 * @returns the answer whatever its status
 * @throws OutsideRequestError
 */
export async function streamOutside(
  url: string,
  bounds: Bounds & { idleMs: number },
): Promise<OutsideStream> {
  const ending = new AbortController();
  const { signal } = ending;
  const whole = setTimeout(() => ending.abort(), bounds.timeoutMs);
  const idle = setTimeout(() => ending.abort(), bounds.idleMs);
  const stopTimers = () => [whole, idle].forEach(clearTimeout);
  try {
    const response = await follow(url, bounds, signal);
    const close = () => {
      stopTimers();
      response.destroy();
    };
    return { ...headOf(response), length: lengthOf(response), body: read(response, close), close };
  } catch (error) {
    stopTimers();
    throw asFailure(error, signal);
  }

  async function* read(response: IncomingMessage, close: () => void): AsyncGenerator<Buffer> {
    let size = 0;
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        idle.refresh();
        size += chunk.length;
        if (size > bounds.maxBytes) throw new OutsideRequestError('too_large');
        yield chunk;
      }
    } catch (error) {
      throw asFailure(error, signal);
    } finally {
      close();
    }
  }
}

/**
 * Posts to an address that somebody else chose, under the rules of {@link fetchOutside}. Redirects are not followed: they
 * are answers like others.
 *
 * @returns the answer whatever its status, with the first `maxBytes` of its body; what follows is not waited for
 * @throws OutsideRequestError
 */
export async function postOutside(url: string, post: Post, bounds: Bounds): Promise<OutsideAnswer> {
  const signal = AbortSignal.timeout(bounds.timeoutMs);
  try {
    const response = await send(allowed(url, bounds), bounds, signal, post);
    return { ...headOf(response), bytes: (await readUpTo(response, bounds.maxBytes)).bytes };
  } catch (error) {
    throw asFailure(error, signal);
  }
}

/** Whether a connection may be made to this IP address, in any of its notations. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !NOT_PUBLIC.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Whether the address could be one that {@link fetchOutside} asks, as far as can be told without asking anybody: https, no
 * credentials, and a name or a public IP address.
 */
export function mayBeOutside(address: string): boolean {
  const url = URL.parse(address);
  if (url?.protocol !== 'https:' || url.username || url.password) return false;
  const host = hostOf(url);
  return isIP(host) === 0 ? !/(?:^|\.)localhost\.?$/.test(host) : isPublicAddress(host);
}

async function follow(url: string, bounds: Bounds, signal: AbortSignal): Promise<IncomingMessage> {
  let next = url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await send(allowed(next, bounds), bounds, signal);
    const { statusCode = 0, headers } = response;
    if (!REDIRECTS.has(statusCode) || headers.location === undefined) return response;
    response.destroy();
    next = URL.parse(headers.location, next)?.href ?? '';
  }
  throw new OutsideRequestError('too_many_redirects');
}

function allowed(address: string, { trustedOrigins }: Bounds): URL {
  const url = URL.parse(address);
  if (!url || url.username || url.password) throw new OutsideRequestError('address_not_allowed');
  if (url.protocol === 'https:' || trustedOrigins.includes(url.origin)) return url;
  throw new OutsideRequestError('address_not_allowed');
}

function send(
  url: URL,
  { trustedOrigins }: Bounds,
  signal: AbortSignal,
  post?: Post,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const trusted = trustedOrigins.includes(url.origin);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  // A connection of its own, from no pool: each is judged.
  const createConnection = () => connect(url, trusted, reject);
  const length = post && { 'content-length': String(Buffer.byteLength(post.body)) };
  const options = { method: post ? 'POST' : 'GET', headers: { ...post?.headers, ...length } };
  request(url, { ...options, signal, createConnection }, resolve)
    .on('error', reject)
    .end(post?.body);
  return promise;
}

/** TLS does not hand the list on to the connection below it, so that is made here. */
function connect(url: URL, trusted: boolean, onError: (error: Error) => void): Socket {
  const secure = url.protocol === 'https:';
  const host = hostOf(url);
  const socket = connectTcp({
    host,
    port: Number(url.port || (secure ? 443 : 80)),
    ...(!trusted && { blockList: NOT_PUBLIC }),
  }).on('error', onError);
  return secure ? connectTls({ socket, ...(isIP(host) === 0 && { servername: host }) }) : socket;
}

/** Without the brackets of an IPv6 address. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

async function readUpTo(
  response: IncomingMessage,
  maxBytes: number,
): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    chunks.push(chunk);
    if (size > maxBytes) {
      response.destroy();
      break;
    }
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), isWhole: size <= maxBytes };
}

function headOf({ statusCode, headers }: IncomingMessage): Omit<OutsideAnswer, 'bytes'> {
  return {
    status: statusCode ?? 0,
    contentType: headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '',
    retryAfter: headers['retry-after'] ?? null,
  };
}

function lengthOf({ headers }: IncomingMessage): number | null {
  const encoding = headers['content-encoding'] ?? 'identity';
  const length = headers['content-length'];
  return encoding === 'identity' && length !== undefined ? Number(length) : null;
}

function asFailure(error: unknown, signal: AbortSignal): OutsideRequestError {
  if (error instanceof OutsideRequestError) return error;
  if (signal.aborted) return new OutsideRequestError('timed_out', error);
  const blocked = (error as NodeJS.ErrnoException).code === 'ERR_IP_BLOCKED';
  return new OutsideRequestError(blocked ? 'address_not_allowed' : 'unreachable', error);
}
