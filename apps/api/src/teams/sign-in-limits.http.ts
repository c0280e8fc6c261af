import { createHmac, randomUUID } from 'node:crypto';
import type { BetterAuthPlugin } from 'better-auth';
import { createAuthMiddleware, getSessionFromCtx } from 'better-auth/api';
import type { Deps } from '../deps.ts';
import { clientAddressOf, networkOf } from './client-address.ts';
import { cookiePrefix, isSecure } from './cookie-prefix.ts';
import {
  ACCOUNT_LIMIT,
  ADDRESS_LIMIT,
  type AttemptLimit,
  countAttempt,
  forgetAttempts,
  takeBackAttempt,
} from './sign-in-attempts.ts';

const YEAR_SECONDS = 365 * 24 * 3600;

type Context = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

/**
 * Slows guessing down, per account and per address, and says nothing about whether an account exists. A browser in which
 * the account's owner signed in before is counted on its own, so that nobody can keep the owner out by guessing.
 */
export function signInLimits(deps: Deps) {
  const { config } = deps;
  const deviceCookie = `${cookiePrefix(config.appUrl)}.device`;
  const hashed = (text: string) =>
    createHmac('sha256', config.sessionSecret).update(text).digest('base64url');

  const addressKey = (ctx: Context) => `address:${networkOf(clientAddressOf(ctx.headers ?? new Headers()))}`;

  /** The account by what was typed in, or this browser's own share of it. */
  const accountKey = async (ctx: Context, email: string) => {
    const account = hashed(`account ${email.toLowerCase()}`);
    const device = await ctx.getSignedCookie(deviceCookie, config.sessionSecret);
    const [id, owner] = typeof device === 'string' ? device.split(':') : [];
    return owner === account ? `device:${id}:${account}` : `account:${account}`;
  };

  /** @returns the answer to an attempt that comes too early; thrown, it would be logged as an error each time */
  const refusal = async (key: string, limit: AttemptLimit): Promise<Response | undefined> => {
    const waitSeconds = await countAttempt(deps, key, limit);
    if (waitSeconds === 0) return undefined;
    const message = `Too many attempts. Try again in ${waitSeconds} seconds.`;
    return Response.json(
      { code: 'TOO_MANY_REQUESTS', message },
      { status: 429, headers: { 'retry-after': String(waitSeconds) } },
    );
  };

  const at = (path: string) => (ctx: { path?: string }) => ctx.path === path;

  return {
    id: 'airdate-sign-in-limits',
    hooks: {
      before: [
        {
          matcher: at('/sign-in/email'),
          handler: createAuthMiddleware(async (ctx) => {
            // Hooks run before the library looks at the body, which can be anything here.
            const email = (ctx.body as { email?: unknown } | null | undefined)?.email;
            if (typeof email !== 'string') return;
            // First the address: an attempt that it cuts off must not count against the account.
            return (
              (await refusal(addressKey(ctx), ADDRESS_LIMIT)) ??
              (await refusal(await accountKey(ctx, email), ACCOUNT_LIMIT))
            );
          }),
        },
        {
          matcher: at('/change-password'),
          handler: createAuthMiddleware(async (ctx) => {
            const signedIn = await getSessionFromCtx(ctx);
            const refused = signedIn && (await refusal(`password:${signedIn.user.id}`, ACCOUNT_LIMIT));
            if (refused) return refused;
            // Whoever changes a password may do it because somebody else knows it.
            return { context: { body: { ...(ctx.body as object), revokeOtherSessions: true } } };
          }),
        },
      ],
      after: [
        {
          matcher: at('/sign-in/email'),
          handler: createAuthMiddleware(async (ctx) => {
            const user = ctx.context.newSession?.user;
            if (!user) return;
            const { email } = ctx.body as { email: string };
            const address = clientAddressOf(ctx.headers ?? new Headers());
            deps.securityLog.note('signed_in', { address, viewer: `user:${user.id}`, reason: 'password' });
            await forgetAttempts(deps, await accountKey(ctx, email));
            await takeBackAttempt(deps, addressKey(ctx));
            const device = `${randomUUID()}:${hashed(`account ${email.toLowerCase()}`)}`;
            await ctx.setSignedCookie(deviceCookie, device, config.sessionSecret, {
              httpOnly: true,
              maxAge: YEAR_SECONDS,
              path: '/',
              sameSite: 'lax',
              secure: isSecure(config.appUrl),
            });
          }),
        },
        {
          matcher: at('/change-password'),
          handler: createAuthMiddleware(async (ctx) => {
            const user = ctx.context.newSession?.user;
            if (user) await forgetAttempts(deps, `password:${user.id}`);
          }),
        },
      ],
    },
  } satisfies BetterAuthPlugin;
}
