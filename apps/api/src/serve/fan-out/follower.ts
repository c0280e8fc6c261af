import type { Socket } from 'node:net';
import type { ExecutionResult } from 'graphql';
import type { WebSocket } from 'ws';
import type { ViewerWatch } from '../../teams/watch-viewer.ts';
import { type Answer, FrameHead } from './answer.ts';
import { type Channel, createChannel } from './channel.ts';
import type { Operation } from './operation.ts';

/** One subscriber: takes answers in the order of the log, as far as it can at the moment. */
export type Follower = {
  readonly operation: Operation;
  /** The number up to which it was told everything. */
  cursor: bigint;
  /** Where it is told what comes next; null while it cannot be told. */
  home: { remove(follower: Follower): void } | null;
  /**
   * @param live whether they happen now; what is stored can wait until there is room for it
   * @returns how many it took, the first ones; whoever did not take all is to be asked again once it is `ready`
   */
  take(answers: readonly Answer[], live: boolean): number;
  ready(): Promise<void>;
  isOpen(): boolean;
  fail(error: unknown): void;
  /** What its transport iterates. Of a WebSocket, which is written to directly, that is how it ends and nothing else. */
  results: AsyncGenerator<ExecutionResult, void, void>;
};

/** Who follows what, from where on, and what to do when it is asked for the first answer. */
export type Beginning = { operation: Operation; cursor: bigint; onStart(follower: Follower): void };

/** The socket of an operation, and the watch over whoever holds it. */
export type SocketOperation = { id: string; client: WebSocket; connection: Socket; watch: ViewerWatch };

/** What a stream may leave unread before it is read for on its own; a WebSocket has a limit of its own for what happens. */
const STREAM_ANSWERS = 100;
/** A WebSocket is told of what is stored no faster than it reads. */
const REPLAY_BYTES = 262_144;
const WRITTEN_AT_ONCE_BYTES = 65_536;
const AS_TEXT = { binary: false } as const;

/** Writes into a WebSocket, and nothing while it is in doubt who holds it. */
export function socketFollower(beginning: Beginning, operation: SocketOperation): Follower {
  const { id, client, connection, watch } = operation;
  const head = new FrameHead(id);
  return createFollower(beginning, 0, () => ({
    take(answers, live) {
      if (!watch.isSettled()) return 0;
      let taken = 0;
      // One system call for many messages.
      connection.cork();
      for (const answer of answers) {
        if (!live && client.bufferedAmount >= REPLAY_BYTES) break;
        client.send(answer.frame(head), AS_TEXT);
        taken += 1;
        if (connection.writableLength < WRITTEN_AT_ONCE_BYTES) continue;
        connection.uncork();
        connection.cork();
      }
      connection.uncork();
      return taken;
    },
    async ready() {
      await watch.end();
      if (connection.writableNeedDrain) await drained(connection);
    },
  }));
}

/** Is iterated, as by a stream of server-sent events. */
export function streamFollower(beginning: Beginning): Follower {
  return createFollower(beginning, STREAM_ANSWERS, (channel) => ({
    take(answers) {
      const taken = Math.min(channel.room(), answers.length);
      for (const answer of answers.slice(0, taken)) channel.put(answer.result);
      return taken;
    },
    ready: channel.emptied,
  }));
}

function createFollower(
  { operation, cursor, onStart }: Beginning,
  size: number,
  waysOf: (channel: Channel<ExecutionResult>) => Pick<Follower, 'take' | 'ready'>,
): Follower {
  let open = true;
  const channel = createChannel<ExecutionResult>(
    size,
    () => onStart(follower),
    () => {
      open = false;
      follower.home?.remove(follower);
    },
  );
  const follower: Follower = {
    ...waysOf(channel),
    operation,
    cursor,
    home: null,
    isOpen: () => open,
    fail: channel.fail,
    results: channel.items,
  };
  return follower;
}

function drained(connection: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      connection.off('drain', done).off('close', done);
      resolve();
    };
    connection.on('drain', done).on('close', done);
  });
}
