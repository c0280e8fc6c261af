import { parsePrismaCursor } from '@pothos/plugin-prisma';
import { isUuid } from '../global-id.ts';
import { badUserInput } from './bad-user-input.ts';

const MAX_SEQUENCE = 2n ** 63n - 1n;

export type EventPlace = [teamId: string, sequence: bigint];

/** Whether this is the place of an event in a team's log. */
export function isEventPlace(parts: unknown): parts is EventPlace {
  if (!Array.isArray(parts) || parts.length !== 2) return false;
  const [teamId, sequence] = parts as unknown[];
  const fits = typeof sequence === 'bigint' && sequence >= 0n && sequence <= MAX_SEQUENCE;
  return typeof teamId === 'string' && isUuid(teamId) && fits;
}

/** The parts of a cursor; null when the text is none. */
export function parseCursor(text: unknown): unknown {
  try {
    return parsePrismaCursor(text);
  } catch {
    return null;
  }
}

/**
 * Cursors of events are their places in the log; those of every other list are row ids.
 *
 * @param list name of the connection's type
 * @throws GraphQLError `BAD_USER_INPUT` when the text is no cursor of such a list
 */
export function checkCursor(list: string, text: unknown, argument: string): void {
  const parts = parseCursor(text);
  const fits = list === 'EventConnection' ? isEventPlace(parts) : typeof parts === 'string' && isUuid(parts);
  if (!fits) throw badUserInput('This is not a cursor of this list.', [argument]);
}
