import { expect, it } from 'vitest';
import { pageSearch, pageVariables } from './cursor-page.ts';

it('asks for the first page, the page after a cursor, or the page before one', () => {
  expect(pageVariables(new URLSearchParams(), 25)).toEqual({ first: 25 });
  expect(pageVariables(new URLSearchParams('after=abc'), 25)).toEqual({ first: 25, after: 'abc' });
  expect(pageVariables(new URLSearchParams('before=abc'), 25)).toEqual({ last: 25, before: 'abc' });
});

it('keeps the filter and drops the old cursor when it leads to another page', () => {
  const search = new URLSearchParams('show=drafts&after=old');
  expect(pageSearch(search, { before: 'new' })).toBe('?show=drafts&before=new');
});
