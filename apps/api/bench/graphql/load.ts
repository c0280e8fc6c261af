import { Agent, request } from 'node:http';

/** A GraphQL endpoint and what is sent to it. */
export type Target = { url: string; headers: Record<string, string>; body: string };

export type Load = { perSecond: number; p99Ms: number };

const CONNECTIONS = 16;

/**
 * Asks the same over and over, on 16 connections that stay open.
 *
 * @param expected what every answer holds; what it cost may stand behind it
 * @throws when an answer is another
 */
export async function load(target: Target, expected: string, forMs: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const tookMs: number[] = [];
  const startedMs = performance.now();
  const askOn = async () => {
    while (performance.now() - startedMs < forMs) {
      const askedMs = performance.now();
      const answer = await ask(target, agent);
      tookMs.push(performance.now() - askedMs);
      if (!answer.startsWith(expected)) throw new Error(`Another answer: ${answer.slice(0, 500)}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: CONNECTIONS }, askOn));
    const seconds = (performance.now() - startedMs) / 1_000;
    tookMs.sort((a, b) => a - b);
    return { perSecond: tookMs.length / seconds, p99Ms: tookMs[Math.floor(tookMs.length * 0.99)]! };
  } finally {
    agent.destroy();
  }
}

/** @returns the body, whatever the status */
export function ask({ url, headers, body }: Target, agent?: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      ...(agent && { agent }),
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    };
    request(url, options, (res) => {
      let text = '';
      res.setEncoding('utf8');
      res.on('data', (piece: string) => {
        text += piece;
      });
      res.on('end', () => resolve(text)).on('error', reject);
    })
      .on('error', reject)
      .end(body);
  });
}
