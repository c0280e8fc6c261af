import type { Readable } from 'node:stream';

/** Where media bytes live. Keys are ours, never taken from a file name. */
export type MediaStorage = {
  /** @returns size in bytes, or null when there is nothing under the key */
  size(key: string): Promise<number | null>;
  /** Streams an inclusive byte range; the whole object without one. */
  open(key: string, range?: { firstByte: number; lastByte: number }): Readable;
  put(key: string, bytes: Uint8Array): Promise<void>;
  /**
   * Writes a new object as its bytes come, so that `size` grows meanwhile. What was written before a failure is removed.
   *
   * @returns how many bytes it has
   */
  write(key: string, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  /** Does nothing when the key is unknown. */
  delete(key: string): Promise<void>;
  /** Bytes that can still be written. */
  freeBytes(): Promise<number>;
  /** Path on the local disk, for readers that need a file. */
  localPath(key: string): string;
};
