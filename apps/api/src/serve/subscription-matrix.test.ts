import { describe, expect, test } from 'vitest';
import { fieldsOf, idPathsOf, operationOf } from '../../test/matrix/schema-walker.ts';
import { subscribe, TRANSPORTS } from '../../test/matrix/subscriber.ts';
import type { TeamWorld } from '../../test/matrix/team-world.ts';
import { createTwoTeams } from '../../test/matrix/two-teams.ts';
import { withTransaction } from '../context.ts';
import { appendEvent } from '../events/append-event.ts';
import { eventCursor } from '../events/event-cursor.graphql.ts';
import { globalId } from '../global-id.ts';

const { world, url, schema, ours, theirs, leaks } = await createTwoTeams();
const ABSENT = '00000000-0000-7000-8000-000000000000';
const fields = fieldsOf(schema, 'Subscription').map((field) => ({ name: field.name, field }));

/** Something happens in a team: to its post, its account and its video, so that every subscription hears of it. */
function stir({ word, teamId, postId, accountId, mediaAssetId, owner }: TeamWorld): Promise<void> {
  const log = { teamId, actor: owner.actor, at: world.deps.clock.now() };
  return withTransaction(world.deps.db, async (tx) => {
    const published = { publishId: word, logId: word };
    await appendEvent(tx, { ...log, accountId, postId, type: 'post.published', data: published });
    await appendEvent(tx, { ...log, accountId, type: 'account.disconnected', data: { nickname: word } });
    await appendEvent(tx, { ...log, mediaAssetId, type: 'media.deleted', data: { fileName: word } });
  });
}

describe.each(TRANSPORTS)('over %s', (transport) => {
  describe.each(fields)('$name', ({ name, field }) => {
    const follow = (actor: TeamWorld['actors'][number], variables: Record<string, unknown>) =>
      subscribe(transport, url, actor, {
        query: operationOf(schema, 'subscription', field, Object.keys(variables)),
        variables,
      });
    const refusal = async (actor: TeamWorld['actors'][number], variables: Record<string, unknown>) => {
      const answers = [];
      for await (const answer of follow(actor, variables)) answers.push(answer);
      expect(leaks(answers)).toEqual([]);
      expect(answers, `${actor.name} ${JSON.stringify(variables)}`).toHaveLength(1);
      return answers[0]!.errors?.map(({ message, extensions: { code } }) => ({ message, code }));
    };

    test('brings nothing of another team', async () => {
      for (const actor of ours.actors.filter(({ role }) => role === 'VIEWER' || role === 'OWNER')) {
        const answers = follow(actor, {});
        // It begins whenever the server has taken it up, so things happen in both teams until it has heard enough.
        let over = false;
        const happening = (async () => {
          while (!over) {
            await stir(theirs);
            await stir(ours);
          }
        })();
        try {
          for (let heard = 0; heard < 3; heard++) {
            const { value } = await answers.next();
            expect(leaks(value), actor.name).toEqual([]);
            expect(value, actor.name).toMatchObject({ data: { [name]: {} } });
            // Fields for admins are refused to others, one by one.
            const errors: { extensions: { code: string } }[] = value?.errors ?? [];
            const allowed = actor.role === 'OWNER' ? [] : ['forbidden'];
            expect(errors.filter(({ extensions: { code } }) => !allowed.includes(code))).toEqual([]);
          }
        } finally {
          over = true;
          await Promise.all([happening, answers.return?.()]);
        }
      }
    });

    for (const { path, typeName } of idPathsOf(schema, field)) {
      test(`finds no ${typeName} of another team at ${path.join('.')}`, async () => {
        for (const actor of ours.actors) {
          const put = (id: string) => refusal(actor, { [path[0]!]: id });
          const answer = await put(theirs.nodes[typeName]!);
          expect(answer, actor.name).toMatchObject([{ code: 'not_found' }]);
          for (const id of [globalId(typeName, ABSENT), globalId(typeName, 'x'), '', 'nonsense']) {
            expect(await put(id), `${actor.name}: ${id}`).toEqual(answer);
          }
        }
      });
    }

    if (field.args.some((arg) => arg.name === 'after')) {
      test('takes no cursor of another team', async () => {
        for (const actor of ours.actors) {
          for (const teamId of [theirs.teamId, ABSENT]) {
            const after = eventCursor({ teamId, sequence: 1n });
            expect(await refusal(actor, { after }), actor.name).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
          }
        }
      });
    }
  });
});
