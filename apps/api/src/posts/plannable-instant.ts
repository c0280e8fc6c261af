import { issue, ValidationError } from '../errors.ts';
import { DAY_MS } from '../quota/quota.ts';
import { instantOf } from '../schedules/time-zone.ts';

const FURTHEST_AHEAD_DAYS = 366;

/**
 * Reads a wall-clock time for which posts can be planned: to come, and at most 366 days ahead.
 *
 * @param path the input field that held it
 * @throws ValidationError `time_in_past` or `time_too_far`
 */
export function plannableInstant(localTime: string, timeZone: string, now: Date, path: string[]): Date {
  const publishAt = instantOf(localTime, timeZone);
  if (publishAt <= now) {
    throw new ValidationError([issue('time_in_past', path, `${localTime} in ${timeZone} has passed.`)]);
  }
  if (publishAt.getTime() - now.getTime() > FURTHEST_AHEAD_DAYS * DAY_MS) {
    const message = `Posts can be planned ${FURTHEST_AHEAD_DAYS} days ahead at most.`;
    throw new ValidationError([issue('time_too_far', path, message)]);
  }
  return publishAt;
}
