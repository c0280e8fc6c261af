import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from './send-json.ts';

/**
 * Refuses a body that is announced as too large, or not announced at all, before any of it is read. Node reads no more
 * than what was announced.
 *
 * @returns whether the request may go on; otherwise it is answered
 */
export function admitBody(req: IncomingMessage, res: ServerResponse, maxBytes: number): boolean {
  if (req.headers['transfer-encoding'] !== undefined) {
    sendJson(res, 411, { code: 'length_required', message: 'Content-Length must say how long the body is.' });
    return false;
  }
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) {
    sendJson(res, 413, { code: 'body_too_large', message: `At most ${maxBytes} bytes.` });
    return false;
  }
  return true;
}

/** Answers 408 and hangs up when a body has not arrived whole in time. */
export function limitBodyTime(req: IncomingMessage, res: ServerResponse, limitMs: number): void {
  const timer = setTimeout(() => {
    if (req.complete) return;
    if (res.headersSent) return void req.destroy();
    res.setHeader('connection', 'close');
    sendJson(res, 408, { code: 'body_too_slow', message: `The body took longer than ${limitMs / 1000} s.` });
    res.once('finish', () => req.destroy());
  }, limitMs);
  timer.unref();
  req.once('close', () => clearTimeout(timer));
}

/** Hangs up when nothing at all has arrived or left for that long. */
export function limitSilence(req: IncomingMessage, res: ServerResponse, limitMs: number): void {
  const { socket } = req;
  const hangUp = () => socket.destroy();
  socket.setTimeout(limitMs, hangUp);
  // The time itself stays: by now it is the server's own for connections that are kept alive.
  res.once('close', () => socket.off('timeout', hangUp));
}
