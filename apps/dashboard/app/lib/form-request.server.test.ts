import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readForm, safePath } from './form-request.server.ts';
import { formText } from './form-text.ts';

const BASE = 'https://airdate.example:8443';

describe('where a form leads to', () => {
  it.each([
    ['/posts?show=drafts#today', '/posts?show=drafts#today'],
    ['/posts/a%2Fb?q=%E2%9C%93', '/posts/a%2Fb?q=%E2%9C%93'],
    [`${BASE}/posts`, '/posts'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['/\n/evil.example', '/'],
    ['\u0001//evil.example', '/'],
    ['/.//evil.example', '/'],
    ['/a/..//evil.example', '/'],
    [`${BASE}//evil.example`, '/'],
    ['https://evil.example/posts', '/'],
    ['http://airdate.example:8443/posts', '/'],
    [`${BASE}@evil.example/posts`, '/'],
    ['javascript:alert(1)', '/'],
    [`blob:${BASE}/0-1`, '/'],
    ['https://[', '/'],
    [null, '/'],
  ])('%j leads to %s', (value, path) => {
    expect(safePath(value, BASE)).toBe(path);
  });

  const nasty = fc.constantFrom(
    ...['/', '\\', '//', '..', '.', '\t', '\n', '\r', '\0', '\u000b', ' ', '@', ':', '?', '#', '%', ';'],
    ...['%09', '%0a', '%0d', '%2f', '%5c', '%2e', '%00', '%25', '%252f', 'http:', 'https:', 'javascript:'],
    ...['evil.example', 'airdate.example', ':8443', '⁄', '／', '。', '℀', 'é', '\ud800', '\u202e', BASE],
  );
  const address = fc.array(fc.oneof({ weight: 3, arbitrary: nasty }, fc.string({ unit: 'binary' })), {
    maxLength: 12,
  });

  it('is always a path of our own origin, in the first redirect and in any that repeats it', () => {
    fc.assert(
      fc.property(address, (parts) => {
        const path = safePath(parts.join(''), BASE);
        expect(path).toMatch(/^\/(?![/\\])/);
        for (const page of ['/', '/sign-in', '/a/b/c?d']) {
          expect(new URL(path, BASE + page).origin).toBe(BASE);
        }
        expect(safePath(path, BASE)).toBe(path);
        // What goes into a header holds no line break and nothing that Node refuses to write.
        expect(() => new Headers({ location: path })).not.toThrow();
      }),
      { numRuns: 5_000 },
    );
  });

  it('keeps every path that is one already', () => {
    const segment = fc.stringMatching(/^[\w-]{1,8}$/);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), segment, (path, query) => {
        const wanted = `/${path.join('/')}?q=${query}`;
        expect(safePath(wanted, BASE)).toBe(wanted);
      }),
    );
  });
});

it('says so when a form cannot be read', async () => {
  const headers = { 'content-type': 'application/json' };
  const request = new Request('http://airdate.test/sign-in', { method: 'POST', headers });
  await expect(readForm(request)).rejects.toMatchObject({ status: 400 });
});

it('reads texts of a form and no files', () => {
  const form = new FormData();
  form.set('name', 'Mia');
  form.set('file', new Blob(['x']));
  expect([formText(form, 'name'), formText(form, 'file'), formText(form, 'none')]).toEqual(['Mia', '', '']);
});
