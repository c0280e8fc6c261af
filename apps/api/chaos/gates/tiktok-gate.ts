import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { type Order, Passage, type Subject, type Subjects } from './points.ts';

export type TikTokGate = {
  /** TikTok's address by way of this gate. */
  url: string;
  /** While it is down, every connection ends at once. */
  isDown: boolean;
  close(): void;
};

/** Requests with larger bodies are passed on piece by piece. */
const SMALL_BYTES = 65_536;

/** Stands in front of TikTok; the upload URLs that TikTok gives out lead through it, too. */
export async function openTikTokGate(target: string, subjects: Subjects): Promise<TikTokGate> {
  const server = createServer((req, res) => {
    if (gate.isDown) return void res.destroy();
    void passOn({ req, res, target: new URL(target), own: gate.url, subjects }).catch(() => res.destroy());
  });
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gate: TikTokGate = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isDown: false,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return gate;
}

type Exchange = {
  req: IncomingMessage;
  res: ServerResponse;
  target: URL;
  own: string;
  subjects: Subjects;
};

async function passOn({ req, res, target, own, subjects }: Exchange): Promise<void> {
  const { method = 'GET', url = '/' } = req;
  const bodyBytes = Number(req.headers['content-length'] ?? 0);
  const isSmall = bodyBytes <= SMALL_BYTES;
  const body = isSmall ? Buffer.concat(await req.toArray()) : null;
  const gone = Promise.withResolvers<Order>();
  res.once('close', () => gone.resolve('cut'));
  const passage = new Passage(
    subjects,
    {
      name: `${method} ${url.replace(/\?.*/, '').replace(/[^/]*\d{3}[^/]*/g, '*')}`,
      at: 'tiktok',
      sides: isSmall ? ['before', 'after'] : ['before', 'midway', 'after'],
      about: `${req.headers.authorization ?? ''} ${url} ${body ? decoded(body) : ''}`,
    },
    gone.promise,
  );
  if ((await passage.at('before')) === 'cut') return void res.destroy();

  const { host: _, connection: __, ...headers } = req.headers;
  const onward = request({
    hostname: target.hostname,
    port: target.port,
    method,
    path: url,
    headers,
    agent: false,
  });
  void gone.promise.then(() => onward.destroy());
  const answered = once(onward, 'response') as Promise<[IncomingMessage]>;
  answered.catch(() => {});
  onward.on('error', () => res.destroy());
  if (body) onward.end(body);
  else void pipeline(haltingHalfway(req, bodyBytes, passage), onward).catch(() => res.destroy());

  const [answer] = await answered;
  const text = Buffer.concat(await answer.toArray())
    .toString()
    .replaceAll(target.origin, own);
  for (const subject of passage.subjects) learnWords(subject, text);
  if ((await passage.at('after', text)) === 'cut') return void res.destroy();
  const { 'content-length': ___, 'transfer-encoding': ____, connection: _____, ...rest } = answer.headers;
  res.writeHead(answer.statusCode ?? 502, rest).end(text);
}

/** Forms write tokens in their own way. */
function decoded(body: Buffer): string {
  return body.toString().replace(/%[\dA-F]{2}/gi, decodeURIComponent);
}

/** A large body, standing still halfway when that is wanted. */
async function* haltingHalfway(
  req: IncomingMessage,
  bodyBytes: number,
  passage: Passage,
): AsyncGenerator<Buffer> {
  let sent = 0;
  let isHalfway = false;
  for await (const piece of req as AsyncIterable<Buffer>) {
    sent += piece.length;
    if (!isHalfway && sent * 2 >= bodyBytes) {
      isHalfway = true;
      if ((await passage.at('midway')) === 'cut') throw new Error('The connection was cut.');
    }
    yield piece;
  }
}

const NAMES_IN_ANSWERS = /"(?:publish_id|access_token|refresh_token|upload_url)":\s*"([^"]+)"/g;

function learnWords(subject: Subject, answer: string): void {
  for (const [, word] of answer.matchAll(NAMES_IN_ANSWERS)) {
    const url = URL.parse(word!);
    // Without its origin, as a request names it.
    subject.words.add(url && word!.startsWith('http') ? `${url.pathname}${url.search}` : word!);
  }
}
