import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { withTransaction } from '../context.ts';
import { appendEvent } from './append-event.ts';

const WRITER = fileURLToPath(new URL('../../test/stopping-writer.ts', import.meta.url));
/** More than the pool holds, so that their waiting is everybody's. */
const WAITERS = 15;
const LONGEST_WAIT_MS = 5_000;

const deps = await createTestDeps({ jobs: [] });
let writer: ChildProcess | undefined;
afterEach(() => writer?.kill('SIGKILL'));

test('a process stopped with a team’s counter locked holds up nobody for 5 s, and does its work when it goes on', async () => {
  const [stopped, other] = [await createTestTeam(deps), await createTestTeam(deps)];
  writer = spawn(process.execPath, [WRITER, deps.databaseUrl, stopped.teamId], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(writer, 'message');
  const startedMs = performance.now();
  await Promise.all([
    ...Array.from({ length: WAITERS }, (_, n) => write(stopped.teamId, `waiter ${n}`)),
    write(other.teamId, 'of another team'),
  ]);
  expect(performance.now() - startedMs).toBeLessThan(LONGEST_WAIT_MS);

  const exited = once(writer, 'exit');
  writer.kill('SIGCONT');
  expect(await exited).toEqual([0, null]);
  const events = await deps.db.event.findMany({
    where: { teamId: stopped.teamId },
    orderBy: { sequence: 'asc' },
  });
  expect(events).toHaveLength(WAITERS + 1);
  // Its first run was undone, the second one is last.
  expect(events.at(-1)).toMatchObject({ sequence: BigInt(WAITERS + 1), data: { sizeBytes: 2 } });
});

function write(teamId: string, fileName: string): Promise<bigint> {
  return withTransaction(deps.db, (tx) =>
    appendEvent(tx, {
      teamId,
      type: 'media.created',
      data: { fileName, sizeBytes: 1 },
      actor: { kind: 'system' },
      at: new Date(),
    }),
  );
}
