import { UploadSourceError } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';
import type { ByteRange } from './chunks.ts';

/** The bytes of one range on their way from a source into a request. */
export class RangeBody {
  readonly sizeBytes: number;
  /** What went wrong on the source's side; the request then fails for no fault of the network. */
  failure: { error: unknown } | null = null;
  readonly #source: ByteSource;
  readonly #range: ByteRange;
  readonly #unwanted = new AbortController();
  #reading: AsyncIterator<Uint8Array> | null = null;
  #missingBytes: number;

  constructor(source: ByteSource, range: ByteRange) {
    this.sizeBytes = range.lastByte - range.firstByte + 1;
    this.#source = source;
    this.#range = range;
    this.#missingBytes = this.sizeBytes;
  }

  /** Whether the last byte was handed on. */
  get isWhole(): boolean {
    return this.#missingBytes === 0;
  }

  /**
   * Ends with the last byte, without a look whether the source has more to say or to tidy up, which would hold back
   * the end of the request.
   */
  async *pieces(): AsyncGenerator<Uint8Array, void, void> {
    const { firstByte, lastByte } = this.#range;
    try {
      this.#reading = this.#source.open(firstByte, lastByte, this.#unwanted.signal)[Symbol.asyncIterator]();
      while (this.#missingBytes > 0) {
        const { done, value } = await this.#reading.next();
        const surplus = done ? -this.#missingBytes : value.length - this.#missingBytes;
        if (done || surplus > 0) throw new UploadSourceError(this.sizeBytes, this.sizeBytes + surplus);
        this.#missingBytes -= value.length;
        yield value;
      }
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }

  /** Lets go of the source. Waits for that only when all bytes were read, because one that is stuck may never end. */
  async close(): Promise<void> {
    const { isWhole } = this;
    if (!isWhole) this.#unwanted.abort();
    const closed = this.#reading?.return?.().catch(() => {});
    if (isWhole) await closed;
  }
}
