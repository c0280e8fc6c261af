// Asks each program every 20 ms how long an answer takes; in a thread of its own, so that what the fuzzer does is not
// taken for a stall of the program.
import { Agent, get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { type ProbedProgram, type ProbeReading, STALL_MS } from './probe.ts';

const EVERY_MS = 20;
/** A probe that was given up counts as an answer after this time. */
const GIVEN_UP_MS = 30_000;

const programs = (workerData as ProbedProgram[]).map(watch);
let probeLateMs = 0;

let due = performance.now() + EVERY_MS;
const wakeUp = () => {
  probeLateMs = Math.max(probeLateMs, performance.now() - due);
  due = performance.now() + EVERY_MS;
  setTimeout(wakeUp, EVERY_MS);
};
setTimeout(wakeUp, EVERY_MS);

parentPort!.on('message', () => {
  const readings = programs.map((program) => program.take());
  parentPort!.postMessage(readings.map((reading): ProbeReading => ({ ...reading, probeLateMs })));
  probeLateMs = 0;
});

/** One request at a time on one connection, which stays open. */
function watch({ name, url }: ProbedProgram) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let startedAt = performance.now();
  let waiting = false;
  let answered: number[] = [];
  let unanswered = 0;

  const ask = () => {
    startedAt = performance.now();
    waiting = true;
    const settle = (good: boolean) => {
      if (!waiting) return;
      waiting = false;
      const tookMs = performance.now() - startedAt;
      if (good) answered.push(tookMs);
      else unanswered++;
      setTimeout(ask, Math.max(0, EVERY_MS - tookMs));
    };
    const request = get(url, { agent }, (response) => {
      response.once('end', () => settle(response.statusCode === 200)).once('error', () => settle(false));
      response.resume();
    });
    request.once('error', () => settle(false)).once('close', () => settle(false));
    request.setTimeout(GIVEN_UP_MS, () => request.destroy());
  };
  ask();

  return {
    take() {
      const pendingMs = waiting ? performance.now() - startedAt : 0;
      const longestMs = answered.reduce((longest, tookMs) => Math.max(longest, tookMs), pendingMs);
      const stalls = [...answered, pendingMs].filter((tookMs) => tookMs > STALL_MS).length;
      const reading = { name, answered: answered.length, unanswered, longestMs, stalls };
      answered = [];
      unanswered = 0;
      return reading;
    },
  };
}
