import { ApiKeyScope } from '@airdate/db';
import { describe, expect, test } from 'vitest';
import { graphqlClient } from '../../test/graphql-client.ts';
import { MUTATIONS } from '../../test/matrix/mutation-table.ts';
import { fieldsOf, idPathsOf, operationOf, successTypeNames } from '../../test/matrix/schema-walker.ts';
import { changesBetween, storedRows } from '../../test/matrix/stored-rows.ts';
import { type Actor, ROLES } from '../../test/matrix/team-world.ts';
import { createTwoTeams } from '../../test/matrix/two-teams.ts';
import { globalId } from '../global-id.ts';
import { FIELD_NEEDS } from '../graphql/field-scopes.ts';
import { createApiKey } from '../teams/create-api-key.ts';

const { world, url, schema, ours, theirs, leaks, traces } = await createTwoTeams();
const ABSENT = '00000000-0000-7000-8000-000000000000';
const ERROR = '{ __typename ... on Error { code message path nextStep } }';
const mutations = fieldsOf(schema, 'Mutation');

test('the table has one row for each mutation of the schema', () => {
  expect(Object.keys(MUTATIONS).sort()).toEqual(mutations.map(({ name }) => name).sort());
});

const rows = mutations.flatMap((field) => {
  const row = MUTATIONS[field.name];
  return row ? [{ name: field.name, field, row }] : [];
});

describe.each(rows)('$name', ({ name, field, row }) => {
  const document = operationOf(schema, 'mutation', field, ['input'], ERROR);
  const call = async (actor: Actor, input: unknown) => {
    const { data, errors } = await actor.ask(document, { input });
    expect(errors, `${actor.name}: ${JSON.stringify(input)}`).toBeUndefined();
    return data[name] as { __typename: string; path?: string[] };
  };
  const may = ({ role, kind }: Actor) =>
    ROLES.indexOf(role) >= ROLES.indexOf(row.least) && !(row.peopleOnly && kind === 'key');

  test(`is forbidden below ${row.least}${row.peopleOnly ? ' and to keys' : ''}, and changes nothing`, async () => {
    const input = await row.input(ours);
    const before = await storedRows(world.deps);
    for (const actor of ours.actors.filter((candidate) => !may(candidate))) {
      expect(await call(actor, input), actor.name).toMatchObject({ __typename: 'ForbiddenError' });
    }
    expect(changesBetween(before, await storedRows(world.deps))).toEqual([]);
  });

  test('is refused to a key without its scope, and changes nothing', async () => {
    const { scope } = FIELD_NEEDS.Mutation[name]!;
    const others = Object.values(ApiKeyScope).filter((other) => other !== scope);
    const { secret } = await createApiKey(ours.owner, { name: 'Almost', role: 'OWNER', scopes: others });
    const input = await row.input(ours);
    const before = await storedRows(world.deps);
    const ask = graphqlClient(url, secret);
    expect((await ask(document, { input })).data?.[name], name).toMatchObject({
      __typename: 'ForbiddenError',
      code: 'key_scope_missing',
      message: expect.stringContaining(scope!),
    });
    expect(changesBetween(before, await storedRows(world.deps))).toEqual([]);
  });

  test(`works from ${row.least} up, and leaves the other team alone`, async () => {
    for (const actor of ours.actors.filter(may)) {
      const { __typename, ...rest } = await call(actor, await row.input(ours));
      expect(successTypeNames(field), `${actor.name}: ${JSON.stringify(rest)}`).toContain(__typename);
    }
    expect(traces(await storedRows(world.deps))).toEqual([]);
  });

  test('is done once under an idempotency key, also when its answer is lost', async () => {
    const keyed = operationOf(schema, 'mutation', field, ['input', 'idempotencyKey'], ERROR);
    const actor = ours.actors.find((candidate) => candidate.role === 'OWNER' && may(candidate))!;
    const variables = { input: await row.input(ours), idempotencyKey: name };
    const ask = async () => (await actor.ask(keyed, variables)).data[name];
    const first = await ask();
    expect(successTypeNames(field)).toContain(first.__typename);
    const after = await storedRows(world.deps);
    expect(await ask()).toEqual(first);
    expect(changesBetween(after, await storedRows(world.deps))).toEqual([]);

    // As if the process had ended after its transaction, before it kept the answer.
    await world.deps.db.idempotencyKey.updateMany({
      where: { key: name },
      data: { sealedAnswer: null, claimedUntil: new Date(0) },
    });
    const crashed = await storedRows(world.deps);
    expect(await ask()).toMatchObject({ __typename: 'ConflictError', code: 'idempotency_answer_lost' });
    expect(changesBetween(crashed, await storedRows(world.deps))).toEqual([]);
  });

  test.each(idPathsOf(schema, field))(
    'answers alike at $path for a $typeName of another team, an absent and a malformed one',
    async ({ path, typeName }) => {
      const input = await row.input(ours);
      const otherType = typeName === 'Team' ? 'User' : 'Team';
      const malformed = [
        '',
        'nonsense',
        ours.nodes[otherType]!,
        globalId(typeName, 'x'),
        globalId(typeName, ''),
      ];
      const before = await storedRows(world.deps);
      for (const actor of ours.actors) {
        const put = (id: string) => call(actor, withValueAt(input, path.slice(1), id));
        const answer = await put(theirs.nodes[typeName]!);
        expect(answer.__typename, actor.name).toBe(may(actor) ? 'NotFoundError' : 'ForbiddenError');
        expect(leaks(answer)).toEqual([]);
        for (const id of [globalId(typeName, ABSENT), ...malformed]) {
          expect(JSON.stringify(await put(id)), `${actor.name}: ${id}`).toBe(JSON.stringify(answer));
        }
      }
      expect(changesBetween(before, await storedRows(world.deps))).toEqual([]);
    },
  );
});

/** A copy of an input with another value at a path. */
function withValueAt(input: unknown, [key, ...rest]: string[], value: string): unknown {
  if (key === undefined) return value;
  if (Array.isArray(input)) return input.with(Number(key), withValueAt(input[Number(key)], rest, value));
  const fields = input as Record<string, unknown>;
  return { ...fields, [key]: withValueAt(fields[key], rest, value) };
}
