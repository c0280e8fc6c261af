import { z } from 'zod';
import { as } from '../parse-input.ts';

const IANA_NAME = /^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/;

/**
 * Whether this runtime knows the IANA time zone. Aliases such as Asia/Kolkata count: browsers report either spelling.
 * Offsets such as "+02:00" do not, because they have no daylight-saving rules.
 */
export function isTimeZone(name: string): boolean {
  if (!IANA_NAME.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** An IANA time zone in a verb's input. */
export const TimeZoneInput = z
  .string()
  .refine(isTimeZone, as('unknown_time_zone', 'Choose an IANA time zone, such as Europe/Berlin.'));
