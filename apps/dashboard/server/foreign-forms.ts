import type { NextFunction, Request, Response } from 'express';
import { refuse } from './refuse.ts';

const READING = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses what another site's page sent here, or a sender whose Origin cannot be read. Browsers name it with every form.
 * Remix asks the same, but answers it as a failure of the server.
 */
export function refuseForeignForms(req: Request, res: Response, next: NextFunction): void {
  const { origin, 'x-forwarded-host': host } = req.headers;
  const ours = origin === undefined || URL.parse(origin)?.host === host;
  if (ours || READING.includes(req.method)) next();
  else refuse(res, 403);
}
