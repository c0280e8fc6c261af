// What it costs to tell many sockets of an event, and how late they hear: our server beside plain graphql-ws with events from
// memory, and beside raw ws that writes the same bytes to every socket. The rounds alternate; their medians are compared.
// Usage: node apps/api/bench/fanout.ts [--sockets 1000] [--events 50] [--rounds 5] [--every 40] [--burst-sockets 300] [--burst-every 0]
import { parseArgs } from 'node:util';
import { type Crowd, gatherCrowd } from './fanout/crowd.ts';
import { measureHttp } from './fanout/http.ts';
import { SIDES, type Side, type SideName, startSide } from './fanout/sides.ts';
import { numberText, openWriter, type Writer } from './fanout/writer.ts';

const GOALS = { cpuTimesRawAtMost: 1.5, p99MsAtMost: 50, httpTimesQuietAtMost: 2 };

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    sockets: { type: 'string', default: '1000' },
    events: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '5' },
    every: { type: 'string', default: '40' },
    'burst-sockets': { type: 'string', default: '300' },
    'burst-every': { type: 'string', default: '0' },
  },
});
const sockets = Number(values.sockets);
const events = Number(values.events);
const rounds = Number(values.rounds);
const everyMs = Number(values.every);
const burstSockets = Number(values['burst-sockets']);

/** A round of one side: CPU time of its server for each message, and how late the messages were. */
type Round = { microsPerMessage: number; lateMs: number[] };
type Contestant = { side: Side; crowd: Crowd; round(): Promise<Round> };

const sides = await Promise.all(SIDES.map(startSide));
const bySide = Object.fromEntries(sides.map((side) => [side.name, side])) as Record<SideName, Side>;
const writer = await openWriter(bySide.ours);
try {
  const http = await measureHttp(bySide.ours, writer, burstSockets, Number(values['burst-every']));
  const fanOut = await compare(writer);
  const metrics = { ...fanOut, ...http };
  const pass =
    metrics.cpuTimesRaw <= GOALS.cpuTimesRawAtMost &&
    metrics.p99Ms <= GOALS.p99MsAtMost &&
    metrics.httpTimesQuiet <= GOALS.httpTimesQuietAtMost;
  console.log(JSON.stringify({ bench: 'fanout', metrics, goals: GOALS, pass }));
  process.exitCode = pass ? 0 : 1;
} finally {
  await writer.close();
  await Promise.all(sides.map((side) => side.close()));
}

async function compare(writer: Writer) {
  const ours = await contestant(bySide.ours, writer.cursor(), writer.next(), () => writer.append());
  // One more, so that the peers send what ours sends, byte by byte.
  await ours.round();
  const message = ours.crowd.sample();
  const peers: Contestant[] = [];
  for (const side of sides.filter((each) => each !== bySide.ours)) {
    const tell = async (number: number) => {
      const text = message.replace(/\d+(?=\.mp4)/, numberText(number));
      const { payload } = JSON.parse(text) as { payload: object };
      const at = performance.now();
      side.say(side.name === 'raw ws' ? text : JSON.stringify(payload));
      return at;
    };
    peers.push(await contestant(side, null, 0, tell));
  }
  const took = new Map<SideName, Round[]>();
  const turns = [ours, ...peers];
  for (let round = 0; round <= rounds; round++) {
    for (const { side, round: run } of round % 2 ? turns : turns.toReversed()) {
      const result = await run();
      if (round > 0) took.set(side.name, [...(took.get(side.name) ?? []), result]);
    }
  }
  for (const { crowd } of turns) crowd.close();
  const micros = (name: SideName) => round2(median(took.get(name)!.map((each) => each.microsPerMessage)));
  const late = (name: SideName, share: number) =>
    round2(median(took.get(name)!.map((each) => quantile(each.lateMs, share))));
  console.table(
    Object.fromEntries(
      SIDES.map((name) => [
        name,
        { 'CPU µs per message': micros(name), 'p50 ms': late(name, 0.5), 'p99 ms': late(name, 0.99) },
      ]),
    ),
  );
  return {
    ...{ sockets, events, rounds, bytes: message.length },
    cpuMicrosPerMessage: micros('ours'),
    cpuTimesRaw: round2(micros('ours') / micros('raw ws')),
    cpuTimesPlain: round2(micros('ours') / micros('plain graphql-ws')),
    p50Ms: late('ours', 0.5),
    p99Ms: late('ours', 0.99),
    rawP99Ms: late('raw ws', 0.99),
  };
}

/**
 * @param first the number of its next event
 * @param tell makes the event of that number happen. @returns when it was there to be told of
 */
async function contestant(
  side: Side,
  after: string | null,
  first: number,
  tell: (number: number) => Promise<number>,
): Promise<Contestant> {
  let next = first;
  const crowd = await gatherCrowd(side, sockets, after);
  async function round(): Promise<Round> {
    crowd.arrivals.clear();
    globalThis.gc?.();
    const [from, to] = [next, next + events];
    const everybody = crowd.hears(to - 1);
    const happened: number[] = [];
    const before = await side.cpuMicros();
    const startedMs = performance.now();
    for (; next < to; next++) {
      const dueMs = startedMs + (next - from) * everyMs;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
      happened.push(await tell(next));
    }
    await everybody;
    const microsPerMessage = ((await side.cpuMicros()) - before) / (events * sockets);
    const lateMs = happened.flatMap((at, i) => crowd.arrivals.get(from + i)!.map((time) => time - at));
    if (lateMs.length !== events * sockets) throw new Error(`${side.name} lost some of its messages.`);
    return { microsPerMessage, lateMs };
  }
  return { side, crowd, round };
}

function median(numbers: number[]): number {
  return quantile(numbers, 0.5);
}

function quantile(numbers: number[], share: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.ceil(numbers.length * share) - 1]!;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
