import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import { type AuthAnswer, type AuthRefusal, authRefusal, fetchAuth } from './auth-answer.ts';

const CODES: Record<string, string> = {
  NotAllowedError: 'PASSKEY_CANCELLED',
  InvalidStateError: 'PASSKEY_ALREADY_HERE',
  ConstraintError: 'PASSKEY_UNSUPPORTED',
  NotSupportedError: 'PASSKEY_UNSUPPORTED',
  SecurityError: 'PASSKEY_WRONG_ADDRESS',
  AbortError: 'PASSKEY_ABORTED',
};

/** Has the browser make a passkey and the API keep it; other browsers are signed out by it. */
export async function addPasskey({
  name,
  password,
}: {
  name: string;
  password: string;
}): Promise<AuthAnswer> {
  const begun = await post('/passkey/begin-registration', { password });
  if (!begun.ok) return begun;
  const optionsJSON = begun.body as PublicKeyCredentialCreationOptionsJSON;
  const made = await startRegistration({ optionsJSON }).catch(asRefusal);
  return 'ok' in made ? made : post('/passkey/verify-registration', { name, response: made });
}

/**
 * Signs in with a passkey that the person chooses in the browser.
 *
 * @param options.autofill offers the passkeys at the field for the e-mail address, and waits for as long as it takes
 * @returns the refusal `PASSKEY_ABORTED` when another ceremony took its place
 */
export async function signInWithPasskey({ autofill = false } = {}): Promise<AuthAnswer> {
  const begun = await fetchAuth('/auth/passkey/generate-authenticate-options', {});
  if (!begun.ok) return begun;
  const optionsJSON = begun.body as PublicKeyCredentialRequestOptionsJSON;
  const used = await startAuthentication({ optionsJSON, useBrowserAutofill: autofill }).catch(asRefusal);
  return 'ok' in used ? used : post('/passkey/verify-authentication', { response: used });
}

function post(path: string, body: object): Promise<AuthAnswer> {
  const headers = { 'content-type': 'application/json' };
  return fetchAuth(`/auth${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** What the person or the device did instead. */
function asRefusal(error: unknown): AuthRefusal {
  return authRefusal(CODES[error instanceof Error ? error.name : ''] ?? 'PASSKEY_CANCELLED');
}
