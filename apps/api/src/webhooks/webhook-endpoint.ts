import { z } from 'zod';
import { issue, ValidationError } from '../errors.ts';
import { EVENT_TYPES } from '../events/event-types.ts';
import { mayBeOutside } from '../fetch-outside.ts';
import { globalId } from '../global-id.ts';
import { parseInput } from '../parse-input.ts';

const URL_MAX_LENGTH = 2_048;
const DESCRIPTION_MAX_LENGTH = 500;
const EVENT_TYPES_MAX = 100;

const EndpointChoices = z.object({
  url: z
    .string()
    .trim()
    .max(URL_MAX_LENGTH, `An address has at most ${URL_MAX_LENGTH} characters.`)
    .nullish(),
  description: z
    .string()
    .trim()
    .max(DESCRIPTION_MAX_LENGTH, `A description has at most ${DESCRIPTION_MAX_LENGTH} characters.`)
    .nullish(),
  eventTypes: z
    .array(z.string())
    .max(EVENT_TYPES_MAX, `A filter has at most ${EVENT_TYPES_MAX} entries.`)
    .nullish(),
});
export type EndpointChoices = z.input<typeof EndpointChoices>;

/**
 * Reads what somebody chose for an endpoint; what was left out is undefined.
 *
 * @param options.allowPrivate whether http and addresses of the private network are taken
 * @throws ValidationError `invalid_input`, `webhook_url_not_allowed` or `unknown_event_type`
 */
export function parseEndpointChoices(input: EndpointChoices, options: { allowPrivate: boolean }) {
  const { url, description, eventTypes } = parseInput(EndpointChoices, input);
  const issues = [];
  if (typeof url === 'string' && !(options.allowPrivate ? isHttp(url) : mayBeOutside(url))) {
    issues.push(issue('webhook_url_not_allowed', ['url']));
  }
  for (const entry of eventTypes ?? []) {
    if (isKnown(entry)) continue;
    issues.push(issue('unknown_event_type', ['eventTypes'], `There is no event of the type “${entry}”.`));
  }
  if (issues.length > 0) throw new ValidationError(issues);
  return {
    url: url ?? undefined,
    description: description ?? undefined,
    eventTypes: eventTypes ? [...new Set(eventTypes)] : undefined,
  };
}

/** @param eventTypes types, and beginnings of types with their period; empty for every event */
export function wantsEvent(eventTypes: readonly string[], type: string): boolean {
  return eventTypes.length === 0 || eventTypes.some((entry) => matches(entry, type));
}

/** How events tell which endpoint they are about. An address may hold a token, so only its host is told. */
export function namesOf({ id, url }: { id: string; url: string }) {
  return { webhookEndpointId: globalId('WebhookEndpoint', id), host: URL.parse(url)?.host ?? '' };
}

function matches(entry: string, type: string): boolean {
  return entry.endsWith('.') ? type.startsWith(entry) : type === entry;
}

function isKnown(entry: string): boolean {
  return EVENT_TYPES.some((type) => matches(entry, type));
}

function isHttp(address: string): boolean {
  const url = URL.parse(address);
  return /^https?:$/.test(url?.protocol ?? '') && !url?.username && !url?.password;
}
