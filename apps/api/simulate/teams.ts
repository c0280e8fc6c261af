import { randomUUID } from 'node:crypto';
import { TIKTOK_SCOPES } from '@airdate/tiktok';
import { redirectUri } from '../src/accounts/connect-attempt.ts';
import { finishConnect } from '../src/accounts/finish-connect.ts';
import { startConnect } from '../src/accounts/start-connect.ts';
import { actInTeam, type TeamContext } from '../src/context.ts';
import { createTeam } from '../src/teams/create-team.ts';
import type { Run } from './driver.ts';

/** A team with the person who does everything in it. */
export type Team = {
  number: number;
  ctx: TeamContext;
  userId: string;
  timeZone: string;
  /** Ids of accounts by their creator's username. */
  accounts: Map<string, string>;
};

const TIME_ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'];

export async function foundTeam({ world }: Run, number: number): Promise<Team> {
  const { deps } = world;
  const timeZone = TIME_ZONES[number % TIME_ZONES.length]!;
  const { userId, teamId } = await deps.db.$transaction(async (tx) => {
    const user = await tx.user.create({
      data: { name: `Person ${number}`, email: `p${number}@example.com` },
    });
    const team = await createTeam(tx, { name: `Team ${number}`, timeZone, ownerId: user.id });
    return { userId: user.id, teamId: team.id };
  });
  const ctx = actInTeam(deps, { teamId, role: 'OWNER', actor: { kind: 'user', id: userId } });
  return { number, ctx, userId, timeZone, accounts: new Map() };
}

/** The creator goes through TikTok's consent page, for the first time or once more. @returns what came of it */
export async function connect(
  { world }: Run,
  team: Team,
  username: string,
  scopes: readonly string[] = TIKTOK_SCOPES,
): Promise<string> {
  const { deps, simulator } = world;
  if (!simulator.creators().some((creator) => creator.username === username))
    simulator.createCreator({ username });
  const session = { userId: team.userId, sessionId: randomUUID() };
  const page = await startConnect(team.ctx, session);
  const granted = [...scopes];
  const code = simulator.issueCode({
    username,
    scopes: granted,
    redirectUri: redirectUri(deps.config.appUrl),
  });
  const state = page.searchParams.get('state') ?? '';
  const callback = { ok: true, code, state, grantedScopes: granted } as const;
  const outcome = await finishConnect(deps, { callback, owner: { session, linkBrowserId: null } });
  if (!outcome.ok) return outcome.reason;
  team.accounts.set(username, outcome.account.id);
  return 'connected';
}
