import { expect, test } from 'vitest';
import { type AgreedBreak, findUnagreedBreaks } from './find-breaks.ts';

const RELEASED = `
  type Query { posts(first: Int, status: Status): [Post!]! }
  type Post { caption: String!, url: String }
  enum Status { DRAFT HELD }
  input PostInput { caption: String }
  union Found = Post
`;
const urlRemoved: AgreedBreak = { change: 'Field Post.url was removed.', reason: 'It led nowhere.' };

/** The released schema with one thing written otherwise. */
function changed(from: string, to: string): string {
  expect(RELEASED).toContain(from);
  return RELEASED.replace(from, to);
}

test.each([
  ['nothing changed', RELEASED],
  ['a description', changed('type Post', '"""A post.""" type Post')],
  ['a field added', changed('url: String', 'url: String, id: ID!')],
  ['an optional argument added', changed('first: Int', 'first: Int, after: String')],
  ['a value added', changed('DRAFT HELD', 'DRAFT HELD FAILED')],
  ['a field that is never null any more', changed('url: String', 'url: String!')],
])('%s breaks nobody', (_name, printed) => {
  expect(findUnagreedBreaks(RELEASED, printed, [])).toEqual([]);
});

test.each([
  ['a removed field', changed(', url: String', ''), 'Post.url was removed'],
  ['a removed argument', changed(', status: Status', ''), 'Query.posts(status:)'],
  ['a required argument', changed('first: Int', 'first: Int, team: ID!'), 'Query.posts(team:)'],
  ['a required input field', changed('caption: String }', 'caption: String, id: ID! }'), 'PostInput.id'],
  ['a field that may be null now', changed('caption: String!', 'caption: String'), 'Post.caption'],
  ['another type', changed('url: String', 'url: Int'), 'Post.url'],
  ['a removed value', changed('DRAFT HELD', 'DRAFT'), 'HELD'],
  ['a removed type', changed('union Found = Post', ''), 'Found'],
])('%s is named', (_name, printed, named) => {
  const problems = findUnagreedBreaks(RELEASED, printed, []);
  expect(problems).toEqual([expect.stringContaining(named)]);
  expect(problems[0]).toMatch(/^Breaks clients: /);
});

test('a break that was agreed to passes, and another beside it does not', () => {
  const printed = changed(', url: String', '');
  expect(findUnagreedBreaks(RELEASED, printed, [urlRemoved])).toEqual([]);
  expect(findUnagreedBreaks(RELEASED, printed.replace(' HELD', ''), [urlRemoved])).toEqual([
    expect.stringContaining('HELD'),
  ]);
});

test('an agreement without its break, or without a reason, is named', () => {
  expect(findUnagreedBreaks(RELEASED, RELEASED, [urlRemoved])).toEqual([
    `No break any more: ${urlRemoved.change}`,
  ]);
  const printed = changed(', url: String', '');
  expect(findUnagreedBreaks(RELEASED, printed, [{ ...urlRemoved, reason: ' ' }])).toEqual([
    `Without a reason: ${urlRemoved.change}`,
  ]);
});
