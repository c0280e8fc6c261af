import { base32 } from '@better-auth/utils/base32';
import { createOTP } from '@better-auth/utils/otp';

/** The code of six digits that an authenticator app shows now. @param uri otpauth://…, as in the QR code */
export function codeOf(uri: string): Promise<string> {
  const secret = new TextDecoder().decode(base32.decode(new URL(uri).searchParams.get('secret')!));
  return createOTP(secret).totp();
}

/** Six digits that are not the code of any moment near this one. */
export async function wrongCodeOf(uri: string): Promise<string> {
  return String((Number(await codeOf(uri)) + 500_000) % 1_000_000).padStart(6, '0');
}
