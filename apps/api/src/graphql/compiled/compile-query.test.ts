import { buildSchema, type ExecutionResult, execute, type GraphQLObjectType, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { compileQuery } from './compile-query.ts';
import { runQuery } from './run-query.ts';

const schema = buildSchema(`
  interface Named { name: String }
  type Leaf implements Named { name: String, must: Int!, later: Int, laterMust: Int!, wrong: Int, kind: Kind }
  type Branch implements Named { name: String, leaf: Leaf, mustLeaf: Leaf!, leaves: [Leaf], mustLeaves: [Leaf!]!, mixed: [Leaf!], numbers: [Int!] }
  union Any = Leaf | Branch
  enum Kind { OAK BIRCH }
  type Query { branch(times: Int = 1, names: [String!]): Branch, mustBranch: Branch!, mustNow: Leaf!, any: Any, text: String, nothing: Branch, calls: [String!]! }
`);
const calls: unknown[] = [];
const field = (type: string, name: string) => (schema.getType(type) as GraphQLObjectType).getFields()[name]!;

Object.assign(field('Query', 'branch'), {
  resolve: (
    _root: unknown,
    args: object,
    _ctx: unknown,
    { path, fieldName }: { path: object; fieldName: string },
  ) => {
    calls.push(args, path, fieldName);
    return { name: JSON.stringify(args) };
  },
});
Object.assign(field('Query', 'mustBranch'), { resolve: async () => ({ name: 'late' }) });
Object.assign(field('Query', 'text'), { resolve: () => 'words' });
Object.assign(field('Query', 'any'), { resolve: () => ({ __typename: 'Leaf', name: 'any' }) });
Object.assign(field('Branch', 'leaf'), { resolve: () => ({ name: 'one', must: 1 }) });
Object.assign(field('Branch', 'mustLeaf'), { resolve: async () => ({ must: null }) });
Object.assign(field('Branch', 'leaves'), { resolve: () => [{ must: 1 }, null, { must: null }, { must: 4 }] });
Object.assign(field('Branch', 'mustLeaves'), { resolve: () => [{ must: 1 }, Promise.resolve({ must: 2 })] });
Object.assign(field('Branch', 'mixed'), { resolve: () => [{ must: 1 }, { must: null }] });
Object.assign(field('Branch', 'numbers'), { resolve: () => [1, 'two', 3] });
Object.assign(field('Leaf', 'later'), { resolve: async () => 7 });
Object.assign(field('Leaf', 'laterMust'), { resolve: async () => Promise.reject(new Error('never')) });
Object.assign(field('Leaf', 'wrong'), {
  resolve: () => {
    throw new Error('wrong');
  },
});
Object.assign(field('Leaf', 'kind'), { resolve: () => 'BIRCH' });

describe.each([
  '{ text }',
  '{ __typename a: text b: text text }',
  '{ nothing { name } branch { name leaf { name must later kind __typename } } }',
  '{ branch(times: 3, names: ["a"]) { name } }',
  'query ($n: Int, $names: [String!]) { branch(times: $n, names: $names) { name } }',
  'query ($n: Int! = 5) { branch(times: $n) { name } }',
  '{ branch { leaf { must } ... on Branch { leaf { name } } ...More } } fragment More on Named { name ... on Branch { leaf { kind } } ... on Leaf { must } }',
  '{ branch { leaf { wrong name } } }',
  '{ branch { leaves { must } name } }',
  '{ branch { mustLeaves { must later } } }',
  '{ branch { mustLeaves { must wrong } name } }',
  '{ branch { mustLeaf { must } name } text }',
  '{ mustBranch { mustLeaf { must } name } text }',
  '{ mustBranch { leaf { laterMust } name } text }',
  '{ branch { numbers name } }',
  // One that fails at once leaves behind what fails later.
  '{ late: mustBranch { mustLeaf { laterMust } } soon: mustBranch { name mustLeaf { laterMust } } mustNow { must } }',
  '{ branch { mixed { laterMust must } name } }',
])('%s', (text) => {
  test.each([{}, { n: 2, names: ['x', 'y'] }, { n: null }, { n: 'many' }])(
    'is answered with %j as the general executor answers it',
    async (variableValues) => {
      const document = parse(text);
      const args = { schema, document, variableValues, contextValue: {} };
      const compiled = compileQuery(schema, document, undefined);
      const [general, own] = [await execute(args), await runQuery(compiled!, args)] as ExecutionResult[];
      expect(JSON.stringify(own!.data)).toBe(JSON.stringify(general!.data));
      expect(told(own!)).toEqual(told(general!));
    },
  );
});

/** Errors in any order: fields fail when they do. */
function told({ errors = [] }: ExecutionResult) {
  return errors
    .map(({ message, path, locations }) => ({ message, path, locations }))
    .toSorted((a, b) => String(a.path).localeCompare(String(b.path)));
}

test('a resolver is given its arguments, its name and its path', async () => {
  calls.length = 0;
  await runQuery(compileQuery(schema, parse('{ own: branch(times: 4) { name } }'), null)!, {
    schema,
    document: parse('{ text }'),
  });
  expect(calls).toEqual([{ times: 4 }, { prev: undefined, key: 'own', typename: 'Query' }, 'branch']);
});

test.each([
  'mutation { a }',
  '{ text @include(if: true) }',
  '{ ... @skip(if: false) { text } }',
  '{ __schema { queryType { name } } }',
  '{ any { ... on Leaf { name } } }',
])('%s is left to the general executor', (text) => {
  expect(compileQuery(schema, parse(text), undefined)).toBeNull();
});
