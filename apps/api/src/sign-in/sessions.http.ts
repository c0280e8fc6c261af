import type { BetterAuthPlugin } from 'better-auth';
import {
  APIError,
  createAuthEndpoint,
  createAuthMiddleware,
  sensitiveSessionMiddleware,
} from 'better-auth/api';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { browserName } from './browser-name.ts';
import { endOtherSessions } from './end-other-sessions.ts';

/**
 * Where somebody is signed in, and how to end it. The library's own endpoints name a session by its token, which is as
 * good as a password and not stored; these name it by its id and let no token out.
 */
export function sessionList({ db }: Pick<Deps, 'db'>) {
  return {
    id: 'airdate-session-list',
    endpoints: {
      listSessionsById: createAuthEndpoint(
        '/sessions',
        { method: 'GET', use: [sensitiveSessionMiddleware], requireHeaders: true },
        async (ctx) => {
          const { session: own, user } = ctx.context.session;
          const sessions = await ctx.context.internalAdapter.listSessions(user.id, {
            onlyActiveSessions: true,
          });
          const rows = sessions.map((session) => ({
            id: session.id,
            browser: browserName(session.userAgent ?? null),
            address: session.ipAddress || null,
            signedInAt: session.createdAt,
            lastActiveAt: session.updatedAt,
            current: session.id === own.id,
          }));
          rows.sort((a, b) => Number(b.current) - Number(a.current) || +b.lastActiveAt - +a.lastActiveAt);
          return ctx.json(rows);
        },
      ),
      endSession: createAuthEndpoint(
        '/end-session',
        {
          method: 'POST',
          use: [sensitiveSessionMiddleware],
          requireHeaders: true,
          body: z.object({ id: z.string() }),
        },
        async (ctx) => {
          const { user } = ctx.context.session;
          const { id } = ctx.body;
          const ended = z.uuid().safeParse(id).success
            ? await ctx.context.adapter.deleteMany({
                model: 'session',
                where: [
                  { field: 'userId', value: user.id },
                  { field: 'id', value: id },
                ],
              })
            : 0;
          if (ended === 0)
            throw new APIError('NOT_FOUND', { code: 'not_found', message: 'There is no such session.' });
          return ctx.json({ status: true });
        },
      ),
      revokeOtherSessions: createAuthEndpoint(
        '/revoke-other-sessions',
        { method: 'POST', use: [sensitiveSessionMiddleware], requireHeaders: true },
        async (ctx) => {
          const { session: own, user } = ctx.context.session;
          await endOtherSessions(db, { userId: user.id, sessionId: own.id });
          return ctx.json({ status: true });
        },
      ),
    },
    hooks: {
      after: [
        {
          // The token is for the cookie alone, out of reach of scripts.
          matcher: ({ path }) => path !== undefined && ANSWERS_WITH_TOKEN.has(path),
          handler: createAuthMiddleware(async (ctx) => {
            const answer = ctx.context.returned;
            if (answer instanceof Error || typeof answer !== 'object' || answer === null) return;
            const { token: _token, session, ...rest } = answer as Record<string, unknown>;
            const { token: _sessionToken, ...facts } = (session ?? {}) as Record<string, unknown>;
            return ctx.json(session ? { ...rest, session: facts } : rest);
          }),
        },
      ],
    },
  } satisfies BetterAuthPlugin;
}

const ANSWERS_WITH_TOKEN = new Set([
  ...['/sign-in/email', '/change-password', '/get-session'],
  ...['/two-factor/verify-totp', '/two-factor/verify-backup-code', '/passkey/verify-authentication'],
]);
