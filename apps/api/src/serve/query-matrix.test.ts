import { beforeAll, describe, expect, test } from 'vitest';
import { fieldsOf, idPathsOf, nodeTypeNames, operationOf } from '../../test/matrix/schema-walker.ts';
import type { Actor } from '../../test/matrix/team-world.ts';
import { createTwoTeams } from '../../test/matrix/two-teams.ts';
import { globalId } from '../global-id.ts';

const { schema, ours, theirs, leaks } = await createTwoTeams();
const ABSENT = '00000000-0000-7000-8000-000000000000';
const theirOwner = theirs.actors.find(({ role }) => role === 'OWNER')!;
const nodeTypes = nodeTypeNames(schema);
const queries = fieldsOf(schema, 'Query');
const lists = queries.filter(({ name }) => name !== 'node' && name !== 'nodes');

beforeAll(async () => {
  // Rows on both sides of theirs in every order, so that a place among them would show.
  for (let n = 0; n < 3; n++) await ours.newDraft();
});

test('both teams have something of every node type', () => {
  expect(Object.keys(theirs.nodes).sort()).toEqual([...nodeTypes].sort());
  expect(queries.length - lists.length).toBe(2);
});

test('their own owner is told what the others must not be', async () => {
  const answers = [];
  for (const field of lists) answers.push(await theirOwner.ask(operationOf(schema, 'query', field, [])));
  const told = new Set(leaks(answers));
  for (const [typeName, id] of Object.entries(theirs.nodes)) {
    expect(told, typeName).toContain(Buffer.from(id, 'base64').toString().split(':')[1]);
  }
  expect(told).toContain(theirs.word.toLowerCase());
});

describe.each(lists.map((field) => ({ name: field.name, field })))('$name', ({ name, field }) => {
  test('tells nobody anything of another team, however far it is followed', async () => {
    const document = operationOf(schema, 'query', field, []);
    for (const actor of ours.actors) expect(leaks(await actor.ask(document)), actor.name).toEqual([]);
  });

  for (const { path, typeName } of idPathsOf(schema, field)) {
    test(`answers a foreign or malformed ${typeName} at ${path.join('.')} like an absent one`, async () => {
      const document = operationOf(schema, 'query', field, [path[0]!]);
      for (const actor of ours.actors) {
        const put = (id: string) => actor.ask(document, nested(path, id));
        const answer = await put(theirs.nodes[typeName]!);
        expect(leaks(answer), actor.name).toEqual([]);
        expect(answer, actor.name).toEqual(await put(globalId(typeName, ABSENT)));
        if (actor.role !== 'VIEWER' && actor.role !== 'OWNER') continue;
        expect(await put(ours.nodes[typeName]!), 'the id is looked at').not.toEqual(answer);
        for (const id of ['', 'nonsense', globalId(typeName, 'x')]) {
          expect(await put(id), `${actor.name}: ${id}`).toEqual(answer);
        }
      }
    });
  }

  if (isPaged(field)) {
    test('takes no cursor of another team', () =>
      takesNoForeignCursor(
        (actor, page) =>
          actor.ask(`{ ${name}(${page}) { edges { cursor } pageInfo { hasNextPage hasPreviousPage } } }`),
        name,
      ));
  }
});

describe.each(nodeTypes)('%s by its id', (typeName) => {
  const node = operationOf(schema, 'query', queryField('node'), ['id']);
  const nodes = operationOf(schema, 'query', queryField('nodes'), ['ids']);

  test('of another team is null', async () => {
    expect((await theirOwner.ask(node, { id: theirs.nodes[typeName] })).data.node).not.toBeNull();
    const paired = [globalId(typeName, `${ABSENT}:1`), globalId(typeName, `${ours.teamId}:x`)];
    const ids = [
      theirs.nodes[typeName]!,
      globalId(typeName, ABSENT),
      globalId(typeName, 'x'),
      ...paired,
      'nonsense',
    ];
    for (const actor of ours.actors) {
      for (const id of ids)
        expect(await actor.ask(node, { id }), actor.name).toEqual(nothing({ node: null }));
      expect(await actor.ask(nodes, { ids }), actor.name).toEqual(nothing({ nodes: ids.map(() => null) }));
    }
  });

  for (const field of fieldsOf(schema, typeName).filter(isPaged)) {
    test(`takes no cursor of another team for its ${field.name}`, () =>
      takesNoForeignCursor(async (actor, page) => {
        const id = actor === theirOwner ? theirs.nodes[typeName] : ours.nodes[typeName];
        const { data, ...rest } = await actor.ask(
          `query ($id: ID!) { node(id: $id) { ... on ${typeName} { ${field.name}(${page}) { edges { cursor } pageInfo { hasNextPage hasPreviousPage } } } } }`,
          { id },
        );
        return { ...rest, data: data?.node };
      }, field.name));
  }
});

