import type { ServerResponse } from 'node:http';

/** Codes and states stand in the address, so it is neither cached nor told to the next page. */
export function redirect(res: ServerResponse, to: URL, headers: Record<string, string> = {}): void {
  res
    .writeHead(302, {
      ...headers,
      location: to.href,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    .end();
}
