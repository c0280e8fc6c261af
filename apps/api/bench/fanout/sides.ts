import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('./server.process.ts', import.meta.url));

export const SIDES = ['ours', 'plain graphql-ws', 'raw ws'] as const;
export type SideName = (typeof SIDES)[number];

/** What the server of a side says once it listens; only ours has a team with a key. */
export type Started = { url: string; databaseUrl?: string; key?: string; teamId?: string };

export type Command = { say: string } | 'cpu';

/** A server in a process of its own. */
export type Side = Started & {
  name: SideName;
  /** Has the peers, which have no database, send an event. */
  say(payload: string): void;
  /** Microseconds of CPU time that its process has taken so far. */
  cpuMicros(): Promise<number>;
  close(): Promise<void>;
};

export async function startSide(name: SideName): Promise<Side> {
  const child: ChildProcess = fork(SERVER, [name], { execArgv: ['--expose-gc'] });
  const [started] = (await once(child, 'message')) as [Started];
  return {
    ...started,
    name,
    say: (payload) => void child.send({ say: payload } satisfies Command),
    async cpuMicros() {
      child.send('cpu' satisfies Command);
      return ((await once(child, 'message')) as [number])[0];
    },
    async close() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}
