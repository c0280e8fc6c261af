import { createHmac, randomUUID } from 'node:crypto';
import type { BetterAuthPlugin } from 'better-auth';
import { createAuthMiddleware, getSessionFromCtx, isAPIError } from 'better-auth/api';
import type { Deps } from '../deps.ts';
import { type HookContext, refuse } from './auth-hook.http.ts';
import { clientAddressOf, networkOf } from './client-address.ts';
import { cookiePrefix, isSecure } from './cookie-prefix.ts';
import { takesCode, whoOffersCode } from './second-step.http.ts';
import {
  ACCOUNT_LIMIT,
  ADDRESS_LIMIT,
  type AttemptLimit,
  countAttempt,
  forgetAttempts,
  takeBackAttempt,
} from './sign-in-attempts.ts';

const YEAR_SECONDS = 365 * 24 * 3600;

/** What somebody who is signed in confirms with the password. */
const ASK_FOR_PASSWORD: ReadonlySet<string | undefined> = new Set([
  ...['/change-password', '/two-factor/enable', '/two-factor/disable', '/two-factor/generate-backup-codes'],
  ...['/passkey/begin-registration', '/passkey/delete-passkey'],
]);

/**
 * Slows guessing down, per account and per address, and says nothing about whether an account exists. A browser in which
 * the account's owner signed in before is counted on its own, so that nobody can keep the owner out by guessing.
 */
export function signInLimits(deps: Deps) {
  const { config } = deps;
  const deviceCookie = `${cookiePrefix(config.appUrl)}.device`;
  const hashed = (text: string) =>
    createHmac('sha256', config.sessionSecret).update(text).digest('base64url');

  const addressKey = (ctx: HookContext) =>
    `address:${networkOf(clientAddressOf(ctx.headers ?? new Headers()))}`;

  /** The account by what was typed in or is known of it, or this browser's own share of it. */
  const accountKey = async (ctx: HookContext, email: string) => {
    const account = hashed(`account ${email.toLowerCase()}`);
    const device = await ctx.getSignedCookie(deviceCookie, config.sessionSecret);
    const [id, owner] = typeof device === 'string' ? device.split(':') : [];
    return owner === account ? `device:${id}:${account}` : `account:${account}`;
  };

  /** @returns the answer to an attempt that comes too early */
  const refusal = async (key: string, limit: AttemptLimit): Promise<Response | undefined> => {
    const waitSeconds = await countAttempt(deps, key, limit);
    if (waitSeconds === 0) return undefined;
    const message = `Too many attempts. Try again in ${waitSeconds} seconds.`;
    return refuse(429, { code: 'TOO_MANY_REQUESTS', message }, { 'retry-after': String(waitSeconds) });
  };

  /** The codes of an account are counted apart from its passwords: who guesses at these cannot keep anybody from those. */
  const codeKey = async (ctx: HookContext, email: string) => `code:${await accountKey(ctx, email)}`;

  const passwordKey = (userId: string) => `password:${userId}`;

  const at = (path: string) => (ctx: { path?: string }) => ctx.path === path;
  const asksForPassword = ({ path }: { path?: string }) => ASK_FOR_PASSWORD.has(path);

  /** Once somebody is signed in, with all that it takes, their attempts are forgotten and this browser is known. */
  const welcome = async (ctx: HookContext, email: string) => {
    await forgetAttempts(deps, await accountKey(ctx, email));
    await forgetAttempts(deps, await codeKey(ctx, email));
    await takeBackAttempt(deps, addressKey(ctx));
    const device = `${randomUUID()}:${hashed(`account ${email.toLowerCase()}`)}`;
    await ctx.setSignedCookie(deviceCookie, device, config.sessionSecret, {
      httpOnly: true,
      maxAge: YEAR_SECONDS,
      path: '/',
      sameSite: 'lax',
      secure: isSecure(config.appUrl),
    });
  };

  const noteSignIn = (ctx: HookContext, userId: string, reason: string) => {
    const address = clientAddressOf(ctx.headers ?? new Headers());
    deps.securityLog.note('signed_in', { address, viewer: `user:${userId}`, reason });
  };

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
          matcher: takesCode,
          handler: createAuthMiddleware(async (ctx) => {
            const refused = await refusal(addressKey(ctx), ADDRESS_LIMIT);
            if (refused) return refused;
            const who = await whoOffersCode(ctx);
            return who && refusal(await codeKey(ctx, who.email), ACCOUNT_LIMIT);
          }),
        },
        {
          matcher: asksForPassword,
          handler: createAuthMiddleware(async (ctx) => {
            const signedIn = await getSessionFromCtx(ctx);
            const refused = signedIn && (await refusal(passwordKey(signedIn.user.id), ACCOUNT_LIMIT));
            if (refused) return refused;
            if (ctx.path !== '/change-password') return;
            // Whoever changes a password may do it because somebody else knows it.
            return { context: { body: { ...(ctx.body as object), revokeOtherSessions: true } } };
          }),
        },
      ],
      after: [
        {
          matcher: at('/sign-in/email'),
          handler: createAuthMiddleware(async (ctx) => {
            // Not there yet while a code is still to come.
            const user = ctx.context.newSession?.user;
            if (user) {
              noteSignIn(ctx, user.id, 'password');
              await welcome(ctx, (ctx.body as { email: string }).email);
            } else if (!isAPIError(ctx.context.returned)) {
              await takeBackAttempt(deps, addressKey(ctx));
            }
          }),
        },
        {
          matcher: takesCode,
          handler: createAuthMiddleware(async (ctx) => {
            const user = ctx.context.newSession?.user;
            if (!user) return;
            // Whoever turns the app on is signed in already.
            if (!ctx.context.session) noteSignIn(ctx, user.id, 'password and code');
            await welcome(ctx, user.email);
          }),
        },
        {
          matcher: at('/passkey/verify-authentication'),
          handler: createAuthMiddleware(async (ctx) => {
            const user = ctx.context.newSession?.user;
            if (user) noteSignIn(ctx, user.id, 'passkey');
          }),
        },
        {
          matcher: asksForPassword,
          handler: createAuthMiddleware(async (ctx) => {
            const user = ctx.context.session?.user;
            if (user && !isAPIError(ctx.context.returned)) await forgetAttempts(deps, passwordKey(user.id));
          }),
        },
      ],
    },
  } satisfies BetterAuthPlugin;
}
