import { parsePrismaCursor } from '@pothos/plugin-prisma';
import { isUuid } from '../global-id.ts';
import { badUserInput } from './bad-user-input.ts';

const MAX_SEQUENCE = 2n ** 63n - 1n;

/** Taken for the cursor in front of a team's first event, which nobody was ever given. */
export const BEGINNING = 'BEGINNING';

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

const isRowId = (parts: unknown) => typeof parts === 'string' && isUuid(parts);
const isPair = (parts: unknown) => Array.isArray(parts) && parts.length === 2 && parts.every(isRowId);
const FITS: Record<string, (parts: unknown) => boolean> = {
  EventConnection: isEventPlace,
  TeamMemberConnection: isPair,
};

/**
 * Cursors of events are their places in the log, those of members their team and user, and those of every other list row ids.
 *
 * @param list name of the connection's type
 * @throws GraphQLError `BAD_USER_INPUT` when the text is no cursor of such a list
 */
export function checkCursor(list: string, text: unknown, argument: string): void {
  const fits = FITS[list] ?? isRowId;
  if (!fits(parseCursor(text))) throw badUserInput('This is not a cursor of this list.', [argument]);
}
