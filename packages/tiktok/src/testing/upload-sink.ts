import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** What happens to one PUT. */
export type Fate =
  /** By the Media Transfer Guide: stored if it is next, else 416. */
  | 'store'
  /** Stored; the 206 lacks its `Content-Range`. */
  | 'store-without-header'
  /** Stored; the connection breaks before the answer. */
  | 'store-and-drop'
  /** Lost halfway through the bytes. */
  | 'drop'
  /** Stored and the task forgotten; the connection breaks before the answer. */
  | 'store-and-forget'
  /** Never read. */
  | 'stall'
  /** Answered at once with a status, nothing stored. */
  | { status: number; contentRange?: string; early?: boolean };

export type UploadSink = {
  url: string;
  origin: string;
  /** How many connections were opened. */
  readonly connections: number;
  /** What has been stored, in order. */
  readonly stored: Buffer;
  /** `Content-Range` of every PUT, with what came of it. */
  readonly puts: { range: string; headers: IncomingHttpHeaders; url: string; method: string }[];
};

/** The receiving side of an upload on a free port. It closes with the test. */
export async function startUploadSink(options: {
  sizeBytes: number;
  /** For the n-th PUT; the rest is stored. */
  fates?: Fate[];
  /** How the position is told: the last byte, or a count. */
  positions?: 'last-byte' | 'count';
  /** Already there. */
  stored?: Buffer;
}): Promise<UploadSink> {
  const { sizeBytes, fates = [], positions = 'last-byte' } = options;
  let stored = options.stored ?? Buffer.alloc(0);
  let forgotten = false;
  let connections = 0;
  const puts: UploadSink['puts'] = [];
  const position = () => {
    const figure = positions === 'count' ? stored.length : Math.max(stored.length - 1, 0);
    return `bytes 0-${figure}/${sizeBytes}`;
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const fate = fates[puts.length] ?? 'store';
    const range = String(request.headers['content-range']);
    puts.push({ range, headers: request.headers, url: request.url ?? '', method: request.method ?? '' });
    if (fate === 'stall') return request.socket.pause();
    if (fate === 'drop') return void request.once('data', () => request.socket.destroy());
    if (typeof fate === 'object') {
      if (!fate.early) await buffer(request);
      response.writeHead(fate.status, fate.contentRange ? { 'content-range': fate.contentRange } : {}).end();
      return;
    }
    const body = await buffer(request);
    if (forgotten) return void response.writeHead(404).end();
    const [first = Number.NaN, last = Number.NaN] = range.match(/\d+/g)?.map(Number) ?? [];
    if (body.length !== last - first + 1) return void response.writeHead(400).end();
    if (first !== stored.length) return void response.writeHead(416, { 'content-range': position() }).end();
    stored = Buffer.concat([stored, body]);
    forgotten = fate === 'store-and-forget';
    if (fate === 'store-and-drop' || fate === 'store-and-forget') return request.socket.destroy();
    const headers = fate === 'store-without-header' ? {} : { 'content-range': position() };
    response.writeHead(stored.length === sizeBytes ? 201 : 206, { ...headers, 'x-tt-logid': 'LOGU' }).end();
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    url: `${origin}/video/?upload_id=1&upload_token=s3cr3t`,
    puts,
    get connections() {
      return connections;
    },
    get stored() {
      return stored;
    },
  };
}