test('rows that are no nodes are not read by their id, whatever they call themselves', async () => {
  const rowId = Buffer.from(theirs.nodes.Post!, 'base64').toString().split(':')[1]!;
  const names = [...Object.keys(schema.getTypeMap()), 'Grant', 'Member', 'Session', 'toString', '__proto__'];
  const owner = ours.actors.find(({ role }) => role === 'OWNER')!;
  for (const name of names.filter((candidate) => !nodeTypes.includes(candidate))) {
    const answer = await owner.ask('query ($id: ID!) { node(id: $id) { id } }', {
      id: globalId(name, rowId),
    });
    expect(answer, name).toEqual(nothing({ node: null }));
  }
});

type Paged = (actor: Actor, page: string) => ReturnType<Actor['ask']>;

/** A place in their list tells nothing of it: neither whether it exists nor where ours would stand beside it. */
async function takesNoForeignCursor(ask: Paged, name: string): Promise<void> {
  const theirPage = (await ask(theirOwner, 'first: 100')).data[name].edges as { cursor: string }[];
  expect(theirPage).not.toEqual([]);
  for (const actor of ours.actors) {
    const { data, errors } = await ask(actor, 'first: 100');
    // What the list belongs to is not shown to everybody.
    if (data === null && actor.role !== 'OWNER') continue;
    if (data[name] === null && actor.role !== 'OWNER') {
      expect(errors, actor.name).toMatchObject([{ extensions: { code: 'forbidden' } }]);
      continue;
    }
    expect(data[name].edges.length, actor.name).toBeGreaterThan(1);
    // The ends of the list, where ours would stand beside it on one side only, and one between.
    for (const { cursor } of [theirPage[0]!, theirPage[theirPage.length >> 1]!, theirPage.at(-1)!]) {
      const plain = Buffer.from(cursor, 'base64').toString();
      const malformed = ['GPC:S:nonsense', 'GPC:I:1', plain.replace(/\d+"\]$/, '99999999999999999999"]')];
      for (const side of ['first: 100, after', 'last: 100, before']) {
        const put = (place: string) => ask(actor, `${side}: "${Buffer.from(place).toString('base64')}"`);
        const answer = await put(plain);
        expect(leaks(answer), `${actor.name}, ${side}`).toEqual([]);
        expect(answer.data?.[name]?.edges ?? [], `${actor.name}, ${side}`).toEqual([]);
        expect(answer, `${actor.name}, ${side}`).toEqual(await put(plain.replace(/[0-9a-f-]{36}/, ABSENT)));
        for (const place of malformed) {
          const codes = codesOf(await put(place));
          expect(codes, `${actor.name}, ${side}: ${place}`).not.toContain('INTERNAL_SERVER_ERROR');
        }
      }
    }
  }
}

function isPaged({ args }: { args: readonly { name: string }[] }): boolean {
  return args.some(({ name }) => name === 'after');
}

function queryField(name: string) {
  return queries.find((field) => field.name === name)!;
}

function nothing(data: unknown) {
  return { status: 200, data };
}

function codesOf({ errors }: Awaited<ReturnType<Actor['ask']>>): unknown[] {
  return (errors ?? []).map(({ extensions }) => extensions.code);
}

/** `['filter', 'accountId']` and an id make `{ filter: { accountId: id } }`. */
function nested(path: string[], id: string): Record<string, unknown> {
  return path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), id) as Record<string, unknown>;
}
