import type { BetterAuthPlugin } from 'better-auth';
import { createAuthMiddleware, isAPIError } from 'better-auth/api';
import { symmetricDecrypt } from 'better-auth/crypto';
import { twoFactor } from 'better-auth/plugins';
import type { Deps } from '../deps.ts';
import { type HookContext, refuse } from './auth-hook.http.ts';
import { BACKUP_CODE_PATH, takesCode, whoOffersCode } from './second-step.http.ts';
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

const ALREADY_SIGNED_IN = { code: 'already_signed_in', message: 'Backup codes are only for signing in.' };
const UNREADABLE = {
  code: 'authenticator_app_unreadable',
  message: 'Airdate cannot check your codes any more. Whoever runs it can let you sign in without.',
};
const WRONG = new Set(['INVALID_CODE', 'INVALID_BACKUP_CODE']);

/**
 * What the library leaves open: a code works once, a browser is never trusted to go without, and backup codes are only for
 * signing in. Stands behind the limits of sign-in attempts.
 */
export function codesWorkOnce({ db, log }: Pick<Deps, 'db' | 'log'>) {
  const appOf = (userId: string) => db.twoFactor.findUnique({ where: { userId } });

  return {
    id: 'airdate-codes-work-once',
    hooks: {
      before: [
        {
          matcher: takesCode,
          handler: createAuthMiddleware(async (ctx) => {
            const body = (ctx.body ?? {}) as Record<string, unknown>;
            const fixed = { ...body, trustDevice: false, disableSession: false };
            const who = await whoOffersCode(ctx);
            const app = who && (await appOf(who.id));
            if (!app || typeof body.code !== 'string') return { context: { body: fixed } };

            const secret = await symmetricDecrypt({ key: ctx.context.secretConfig, data: app.secret }).catch(
              () => null,
            );
            if (secret === null) {
              log.error({ part: 'auth', userId: who.id }, 'sealed with another SESSION_SECRET: codes');
              return refuse(409, UNREADABLE);
            }
            if (ctx.path === BACKUP_CODE_PATH) {
              return who.signedIn ? refuse(400, ALREADY_SIGNED_IN) : { context: { body: fixed } };
            }
            // The machine's clock, by which the library judges the code once more.
            const step = await timeStepOf(secret, body.code, Date.now());
            const taken = step !== null && (await takeTimeStep(db, who.id, step));
            // One that was used is like a wrong one, which the library counts and refuses.
            return { context: { body: taken ? fixed : { ...fixed, code: '' } } };
          }),
        },
      ],
      after: [
        {
          matcher: takesCode,
          handler: createAuthMiddleware(async (ctx) => {
            const answer = ctx.context.returned;
            const code = isAPIError(answer) ? answer.body?.code : undefined;
            if (code === undefined) return;
            const who = await whoOffersCode(ctx);
            if (!who || who.signedIn) return;
            if (WRONG.has(code)) {
              log.warn({ part: 'auth', userId: who.id }, 'a right password was followed by a wrong code');
            }
            if (code === 'ACCOUNT_TEMPORARILY_LOCKED') await sayHowLong(ctx, who.id);
          }),
        },
      ],
    },
  } satisfies BetterAuthPlugin;

  async function sayHowLong(ctx: HookContext, userId: string): Promise<void> {
    const app = await appOf(userId);
    const waitMs = (app?.lockedUntil?.getTime() ?? 0) - Date.now();
    ctx.setHeader('retry-after', String(Math.max(1, Math.ceil(waitMs / 1000))));
  }
}
