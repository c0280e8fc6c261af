import type { FileHandle } from 'node:fs/promises';
import { open, stat } from 'node:fs/promises';

/** Bytes that can be read in ranges, from wherever they are stored. */
export interface ByteSource {
  readonly sizeBytes: number;
  /**
   * Reads a range; may be called again for the same one. The reader takes a piece only when it is done with the one
   * before, so a source may reuse its buffers from one piece to the next.
   *
   * @param firstByte position of the first byte
   * @param lastByte position of the last byte, inclusive
   * @param signal aborts when nobody wants the rest
   */
  open(firstByte: number, lastByte: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

const BUFFER_BYTES = 262_144;

/** A file on disk, read into two buffers in turn: one is sent while the other is filled. */
export async function fileByteSource(path: string): Promise<ByteSource> {
  const { size: sizeBytes } = await stat(path);
  return { sizeBytes, open: (firstByte, lastByte, signal) => readRange(path, firstByte, lastByte, signal) };
}

async function* readRange(
  path: string,
  firstByte: number,
  lastByte: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const file = await open(path);
  const pieceBytes = Math.min(BUFFER_BYTES, lastByte - firstByte + 1);
  let [filling, idle] = [Buffer.allocUnsafeSlow(pieceBytes), Buffer.allocUnsafeSlow(pieceBytes)];
  let pending = fill(file, filling, firstByte, lastByte);
  try {
    for (let position = firstByte; position <= lastByte; ) {
      const piece = await pending;
      signal.throwIfAborted();
      if (piece.length === 0) return;
      position += piece.length;
      [filling, idle] = [idle, filling];
      pending = fill(file, filling, position, lastByte);
      yield piece;
    }
  } finally {
    await pending.catch(() => {});
    await file.close();
  }
}

/** Fills the buffer as far as the range goes. Short only at the end: a socket takes small pieces without waiting. */
async function fill(
  file: FileHandle,
  buffer: Buffer,
  position: number,
  lastByte: number,
): Promise<Uint8Array> {
  const wanted = Math.min(buffer.length, lastByte - position + 1);
  let filled = 0;
  while (filled < wanted) {
    const { bytesRead } = await file.read(buffer, filled, wanted - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
