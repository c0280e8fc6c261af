import { request } from 'node:http';
import { type Answer, send } from './answer.ts';

export type Chunk = {
  /** Position of the first byte; 0 when left out. */
  first?: number;
  /** Position of the last byte, inclusive; the end of the video when left out. */
  last?: number;
  headers?: Record<string, string>;
};

/** PUTs a range of a video, the whole of it unless told otherwise. */
export function putChunk(uploadUrl: string, video: Buffer, chunk: Chunk = {}): Promise<Answer> {
  const { first = 0, last = video.length - 1, headers } = chunk;
  return send(uploadUrl, {
    method: 'PUT',
    headers: {
      'content-type': 'video/mp4',
      'content-range': `bytes ${first}-${last}/${video.length}`,
      ...headers,
    },
    body: new Uint8Array(video.subarray(first, last + 1)),
  });
}

/** PUTs with exactly these headers, none added. Resolves to the status, or null when the connection broke. */
export function putExactly(
  uploadUrl: string,
  headers: Record<string, string>,
  body: Buffer,
): Promise<number | null> {
  return new Promise((resolve) => {
    const put = request(uploadUrl, { method: 'PUT', headers, agent: false }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? null));
    });
    put.on('error', () => resolve(null));
    put.end(body);
  });
}
