/** A browser in which somebody is signed in. */
export type Session = {
  id: string;
  /** "Firefox on Linux" */
  browser: string;
  address: string | null;
  signedInAt: string;
  /** Exact to ten minutes. */
  lastActiveAt: string;
  /** Whether it is the browser that asks. */
  current: boolean;
};

/**
 * Asks the API where the sender of these headers is signed in.
 *
 * @param origin the API's; empty in the browser, which sends its cookie by itself
 * @returns null when there is no answer, or nobody is signed in
 */
export async function fetchSessions(
  origin = '',
  headers: Record<string, string> = {},
): Promise<Session[] | null> {
  try {
    const response = await fetch(`${origin}/auth/sessions`, { headers });
    return response.ok ? ((await response.json()) as Session[]) : null;
  } catch {
    return null;
  }
}
