import type { GraphQLSchema } from 'graphql';
import { recordTokenAccess } from '../../src/accounts/record-token-access.ts';
import { startTestServer } from '../graphql-client.ts';
import { createPublishingWorld, type PublishingWorld } from '../publishing-world.ts';
import { createTestAccount } from '../test-deps.ts';
import { connectSimulatedCreator } from '../tiktok-deps.ts';
import { leaksIn, secretsOf } from './leaks.ts';
import { printedSchema } from './schema-walker.ts';
import { type StoredRows, storedRows } from './stored-rows.ts';
import { createTeamWorld, type TeamWorld } from './team-world.ts';

export type TwoTeams = {
  world: PublishingWorld;
  url: string;
  schema: GraphQLSchema;
  /** Whose members and keys try everything. */
  ours: TeamWorld;
  /** Whose things must stay unseen and untouched. */
  theirs: TeamWorld;
  /** What of theirs an answer tells. */
  leaks(answer: unknown): string[];
  /** Their rows that changed or went, and rows of anybody else that came to name one of theirs. */
  traces(now: StoredRows): string[];
};

/** One server and two teams, alike in everything; one creator is connected by both. */
export async function createTwoTeams(): Promise<TwoTeams> {
  const world = await createPublishingWorld();
  const { deps } = world;
  // The tests follow the schema further than a client may.
  const limits = {
    ...deps.config.limits,
    documentTokens: 100_000,
    documentDepth: 100,
    documentFields: 100_000,
    answerFields: 100_000_000,
    costPoints: 1_000_000_000,
    webhookEndpoints: 1_000,
  };
  const { url } = await startTestServer({ ...deps, config: { ...deps.config, limits } });

  const theirs = await createTeamWorld(world, url, 'Fjordland');
  const shared = await connectSimulatedCreator(world, theirs.teamId, { username: 'shared.creator' });
  const { id, grantId } = shared.account;
  await deps.db.account.update({ where: { id }, data: { nickname: `${theirs.word} shared` } });
  const { teamId, owner } = theirs;
  await recordTokenAccess(deps, grantId, { purpose: 'CREATOR_INFO', actor: owner.actor, teamId });
  const theirRows = await storedRows(deps);
  const secrets = secretsOf(theirs, theirRows);

  const ours = await createTeamWorld(world, url, 'Meadow');
  await createTestAccount(deps.db, ours.teamId, { grantId });
  const namesTheirs = (row: string) => leaksIn(row.replaceAll(grantId, ''), secrets).length > 0;
  return {
    world,
    url,
    schema: printedSchema(),
    ours,
    theirs,
    leaks: (answer) => leaksIn(answer, secrets),
    traces: (now) => [
      ...[...theirRows.difference(now)].map((row) => `gone or changed: ${row}`),
      ...[...now.difference(theirRows)].filter(namesTheirs).map((row) => `names theirs: ${row}`),
    ],
  };
}
