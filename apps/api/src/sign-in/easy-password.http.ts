import type { BetterAuthPlugin } from 'better-auth';
import { createAuthMiddleware, getSessionFromCtx } from 'better-auth/api';
import { refuse } from './auth-hook.http.ts';
import { EASY_PASSWORD, isEasyPassword } from './easy-password.ts';

/** Better Auth checks the length of a new password only. */
export function refuseEasyPasswords() {
  return {
    id: 'airdate-easy-passwords',
    hooks: {
      before: [
        {
          matcher: ({ path }) => path === '/change-password',
          handler: createAuthMiddleware(async (ctx) => {
            // Hooks run before the library looks at the body, which can be anything here.
            const password = (ctx.body as { newPassword?: unknown } | null | undefined)?.newPassword;
            if (typeof password !== 'string') return;
            const session = await getSessionFromCtx(ctx);
            if (!session || !isEasyPassword(password, [session.user.name, session.user.email])) return;
            return refuse(400, { code: 'EASY_PASSWORD', message: EASY_PASSWORD });
          }),
        },
      ],
    },
  } satisfies BetterAuthPlugin;
}
