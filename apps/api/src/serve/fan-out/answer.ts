import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';

/** What an event is to everybody who asked the same: executed once, and written as JSON once. */
export class Answer {
  readonly sequence: bigint;
  readonly #payload: string;
  #bytes: Buffer | undefined;

  /** @param mask hides from an error what is not meant for the caller */
  constructor(
    sequence: bigint,
    { errors, ...result }: ExecutionResult,
    mask: (error: GraphQLError) => Error,
  ) {
    this.sequence = sequence;
    this.#payload = JSON.stringify({ ...result, errors: errors?.map((error) => shown(mask(error))) });
  }

  /** For a stream of server-sent events: Yoga takes the JSON that is written already. */
  get result(): ExecutionResult {
    const written: ExecutionResult & { stringify(): string } = { stringify: () => this.#payload };
    return written;
  }

  /** The message of a socket's operation; only its head differs from that of others. */
  frame({ bytes }: FrameHead): Buffer {
    this.#bytes ??= Buffer.from(`${this.#payload}}`);
    const frame = Buffer.allocUnsafe(bytes.length + this.#bytes.length);
    frame.set(bytes);
    frame.set(this.#bytes, bytes.length);
    return frame;
  }
}

/** The beginning of every `next` message of one operation in `graphql-transport-ws`. */
export class FrameHead {
  readonly bytes: Buffer;

  constructor(operationId: string) {
    this.bytes = Buffer.from(`{"id":${JSON.stringify(operationId)},"type":"next","payload":`);
  }
}

/** What Yoga notes in errors about HTTP is none of a client's business. */
function shown(error: Error): GraphQLFormattedError {
  const { extensions, ...rest } = (error as GraphQLError).toJSON();
  const { http: _http, ...others } = extensions ?? {};
  return { ...rest, ...(Object.keys(others).length > 0 && { extensions: others }) };
}
