import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { CHECKOUT } from '../fixtures/checkout.ts';
import type { HostileScript } from './script.ts';

/** Open at the same time. */
const CONNECTIONS = 32;
/** How long an answer is waited for; a half request gets none. */
const PATIENCE_MS = 300;
/** An answer is complete when nothing more comes for so long, where the connection stays open. */
const QUIET_MS = 25;

/** What no answer may hold: a stack trace, or a path of this machine. */
const LEAKS = [
  /(?:\n|\\n|<br>)(?:\s|&nbsp;)*at [\w.<>]+ ?\(?/,
  /node:internal/,
  // GraphiQL's own text has relative ones.
  /(?<![.\w])\/[\w.@-]+\/\S*node_modules\//,
  CHECKOUT.replace(/\/$/, ''),
];

/** What went wrong, and by which script. */
export type Finding = {
  problem: string;
  /** Place in the list of scripts. */
  index: number;
  sent: string;
  answer: string;
};

/**
 * Plays every script against a port of this machine and judges each answer.
 *
 * @returns what should not have happened, and how often each status was answered; "none" counts silence
 */
export async function attack(
  port: number,
  scripts: HostileScript[],
): Promise<{ findings: Finding[]; statuses: Record<string, number> }> {
  const findings: Finding[] = [];
  const statuses: Record<string, number> = {};
  const queue = scripts.entries();
  const work = async () => {
    for (const [index, script] of queue) {
      const { answer, refused } = await play(port, script);
      const status = /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 'none';
      statuses[status] = (statuses[status] ?? 0) + 1;
      const problem = refused ? 'nobody listens' : problemOf(answer, script);
      if (problem)
        findings.push({ problem, index, sent: printable(script.parts), answer: answer.slice(0, 2_000) });
      if (refused) return;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  return { findings: findings.sort((a, b) => a.index - b.index), statuses };
}

/** @returns null when nothing in it is forbidden */
function problemOf(answer: string, { end }: HostileScript): string | null {
  const leak = LEAKS.find((pattern) =>
    typeof pattern === 'string' ? answer.includes(pattern) : pattern.test(answer),
  );
  if (leak) return `the answer holds ${leak}`;
  // Who goes away in the middle has broken off what a handler was reading, and may be told that it failed.
  if (end === 'wait' && /^HTTP\/1\.1 500 /m.test(answer)) return 'the answer is 500';
  if (end === 'wait' && answer.includes('INTERNAL_SERVER_ERROR')) return 'the answer is an internal error';
  return null;
}

/** What was sent, to be read and to be sent again; runs of one text are counted. */
function printable(parts: Buffer[]): string {
  const text = parts.map((part) => JSON.stringify(part.toString('latin1'))).join(' + ');
  return text.replace(/(.{1,8}?)\1{20,}/g, (run, unit: string) => `${unit}<×${run.length / unit.length}>`);
}

async function play(
  port: number,
  { parts, patient, end, lingerMs = 0 }: HostileScript,
): Promise<{ answer: string; refused: boolean }> {
  const socket = connect({ port, host: '127.0.0.1' });
  let answer = '';
  let refused = false;
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    answer += chunk;
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    refused ||= error.code === 'ECONNREFUSED';
  });
  const answered = async () => {
    const silent = answer.length;
    await Promise.race([closed, pause(PATIENCE_MS), new Promise((resolve) => socket.once('data', resolve))]);
    for (let heard = silent; heard !== answer.length && !socket.destroyed; ) {
      heard = answer.length;
      await Promise.race([closed, pause(QUIET_MS)]);
    }
  };
  for (const [at, part] of parts.entries()) {
    if (patient && at > 0) await answered();
    if (!socket.destroyed)
      await Promise.race([closed, new Promise((resolve) => socket.write(part, resolve))]);
  }
  if (lingerMs > 0) await Promise.race([closed, pause(lingerMs)]);
  if (end === 'reset') socket.resetAndDestroy();
  if (end === 'wait') await answered();
  socket.end();
  await Promise.race([closed, pause(PATIENCE_MS)]);
  socket.destroy();
  await closed;
  return { answer, refused };
}

const pause = (ms: number) => delay(ms, undefined, { ref: false });
