import type { IncomingMessage } from 'node:http';

const viewers = new WeakMap<IncomingMessage, string>();

/** Notes who sends a request, by the id of a user or key, for what the log says of it later. */
export function nameViewer(req: IncomingMessage, viewer: string): void {
  viewers.set(req, viewer);
}

export function viewerOfRequest(req: IncomingMessage): string | undefined {
  return viewers.get(req);
}
