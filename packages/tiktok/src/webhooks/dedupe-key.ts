import { createHash } from 'node:crypto';

/**
 * A key of 64 hexadecimal characters out of what an event says. TikTok sends no delivery id, so its own facts must
 * do. The order of object keys does not matter.
 */
export function dedupeKeyOf(facts: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(facts)))
    .digest('hex');
}

function canonical(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, field]) => [key, canonical(field)]));
}
