import type { IncomingMessage, ServerResponse } from 'node:http';

export type Pace = {
  /** On average over the window, of what is sent or read. */
  bytesPerSecond: number;
  windowMs: number;
};

/**
 * Hangs up on a client that is waited for and moves fewer bytes than the pace over a whole window: an upload that drips, or
 * an answer that is hardly read. Time that passes on our side does not count.
 */
export function limitPace(
  req: IncomingMessage,
  res: ServerResponse,
  { bytesPerSecond, windowMs }: Pace,
  onTooSlow: () => void,
): void {
  const { socket } = req;
  const least = (bytesPerSecond * windowMs) / 1000;
  // What waits to be written counts as written already.
  const moved = () => socket.bytesRead + socket.bytesWritten - socket.writableLength;
  let before = moved();
  const timer = setInterval(() => {
    const now = moved();
    const tooSlow = now - before < least;
    before = now;
    const sending = !req.complete && req.readableLength === 0;
    const reading = socket.writableLength > 0;
    if (!tooSlow || !(sending || reading)) return;
    onTooSlow();
    socket.destroy();
  }, windowMs).unref();
  res.once('close', () => clearInterval(timer));
}
