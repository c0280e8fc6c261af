import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Deps } from '../deps.ts';
import { viewerOfRequest } from '../http/request-viewer.ts';
import type { SecurityEvent } from '../security-log.ts';
import { CLIENT_ADDRESS_HEADER } from '../sign-in/client-address.ts';

/** What somebody was wrong about, by the path that answers 401 to it. */
const SIGN_INS: Record<string, string> = {
  '/auth/sign-in/email': 'password',
  '/auth/two-factor/verify-totp': 'code',
  '/auth/two-factor/verify-backup-code': 'backup code',
  '/auth/passkey/verify-authentication': 'passkey',
};

/** What a limit bounds, by the status that says it was reached. */
const LIMITS: Partial<Record<number, string>> = { 408: 'time', 413: 'size', 429: 'number', 507: 'disk' };

/** Tells the log, when the answer has left or the client has gone, what was refused to whom. */
export function noteRefusals(
  { securityLog }: Pick<Deps, 'securityLog'>,
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
): void {
  const note = (event: SecurityEvent, reason?: string) => {
    const viewer = viewerOfRequest(req);
    const address = String(req.headers[CLIENT_ADDRESS_HEADER] ?? '');
    securityLog.note(event, { address, path, ...(viewer && { viewer }), ...(reason && { reason }) });
  };
  res.once('close', () => {
    const { statusCode } = res;
    const limit = LIMITS[statusCode];
    if (limit) note('limit_reached', limit);
    else if (statusCode === 403) note('forbidden');
    else if (statusCode === 401 && Object.hasOwn(SIGN_INS, path)) note('sign_in_failed', SIGN_INS[path]);
  });
}
