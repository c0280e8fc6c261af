// A process that is stopped by the system in the middle of a transaction, as by SIGSTOP or a swapped-out machine: it holds
// the counter of a team's events. Once it goes on it finishes its work. Usage: stopping-writer.ts DATABASE_URL TEAM_ID
import { createDb } from '@airdate/db';
import { withTransaction } from '../src/context.ts';
import { appendEvent } from '../src/events/append-event.ts';

const [url, teamId] = process.argv.slice(2) as [string, string];
const db = createDb({ url, applicationName: 'stopping-writer' });
let runs = 0;
await withTransaction(db, async (tx) => {
  const at = new Date();
  const data = { fileName: 'from the stopped process', sizeBytes: ++runs };
  await appendEvent(tx, { teamId, type: 'media.created', data, actor: { kind: 'system' }, at });
  if (runs > 1) return;
  process.send?.('holding');
  process.kill(process.pid, 'SIGSTOP');
});
await db.$disconnect();
process.disconnect?.();
