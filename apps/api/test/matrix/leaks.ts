import type { StoredRows } from './stored-rows.ts';
import type { TeamWorld } from './team-world.ts';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** What nobody outside the team may ever read: its word, and every id in its rows. */
export function secretsOf(team: TeamWorld, rows: StoredRows): Set<string> {
  return new Set([team.word.toLowerCase(), ...[...rows].flatMap((row) => row.match(UUID) ?? [])]);
}

/** Which of the secrets stand in an answer, in plain text or inside the ids, cursors and links that we encode. */
export function leaksIn(answer: unknown, secrets: ReadonlySet<string>): string[] {
  const text = stringsIn(answer)
    .flatMap((found) => [found, ...found.split(/[/.?=&:]/).map(decode)])
    .join('\n')
    .toLowerCase();
  return [...secrets].filter((secret) => text.includes(secret));
}

function decode(piece: string): string {
  return Buffer.from(piece, 'base64').toString('utf8');
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...stringsIn(inner)]);
}
