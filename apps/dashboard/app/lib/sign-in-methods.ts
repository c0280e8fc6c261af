/** What a person signs in with besides the password. */
export type SignInMethods = {
  authenticatorApp: {
    /** Whether it can be turned on: not for a login that several people share. */
    offered: boolean;
    on: boolean;
    backupCodesLeft: number;
  };
  passkeys: Passkey[];
};

export type Passkey = {
  id: string;
  name: string;
  /** Whether it is on more devices than the one that made it. */
  synced: boolean;
  createdAt: string;
  lastUsedAt: string | null;
};

/** What is shown once, when an app is set up. */
export type NewAuthenticatorApp = { totpURI: string; backupCodes: string[] };

/**
 * Asks the API what the sender of these headers signs in with.
 *
 * @param origin the API's; empty in the browser, which sends its cookie by itself
 * @returns null when there is no answer, or nobody is signed in
 */
export async function fetchSignInMethods(
  origin = '',
  headers: Record<string, string> = {},
): Promise<SignInMethods | null> {
  try {
    const response = await fetch(`${origin}/auth/sign-in-methods`, { headers });
    return response.ok ? ((await response.json()) as SignInMethods) : null;
  } catch {
    return null;
  }
}
