import { read } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { ByteRange } from './chunks.ts';

/** Bytes that can be read in ranges, from wherever they are stored. */
export type ByteSource = {
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
};

/** Large enough that handing over pieces costs little beside copying them. */
const BUFFER_BYTES = 1_048_576;

/**
 * A file on disk, read into two buffers in turn: one is sent while the other is filled. They are kept from range to
 * range, so that an upload of any size makes no garbage.
 */
export async function fileByteSource(path: string): Promise<ByteSource> {
  const { size: sizeBytes } = await stat(path);
  const buffers = new BufferPool(Math.min(BUFFER_BYTES, sizeBytes));
  return {
    sizeBytes,
    open: (firstByte, lastByte, signal) => readRange(path, buffers, { firstByte, lastByte }, signal),
  };
}

class BufferPool {
  readonly #bufferBytes: number;
  readonly #spare: Buffer[] = [];

  constructor(bufferBytes: number) {
    this.#bufferBytes = bufferBytes;
  }

  take(): Buffer {
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(this.#bufferBytes);
  }

  giveBack(...buffers: Buffer[]): void {
    this.#spare.push(...buffers);
  }
}

async function* readRange(
  path: string,
  buffers: BufferPool,
  { firstByte, lastByte }: ByteRange,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const file = await open(path);
  let [filling, idle] = [buffers.take(), buffers.take()];
  let position = firstByte;
  let pending = fill(file.fd, filling, position, lastByte);
  try {
    while (position <= lastByte) {
      const piece = await pending;
      signal.throwIfAborted();
      if (piece.length === 0) return;
      position += piece.length;
      [filling, idle] = [idle, filling];
      pending = fill(file.fd, filling, position, lastByte);
      yield piece;
    }
  } finally {
    await pending.catch(() => {});
    await file.close();
    // A reader that left early may still hold a piece.
    if (position > lastByte) buffers.giveBack(filling, idle);
  }
}

/**
 * Fills the buffer as far as the range goes; a piece that is short for another reason would be sent too early. One
 * promise for each piece, because garbage adds up over gigabytes.
 */
function fill(fd: number, buffer: Buffer, position: number, lastByte: number): Promise<Uint8Array> {
  const wanted = Math.min(buffer.length, lastByte - position + 1);
  return new Promise((resolve, reject) => {
    const readOn = (filled: number) => {
      if (filled === wanted) return resolve(wanted === buffer.length ? buffer : buffer.subarray(0, wanted));
      read(fd, buffer, filled, wanted - filled, position + filled, (error, bytesRead) => {
        if (error) reject(error);
        else if (bytesRead === 0) resolve(buffer.subarray(0, filled));
        else readOn(filled + bytesRead);
      });
    };
    readOn(0);
  });
}
