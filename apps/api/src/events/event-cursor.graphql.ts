import { formatPrismaCursor } from '@pothos/plugin-prisma';
import { badUserInput } from '../graphql/bad-user-input.ts';
import { BEGINNING, isEventPlace, parseCursor } from '../graphql/cursor.ts';

const FIELDS = ['teamId', 'sequence'] as const;

/** The place of an event in its team's log; the same text whether it stands at an event or at an edge of a page. */
export function eventCursor(event: { teamId: string; sequence: bigint }): string {
  return formatPrismaCursor(event, [...FIELDS]);
}

/**
 * The sequence number behind a cursor that a client gives back.
 *
 * @param argument that held it
 * @throws GraphQLError `BAD_USER_INPUT` when the text is no cursor of this team's log
 */
export function sequenceOf(cursor: string, teamId: string, argument = 'after'): bigint {
  if (cursor === BEGINNING) return 0n;
  const place = parseCursor(cursor);
  if (isEventPlace(place) && place[0] === teamId) return place[1];
  throw badUserInput('This is not the cursor of an event of this team.', [argument]);
}

type PageArgs = { after?: string | null; before?: string | null };

/** @throws GraphQLError `BAD_USER_INPUT` when a page of events is to begin or end at something else than an event of the team */
export function checkEventPage(args: PageArgs, teamId: string): void {
  rangeOfPage(args, teamId);
}

/**
 * Between which sequence numbers the page lies that is asked for, both excluded.
 *
 * @throws as {@link checkEventPage}
 */
export function rangeOfPage({ after, before }: PageArgs, teamId: string): { gt?: bigint; lt?: bigint } {
  return {
    ...(typeof after === 'string' && { gt: sequenceOf(after, teamId) }),
    ...(typeof before === 'string' && { lt: sequenceOf(before, teamId, 'before') }),
  };
}

export const FOLLOW_AFTER = `Go on behind this cursor: first what is stored, then what happens. \`${BEGINNING}\` stands before the first event of the log. Without it, only what happens.`;

/**
 * The sequence number behind which a subscription begins; null for the present end of the log.
 *
 * @throws as {@link sequenceOf}
 */
export function placeToFollowFrom(after: string | null | undefined, teamId: string): bigint | null {
  return typeof after === 'string' ? sequenceOf(after, teamId) : null;
}
