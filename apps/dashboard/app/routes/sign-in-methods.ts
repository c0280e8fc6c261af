import { type ActionFunctionArgs, redirect, redirectDocument, data as withStatus } from '@remix-run/node';
import type { MethodOutcome } from '../components/sign-in-method/outcome.ts';
import { authSentence } from '../graphql/error-messages.ts';
import { callAuth } from '../lib/auth-api.server.ts';
import { readForm } from '../lib/form-request.server.ts';
import { formText } from '../lib/form-text.ts';

export const loader = () => redirect('/settings');

/** Where each form goes. One that leads to a fresh page renews the session, with which the live connection ended. */
const INTENTS: Record<string, { path: string; fields: string[]; changed?: string }> = {
  'begin-app': { path: '/two-factor/enable', fields: ['password'] },
  'confirm-app': { path: '/two-factor/verify-totp', fields: ['code'], changed: 'app-on' },
  'new-codes': { path: '/two-factor/generate-backup-codes', fields: ['password'] },
  'remove-app': { path: '/two-factor/disable', fields: ['password'], changed: 'app-off' },
  'rename-passkey': { path: '/passkey/update-passkey', fields: ['id', 'name'] },
  'remove-passkey': {
    path: '/passkey/delete-passkey',
    fields: ['id', 'password'],
    changed: 'passkey-removed',
  },
};

export async function action({ request }: ActionFunctionArgs) {
  const form = await readForm(request);
  const name = formText(form, 'intent');
  const intent = Object.hasOwn(INTENTS, name) ? INTENTS[name] : undefined;
  if (!intent) throw Response.json({ message: 'This is none of our forms.' }, { status: 400 });
  const body = Object.fromEntries(intent.fields.map((field) => [field, formText(form, field)]));
  // People type the code as the app shows it, in two groups.
  if (body.code !== undefined) body.code = body.code.replaceAll(/\s/g, '');
  const answer = await callAuth(request, intent.path, body);
  if (!answer.ok) {
    return withStatus<MethodOutcome>({ ok: false, sentence: authSentence(answer) }, 400);
  }
  if (intent.changed) {
    throw redirectDocument(`/settings?changed=${intent.changed}`, { headers: answer.headers });
  }
  const outcome: MethodOutcome<unknown> = { ok: true, made: answer.body };
  return withStatus(outcome, { headers: answer.headers });
}
