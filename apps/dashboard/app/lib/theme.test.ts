import { expect, test } from 'vitest';
import { readTheme, type Theme, themeCookie } from './theme.ts';

test.each<[Theme, boolean]>([
  ['dark', false],
  ['light', true],
])('the choice %s is read from the cookie that it was kept in, over TLS: %s', (theme, secure) => {
  const cookie = themeCookie(theme, secure);
  expect(readTheme(`a=b; ${cookie.split(';')[0]}; c=d`)).toBe(theme);
  expect(cookie).toMatch(secure ? /^__Host-theme=.*Path=\/;.*; Secure$/ : /^theme=(?!.*Secure)/);
  expect(cookie).not.toMatch(/Domain/i);
});

test('the cookie that only this host can set goes first, and what is no theme counts for none', () => {
  expect(readTheme('theme=dark; __Host-theme=light')).toBe('light');
  expect(readTheme('theme=dark; __Host-theme=pink')).toBe('dark');
  for (const header of ['', 'theme', 'theme=', 'theme=pink', 'xtheme=dark', ';=;'])
    expect(readTheme(header)).toBe('system');
});
