// `npm run simulate`: days of many teams with everything that goes wrong, on a moved clock. Exits with 1 when a rule did
// not hold.
import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startEmbedded } from '@airdate/db/embedded';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    days: { type: 'string', default: '30' },
    teams: { type: 'string', default: '20' },
    steps: { type: 'string' },
    repeat: { type: 'string', default: '1' },
    log: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));
const days = Number(values.days);
const teams = Number(values.teams);

const server = process.env.DATABASE_URL ? null : await startEmbedded({ ephemeral: true });
const serverUrl = process.env.DATABASE_URL ?? server!.url('postgres');
const startedMs = Date.now();
for (let n = 0; n < Number(values.repeat); n++) {
  const outcome = await simulate({
    seed,
    days,
    teams,
    serverUrl,
    ...(values.steps && { steps: Number(values.steps) }),
    ...(values.log && { onStep: (line: string) => console.log(line) }),
  });
  console.log({ seed, ...outcome, seconds: (Date.now() - startedMs) / 1000 });
  if (outcome.violation) process.exitCode = 1;
}
await server?.stop();
if (server) await rm(server.directory, { recursive: true, force: true });
