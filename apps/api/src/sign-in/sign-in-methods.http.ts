import type { BetterAuthPlugin } from 'better-auth';
import {
  createAuthEndpoint,
  createAuthMiddleware,
  getSessionFromCtx,
  isAPIError,
  sensitiveSessionMiddleware,
} from 'better-auth/api';
import { symmetricDecrypt } from 'better-auth/crypto';
import type { Deps } from '../deps.ts';
import { type HookContext, refuse } from './auth-hook.http.ts';
import { endOtherSessions } from './end-other-sessions.ts';

/** How the log calls each change; whoever changes something else has nobody signed out. */
const CHANGES: Record<string, { sentence: string; endsOtherSessions: boolean }> = {
  '/two-factor/verify-totp': { sentence: 'an authenticator app was added', endsOtherSessions: true },
  '/two-factor/disable': { sentence: 'the authenticator app was removed', endsOtherSessions: true },
  '/two-factor/generate-backup-codes': { sentence: 'new backup codes were made', endsOtherSessions: false },
  '/passkey/verify-registration': { sentence: 'a passkey was added', endsOtherSessions: true },
  '/passkey/delete-passkey': { sentence: 'a passkey was removed', endsOtherSessions: true },
};

/** What a person signs in with besides the password, and what follows when it changes. */
export function signInMethods({ db, log }: Pick<Deps, 'db' | 'log'>) {
  return {
    id: 'airdate-sign-in-methods',
    endpoints: {
      listSignInMethods: createAuthEndpoint(
        '/sign-in-methods',
        { method: 'GET', use: [sensitiveSessionMiddleware], requireHeaders: true },
        async (ctx) => {
          const { id } = ctx.context.session.user;
          const user = await db.user.findUniqueOrThrow({
            where: { id },
            include: { twoFactor: true, passkeys: { orderBy: { id: 'asc' } } },
          });
          return ctx.json({
            authenticatorApp: {
              offered: !user.demo,
              on: user.twoFactorEnabled,
              backupCodesLeft:
                user.twoFactorEnabled && user.twoFactor
                  ? await countCodes(ctx, user.twoFactor.backupCodes)
                  : 0,
            },
            passkeys: user.passkeys.map(({ id, name, backedUp, createdAt, lastUsedAt }) => ({
              id,
              name,
              synced: backedUp,
              createdAt,
              lastUsedAt,
            })),
          });
        },
      ),
    },
    hooks: {
      before: [
        {
          matcher: ({ path }) => path === '/two-factor/enable',
          handler: createAuthMiddleware(async (ctx) => {
            const signedIn = await getSessionFromCtx(ctx);
            const user = signedIn && (await db.user.findUnique({ where: { id: signedIn.user.id } }));
            if (!user?.demo) return;
            const message = 'Everybody shares the demo’s login, so it cannot ask for one person’s code.';
            return refuse(403, { code: 'shared_login', message });
          }),
        },
      ],
      after: [
        {
          matcher: ({ path }) => path !== undefined && Object.hasOwn(CHANGES, path),
          handler: createAuthMiddleware(async (ctx) => {
            const change = CHANGES[ctx.path];
            const before = ctx.context.session;
            if (!change || !before || isAPIError(ctx.context.returned)) return;
            const renewed = ctx.context.newSession;
            // A code that a signed-in person offers once more changes nothing.
            if (ctx.path === '/two-factor/verify-totp' && !renewed) return;
            const userId = before.user.id;
            log.info({ part: 'auth', userId }, change.sentence);
            if (!change.endsOtherSessions) return;
            const { session } = renewed ?? before;
            await endOtherSessions(db, { userId, sessionId: session.id });
          }),
        },
      ],
    },
  } satisfies BetterAuthPlugin;
}

/** None where they cannot be read, because SESSION_SECRET is another: then none of them works. */
async function countCodes(ctx: Pick<HookContext, 'context'>, encrypted: string): Promise<number> {
  try {
    const codes = await symmetricDecrypt({ key: ctx.context.secretConfig, data: encrypted });
    return (JSON.parse(codes) as string[]).length;
  } catch {
    return 0;
  }
}
