import { randomBytes, randomUUID } from 'node:crypto';
import type { Tx } from '@airdate/db';
import type { Keyring } from '../keyring.ts';

const SECRET_BYTES = 32;

type NewSecret = { teamId: string; endpointId: string; at: Date };

/**
 * Makes a secret and stores it sealed, in the caller's transaction.
 *
 * @returns the secret as Standard Webhooks writes it, `whsec_` and base64; it is shown this once
 */
export async function addSecret(
  tx: Tx,
  keyring: Keyring,
  { teamId, endpointId, at }: NewSecret,
): Promise<string> {
  const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
  const id = randomUUID();
  const sealedSecret = keyring.seal(secret, purposeOf(id));
  await tx.webhookSecret.createMany({ data: [{ id, teamId, endpointId, sealedSecret, createdAt: at }] });
  return secret;
}

/** @throws KeyringError */
export function openSecret(keyring: Keyring, { id, sealedSecret }: { id: string; sealedSecret: string }) {
  return keyring.open(sealedSecret, purposeOf(id));
}

/** The same secret, sealed with the key that seals now. @throws KeyringError */
export function resealedSecret(keyring: Keyring, row: { id: string; sealedSecret: string }): string {
  return keyring.seal(openSecret(keyring, row), purposeOf(row.id));
}

const purposeOf = (id: string) => `webhook-secret:${id}`;
