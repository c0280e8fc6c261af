import type { Keyring } from '../../keyring.ts';
import type { Attempt } from '../publish-run.ts';

/** Seals an upload URL, which lets whoever has it send the video, for this attempt alone. */
export function sealUploadUrl(keyring: Keyring, attemptId: string, uploadUrl: string): string {
  return keyring.seal(uploadUrl, purpose(attemptId));
}

export function openUploadUrl(keyring: Keyring, { id, upload }: Attempt): string {
  return keyring.open(upload?.sealedUrl ?? '', purpose(id));
}

/** The same URL, sealed with the key that seals now. @throws KeyringError when it cannot be opened */
export function resealedUploadUrl(keyring: Keyring, attemptId: string, sealedUrl: string): string {
  return keyring.seal(keyring.open(sealedUrl, purpose(attemptId)), purpose(attemptId));
}

function purpose(attemptId: string): string {
  return `publish-attempt:${attemptId}:upload-url`;
}
