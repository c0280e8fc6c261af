import { expect, it } from 'vitest';
import { formText, readForm, requireSameOrigin, safePath } from './form-request.server.ts';

const post = (headers: Record<string, string>) =>
  new Request('http://airdate.test/sign-in', { method: 'POST', headers });

it('takes forms of its own pages and of programs', () => {
  expect(() => requireSameOrigin(post({ origin: 'http://airdate.test' }))).not.toThrow();
  expect(() => requireSameOrigin(post({}))).not.toThrow();
});

it.each(['https://evil.test', 'null', '', 'http://[', 'http://airdate.test:81'])(
  'refuses a form from %s',
  (origin) => {
    expect(() => requireSameOrigin(post({ origin }))).toThrow(expect.objectContaining({ status: 403 }));
  },
);

it.each([
  ['/posts?show=drafts', '/posts?show=drafts'],
  ['//evil.test', '/'],
  ['/\\evil.test', '/'],
  ['https://evil.test', '/'],
  [null, '/'],
])('goes on from %j to %s', (value, path) => {
  expect(safePath(value)).toBe(path);
});

it('says so when a form cannot be read', async () => {
  await expect(readForm(post({ 'content-type': 'application/json' }))).rejects.toMatchObject({ status: 400 });
});

it('reads texts of a form and no files', () => {
  const form = new FormData();
  form.set('name', 'Mia');
  form.set('file', new Blob(['x']));
  expect([formText(form, 'name'), formText(form, 'file'), formText(form, 'none')]).toEqual(['Mia', '', '']);
});
