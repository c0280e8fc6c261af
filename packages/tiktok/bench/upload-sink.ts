// The receiving side of the upload benchmark, a process of its own: takes chunks, counts them, hashes them on request.
import { createHash, type Hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What has arrived under one upload id. */
type Arrived = {
  bytes: number;
  chunks: number;
  hash: Hash | null;
};

const uploads = new Map<string, Arrived>();

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://sink');
  const id = url.searchParams.get('upload_id') ?? '';
  if (request.method === 'GET') return report(id, response);
  receive(request, response, id, url.searchParams.has('hash')).catch(() => response.destroy());
});

async function receive(request: IncomingMessage, response: ServerResponse, id: string, hashed: boolean) {
  const upload = uploads.get(id) ?? { bytes: 0, chunks: 0, hash: hashed ? createHash('sha256') : null };
  uploads.set(id, upload);
  const [first = -1, last = -1, total = -1] =
    /^bytes (\d+)-(\d+)\/(\d+)$/
      .exec(request.headers['content-range'] ?? '')
      ?.slice(1)
      .map(Number) ?? [];
  const stated = Number(request.headers['content-length']);
  if (first !== upload.bytes || stated !== last - first + 1 || request.headers['transfer-encoding']) {
    response.writeHead(416, { connection: 'close' }).end();
    return;
  }
  await new Promise<void>((resolve, reject) => {
    request.on('data', (piece: Buffer) => {
      upload.bytes += piece.length;
      upload.hash?.update(piece);
    });
    request.on('end', resolve).on('error', reject);
  });
  upload.chunks += 1;
  const status = upload.bytes === total ? 201 : 206;
  response.writeHead(status, { 'content-range': `bytes 0-${upload.bytes - 1}/${total}` }).end();
}

function report(id: string, response: ServerResponse) {
  const upload = uploads.get(id);
  uploads.delete(id);
  response.writeHead(200, { 'content-type': 'application/json' });
  const sha256 = upload?.hash?.digest('hex') ?? null;
  response.end(JSON.stringify({ bytes: upload?.bytes ?? 0, chunks: upload?.chunks ?? 0, sha256 }));
}

server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit(0));
