import type { BetterAuthPlugin } from 'better-auth';
import { createAuthMiddleware, isAPIError } from 'better-auth/api';
import { symmetricDecrypt } from 'better-auth/crypto';
import { twoFactor } from 'better-auth/plugins';
import type { Deps } from '../deps.ts';
import { refuse } from './refusal.http.ts';
import { takesCode, whoOffersCode } from './second-step.http.ts';
import { takeTimeStep, timeStepOf } from './totp.ts';

/** How long somebody whose password was right has for the code. */
const STEP_SECONDS = 600;

/** The library's authenticator apps and backup codes, encrypted in the database with a key made of SESSION_SECRET. */
export const authenticatorApp = () =>
  twoFactor({
    twoFactorCookieMaxAge: STEP_SECONDS,
    backupCodeOptions: { storeBackupCodes: 'encrypted' },
    accountLockout: { enabled: true, maxFailedAttempts: 10, durationSeconds: 900 },
  });

/**
 * What the library leaves open: a code works once, a browser is never trusted to go without, and backup codes are only for
 * signing in. Stands behind the limits of sign-in attempts.
 */
export function codesWorkOnce({ db }: Pick<Deps, 'db'>) {
  return {
    id: 'airdate-codes-work-once',
    hooks: {
      before: [
        {
          matcher: takesCode,
          handler: createAuthMiddleware(async (ctx) => {
            const body = (ctx.body ?? {}) as Record<string, unknown>;
            const who = await whoOffersCode(ctx);
            if (who?.signedIn && ctx.path === '/two-factor/verify-backup-code') {
              return refuse(400, {
                code: 'already_signed_in',
                message: 'Backup codes are only for signing in.',
              });
            }
            const isTotp = ctx.path === '/two-factor/verify-totp' && typeof body.code === 'string';
            const refused = who && isTotp && !(await takeCode(ctx, who.id, body.code as string));
            // As a wrong code, which the library counts and refuses.
            const code = refused ? { code: '' } : {};
            return { context: { body: { ...body, ...code, trustDevice: false, disableSession: false } } };
          }),
        },
      ],
      after: [
        {
          matcher: takesCode,
          handler: createAuthMiddleware(async (ctx) => {
            const answer = ctx.context.returned;
            if (!isAPIError(answer) || answer.body?.code !== 'ACCOUNT_TEMPORARILY_LOCKED') return;
            const who = await whoOffersCode(ctx);
            const row = who && (await db.twoFactor.findUnique({ where: { userId: who.id } }));
            const waitMs = (row?.lockedUntil?.getTime() ?? 0) - Date.now();
            ctx.setHeader('retry-after', String(Math.max(1, Math.ceil(waitMs / 1000))));
          }),
        },
      ],
    },
  } satisfies BetterAuthPlugin;

  async function takeCode(
    ctx: Parameters<Parameters<typeof createAuthMiddleware>[0]>[0],
    userId: string,
    code: string,
  ): Promise<boolean> {
    const row = await db.twoFactor.findUnique({ where: { userId } });
    if (!row) return false;
    const secret = await symmetricDecrypt({ key: ctx.context.secretConfig, data: row.secret });
    // The machine's clock, by which the library judges the code once more.
    const step = await timeStepOf(secret, code, Date.now());
    return step !== null && (await takeTimeStep(db, userId, step));
  }
}
