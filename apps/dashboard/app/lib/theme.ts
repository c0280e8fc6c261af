/** How the dashboard looks; `system` follows the device. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** What the root's loader hands to every page. */
export type ThemeData = { theme: Theme };

/** Over TLS a browser takes the first from this very host alone. */
const COOKIES = ['__Host-theme', 'theme'] as const;
const YEAR_SECONDS = 365 * 24 * 60 * 60;

export function isTheme(value: unknown): value is Theme {
  return THEMES.includes(value as Theme);
}

/** @param cookieHeader the request's Cookie header */
export function readTheme(cookieHeader: string): Theme {
  const cookies = new Map(cookieHeader.split(';').map((pair) => pair.trim().split('=') as [string, string]));
  const value = COOKIES.map((name) => cookies.get(name)).find(isTheme);
  return value ?? 'system';
}

/** The Set-Cookie header that remembers the choice for a year. @param secure whether pages come over TLS */
export function themeCookie(theme: Theme, secure: boolean): string {
  const [name, attributes] = secure ? [COOKIES[0], '; Secure'] : [COOKIES[1], ''];
  return `${name}=${theme}; Path=/; Max-Age=${YEAR_SECONDS}; HttpOnly; SameSite=Lax${attributes}`;
}
