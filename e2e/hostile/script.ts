import fc from 'fast-check';

/** What one hostile client does on one connection. */
export type HostileScript = {
  /** Bytes in the order of sending. */
  parts: Buffer[];
  /** Waits for an answer before each part but the first. */
  patient: boolean;
  /** `wait` reads the answer and then says goodbye; `leave` says it at once; `reset` breaks the connection off at once. */
  end: 'wait' | 'leave' | 'reset';
  /** Between the last byte and a reset, so that it strikes at any stage of the answer; 0 when left out. */
  lingerMs?: number;
};

/** Who is spoken to. */
export type HostileTarget = {
  name: string;
  port: number;
  /** Paths that are served there, so that some requests get past the first door. */
  paths: string[];
};

/** `latin1`, because HTTP's head and a hostile client both speak bytes. */
export const bytes = (text: string) => Buffer.from(text, 'latin1');

/**
 * @param seed the same seed makes the same scripts
 * @param count how many
 */
export function generate(
  scripts: fc.Arbitrary<HostileScript>,
  { seed, count }: { seed: number; count: number },
): HostileScript[] {
  return fc.sample(scripts, { seed, numRuns: count });
}

export const endings = fc.constantFrom<HostileScript['end'][]>(
  'wait',
  'wait',
  'wait',
  'wait',
  'wait',
  'leave',
  'reset',
);

/** One fault is enough for a refusal, so most of a request is decent and the fault gets past the first door. */
export function seldom<Value>(odd: Value[], decent: Value[]): fc.Arbitrary<Value> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
    { weight: 11, arbitrary: fc.constantFrom(...decent) },
  );
}
