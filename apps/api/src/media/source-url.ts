import type { Keyring } from '../keyring.ts';

/** The columns of a media asset that is not downloaded, or no more. */
export const NO_DOWNLOAD = { sealedSourceUrl: null, downloadDueAt: null } as const;

/** Seals the address of a download, which lets whoever has it fetch the file, for this media asset alone. */
export function sealSourceUrl(keyring: Keyring, mediaAssetId: string, url: string): string {
  return keyring.seal(url, purposeOf(mediaAssetId));
}

/** @throws KeyringError when no key opens it */
export function openSourceUrl(keyring: Keyring, mediaAssetId: string, sealedSourceUrl: string): string {
  return keyring.open(sealedSourceUrl, purposeOf(mediaAssetId));
}

const purposeOf = (mediaAssetId: string) => `media-asset:${mediaAssetId}:source-url`;
