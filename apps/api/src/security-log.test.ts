import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createSecurityLog } from './security-log.ts';

function writtenBy(work: (log: ReturnType<typeof createSecurityLog>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const log = createSecurityLog(
    pino({ base: null, timestamp: false }, { write: (line) => void lines.push(line) }),
  );
  work(log);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('the first of its kind is told at once, its repeats as one number', () => {
  const lines = writtenBy((log) => {
    for (let at = 0; at < 1000; at++) log.note('forbidden', { address: '203.0.113.1', path: '/graphql' });
    log.note('sign_in_failed', { address: '203.0.113.1' });
    log.flush();
    log.flush();
    log.note('forbidden', { address: '203.0.113.1', path: '/graphql' });
  });
  const first = {
    level: 40,
    security: 'forbidden',
    address: '203.0.113.1',
    path: '/graphql',
    msg: 'refused: forbidden',
  };
  expect(lines).toEqual([
    first,
    { level: 40, security: 'sign_in_failed', address: '203.0.113.1', msg: 'refused: sign_in_failed' },
    { ...first, again: 999, msg: 'refused again: forbidden' },
    first,
  ]);
});

test('a flood from a hundred thousand addresses is a hundred lines, and none of it is lost from the numbers', () => {
  const lines = writtenBy((log) => {
    for (let at = 0; at < 100_000; at++)
      log.note('limit_reached', { address: `2001:db8::${at.toString(16)}`, path: `/${'x'.repeat(10_000)}` });
    log.flush();
  });
  expect(lines.length).toBeLessThan(110);
  expect(JSON.stringify(lines).length).toBeLessThan(50_000);
  expect(lines.reduce((sum, { again }) => sum + ((again as number | undefined) ?? 1), 0)).toBe(100_000);
});
