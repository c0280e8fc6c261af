import { once } from 'node:events';
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { NetworkTimeout } from '../network.ts';
import { Patience } from './patience.ts';
import type { RangeBody } from './range-body.ts';

/** Servers close idle connections without notice; few do so earlier. */
const IDLE_MS = 4000;
/** Nothing in an answer's body counts; reading a longer one costs more than a new connection. */
const MAX_ANSWER_BYTES = 131_072;
/** An answer may be seen a moment before the news that the last bytes have left. */
const SETTLE_MS = 100;

export type PutAnswer = {
  httpStatus: number;
  headers: IncomingHttpHeaders;
};

/**
 * PUTs to one URL, one after another over one connection, which is opened anew when the one before broke.
 *
 * Made of `node:http`, whose parser is native: the one of `fetch` is WebAssembly, and compiling it takes some 16 MB.
 */
export class UploadConnection {
  readonly #url: URL;
  readonly #timeoutMs: number;
  readonly #agent: http.Agent;
  /** The socket that was last seen open. */
  #opened: Socket | null = null;

  /** @param timeoutMs bounds connecting, sending one piece, waiting for an answer, and reading its body */
  constructor(url: URL, timeoutMs: number) {
    this.#url = url;
    this.#timeoutMs = timeoutMs;
    const { Agent } = this.#isSecure ? https : http;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1, timeout: IDLE_MS });
  }

  get #isSecure(): boolean {
    return this.#url.protocol === 'https:';
  }

  /**
   * Sends the headers and the body. An answer that comes before the body's end counts; the rest is then not sent.
   *
   * @param headers with the body's length
   * @throws NetworkTimeout, an error of the system, or whatever the body throws
   */
  async put(
    headers: Record<string, string>,
    body: RangeBody,
    signal: AbortSignal | undefined,
  ): Promise<PutAnswer> {
    const { request: open } = this.#isSecure ? https : http;
    const request = open(this.#url, { method: 'PUT', agent: this.#agent, headers, signal });
    const patience = new Patience(this.#timeoutMs, () => {
      const isOpen = request.socket !== null && request.socket === this.#opened;
      request.destroy(new NetworkTimeout(isOpen ? 'ANSWER_TIMEOUT' : 'CONNECT_TIMEOUT'));
    });
    let isReusable = false;
    try {
      const answered = answerTo(request);
      this.#send(request, body, patience).catch((error: Error) => request.destroy(error));
      const response = await answered;
      patience.end();
      await drain(response, this.#timeoutMs);
      if (body.isWhole && !request.writableFinished) await settle(request);
      isReusable = response.complete && request.writableFinished;
      return { httpStatus: response.statusCode ?? 0, headers: response.headers };
    } finally {
      patience.end();
      if (!isReusable) request.destroy();
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  /** The source is given all the time it wants; the network is not. */
  async #send(request: ClientRequest, body: RangeBody, patience: Patience): Promise<void> {
    await this.#opening(request);
    patience.pause();
    for await (const piece of body.pieces()) {
      patience.renew();
      await write(request, piece);
      patience.pause();
    }
    patience.renew();
    request.end();
  }

  async #opening(request: ClientRequest): Promise<void> {
    const socket = request.socket ?? ((await once(request, 'socket')) as [Socket])[0];
    if (socket === this.#opened) return;
    await once(socket, this.#isSecure ? 'secureConnect' : 'connect');
    this.#opened = socket;
  }
}

/** The head of the answer, which is kept even if the connection breaks right after it. */
function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('response', resolve);
    request.on('error', reject);
    request.on('close', () => reject(new Error('The connection closed without an answer.')));
  });
}

/** Ends when the system has taken the piece, so that its memory may be used again. */
function write(request: ClientRequest, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    request.write(piece, (error) => (error ? reject(error) : resolve()));
  });
}

/** Ends with the answer, whole or broken off. */
function drain(response: IncomingMessage, timeoutMs: number): Promise<void> {
  const patience = new Patience(timeoutMs, () => response.destroy());
  let bytes = 0;
  response.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > MAX_ANSWER_BYTES) response.destroy();
  });
  return new Promise((resolve) => {
    response.on('error', () => {});
    response.on('close', () => {
      patience.end();
      resolve();
    });
  });
}

function settle(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const patience = new Patience(SETTLE_MS, resolve);
    request.on('finish', () => {
      patience.end();
      resolve();
    });
  });
}
