import type { Keyring } from '../keyring.ts';

const purpose = (id: string) => `idempotency-key:${id}:answer`;

/** Seals an answer, which may hold a secret that is shown once, for this key's row alone. */
export function sealAnswer(keyring: Keyring, id: string, answer: string): string {
  return keyring.seal(answer, purpose(id));
}

/** @throws KeyringError when it cannot be opened */
export function openAnswer(keyring: Keyring, id: string, sealed: string): string {
  return keyring.open(sealed, purpose(id));
}
