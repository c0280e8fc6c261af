import { getSessionFromCtx } from 'better-auth/api';
import type { HookContext } from './auth-hook.http.ts';

/** The library's name of the cookie that stands for a sign-in which still needs its code. */
const PENDING_COOKIE = 'two_factor';

export const BACKUP_CODE_PATH = '/two-factor/verify-backup-code';
const PATHS: ReadonlySet<string | undefined> = new Set(['/two-factor/verify-totp', BACKUP_CODE_PATH]);

/** Whether a code is offered: the second step of a sign-in, or what shows that a new authenticator app works. */
export const takesCode = ({ path }: { path?: string }) => PATHS.has(path);

/** Who offers a code: somebody who is signed in, or whose password was right. Undefined when the step has expired. */
export async function whoOffersCode(
  ctx: HookContext,
): Promise<{ id: string; email: string; signedIn: boolean } | undefined> {
  const signedIn = await getSessionFromCtx(ctx);
  if (signedIn) return { id: signedIn.user.id, email: signedIn.user.email, signedIn: true };
  const { name } = ctx.context.createAuthCookie(PENDING_COOKIE);
  const pending = await ctx.getSignedCookie(name, ctx.context.secret);
  if (!pending) return undefined;
  const step = await ctx.context.internalAdapter.findVerificationValue(pending);
  if (!step || step.expiresAt.getTime() < Date.now()) return undefined;
  const user = await ctx.context.internalAdapter.findUserById(step.value);
  return user ? { id: user.id, email: user.email, signedIn: false } : undefined;
}
