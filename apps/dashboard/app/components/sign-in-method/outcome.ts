/** The route that takes the forms of this folder. */
export const FORM_TARGET = '/sign-in-methods';

/** What it answers unless it leads to a fresh page. `made` is shown once. */
export type MethodOutcome<Made = null> = { ok: true; made: Made } | { ok: false; sentence: string };

/** What has changed, as the address of the fresh page says it. */
const CHANGES: Record<string, string> = {
  'app-on': 'The authenticator app is on, and you are signed out everywhere else.',
  'app-off': 'The authenticator app is off, and you are signed out everywhere else.',
  'passkey-added': 'The passkey is added, and you are signed out everywhere else.',
  'passkey-removed': 'The passkey is removed, and you are signed out everywhere else.',
};

/** Words for `?changed=`; undefined for what no change is called. */
export const changeSentence = (change: string | null): string | undefined =>
  change !== null && Object.hasOwn(CHANGES, change) ? CHANGES[change] : undefined;
