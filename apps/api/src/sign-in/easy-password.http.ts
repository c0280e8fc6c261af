import { APIError, type BetterAuthPlugin } from 'better-auth';
import { createAuthMiddleware, getSessionFromCtx } from 'better-auth/api';
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
            const session = await getSessionFromCtx(ctx);
            if (typeof password !== 'string' || !session) return;
            const { name, email } = session.user;
            if (isEasyPassword(password, [name, email]))
              throw new APIError('BAD_REQUEST', { code: 'EASY_PASSWORD', message: EASY_PASSWORD });
          }),
        },
      ],
    },
  } satisfies BetterAuthPlugin;
}
