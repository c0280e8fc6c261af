/** How the dashboard looks; `system` follows the device. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** What the root's loader hands to every page. */
export type ThemeData = { theme: Theme };

const COOKIE = 'theme';
const YEAR_SECONDS = 365 * 24 * 60 * 60;

export function isTheme(value: unknown): value is Theme {
  return THEMES.includes(value as Theme);
}

/** @param cookieHeader the request's Cookie header */
export function readTheme(cookieHeader: string): Theme {
  const value = /(?:^|;\s*)theme=([a-z]+)/.exec(cookieHeader)?.[1];
  return isTheme(value) ? value : 'system';
}

/** The Set-Cookie header that remembers the choice for a year. */
export function themeCookie(theme: Theme): string {
  return `${COOKIE}=${theme}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`;
}
