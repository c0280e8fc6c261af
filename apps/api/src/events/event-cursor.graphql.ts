import { formatPrismaCursor, parsePrismaCursor } from '@pothos/plugin-prisma';
import { badUserInput } from '../graphql/bad-user-input.ts';

const FIELDS = ['teamId', 'sequence'] as const;

/** The place of an event in its team's log; the same text whether it stands at an event or at an edge of a page. */
export function eventCursor(event: { teamId: string; sequence: bigint }): string {
  return formatPrismaCursor(event, [...FIELDS]);
}

/**
 * The sequence number behind a cursor that a client gives back.
 *
 * @throws GraphQLError `BAD_USER_INPUT` when the text is no cursor of this team's log
 */
export function sequenceOf(cursor: string, teamId: string): bigint {
  const parts = parse(cursor);
  if (Array.isArray(parts) && parts.length === 2 && parts[0] === teamId && typeof parts[1] === 'bigint') {
    return parts[1];
  }
  throw badUserInput('This is not the cursor of an event of this team.', ['after']);
}

function parse(cursor: string): unknown {
  try {
    return parsePrismaCursor(cursor);
  } catch {
    return null;
  }
}
