import type { IncomingMessage, ServerResponse } from 'node:http';

/** A route beside GraphQL. A path that ends in "/" matches everything below it. */
export type RawRoute = {
  method: string;
  path: string;
  /** Takes bodies that may last for hours; every other must arrive within the limit of time. */
  streams?: true;
  handle(req: IncomingMessage, res: ServerResponse, url: URL): void | Promise<void>;
};
