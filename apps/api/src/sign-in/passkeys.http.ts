import { passkey } from '@better-auth/passkey';
import type { BetterAuthPlugin } from 'better-auth';
import {
  APIError,
  createAuthEndpoint,
  createAuthMiddleware,
  getSessionFromCtx,
  isAPIError,
  sensitiveSessionMiddleware,
} from 'better-auth/api';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { type HookContext, refuse } from './auth-hook.http.ts';
import { NameInput } from './name-input.ts';
import { usePasskey } from './use-passkey.ts';

const MAX_PASSKEYS = 20;

/** What a database may be asked for; WebAuthn's ids have at most 1023 bytes. */
const CredentialId = z.string().regex(/^[\w-]{1,1364}$/);

const NAMES_ONE: ReadonlySet<string> = new Set(['/passkey/update-passkey', '/passkey/delete-passkey']);
const GIVES_NAME: ReadonlySet<string> = new Set(['/passkey/update-passkey', '/passkey/verify-registration']);

const NOT_FOUND = { code: 'not_found', message: 'There is no such passkey.' };
const UNKNOWN = { code: 'PASSKEY_NOT_FOUND', message: 'This passkey is not known here.' };
const UNREADABLE = {
  code: 'passkey_not_made',
  message: 'This is not the answer of a device to our question.',
};
const INVALID_PASSWORD = { code: 'INVALID_PASSWORD', message: 'Invalid password' };
const NOT_VERIFIED = {
  code: 'user_not_verified',
  message: 'The device did not ask for a PIN, a fingerprint or a face, so it is not enough to sign in with.',
};

/**
 * Passkeys that sign in by themselves: who has one has shown a device and, to the device, a PIN or a body. The library does
 * not insist on the latter, so this does, of every answer that a device signed.
 */
export function passkeys(deps: Pick<Deps, 'config' | 'db' | 'clock'>) {
  const { config, db } = deps;
  const { origin, hostname } = new URL(config.appUrl);
  const library = passkey({
    rpID: hostname,
    rpName: 'Airdate',
    origin,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    advanced: { webAuthnChallengeCookie: 'passkey' },
    registration: {
      async afterVerification({ verification }) {
        if (!verification.registrationInfo?.userVerified) throw new APIError('BAD_REQUEST', NOT_VERIFIED);
      },
    },
    authentication: {
      async afterVerification({ ctx, verification, clientData }) {
        if (!verification.authenticationInfo.userVerified) throw new APIError('BAD_REQUEST', NOT_VERIFIED);
        const userId = await usePasskey(deps, clientData.id);
        // The library would make a session before it finds out that somebody is locked out here.
        if (!userId || !(await ctx.context.internalAdapter.findUserById(userId)))
          throw new APIError('UNAUTHORIZED', UNKNOWN);
      },
    },
  });

  return {
    ...library,
    endpoints: {
      ...library.endpoints,
      /** The library's own way to begin asks for a session alone, so it stays closed; this asks for the password. */
      beginPasskeyRegistration: createAuthEndpoint(
        '/passkey/begin-registration',
        {
          method: 'POST',
          use: [sensitiveSessionMiddleware],
          requireHeaders: true,
          body: z.object({ password: z.string() }),
        },
        async (ctx) => {
          const { user } = ctx.context.session;
          await ctx.context.password.checkPassword(user.id, ctx);
          if ((await db.passkey.count({ where: { userId: user.id } })) >= MAX_PASSKEYS) {
            throw new APIError('BAD_REQUEST', {
              code: 'too_many_passkeys',
              message: `There are ${MAX_PASSKEYS} passkeys already. Remove one first.`,
            });
          }
          const { response, headers } = await library.endpoints.generatePasskeyRegistrationOptions({
            context: ctx.context,
            headers: ctx.headers,
            method: 'GET',
            returnHeaders: true,
          });
          ctx.setHeader('set-cookie', headers.get('set-cookie') ?? '');
          return ctx.json(response);
        },
      ),
    },
    hooks: {
      before: [
        {
          matcher: ({ path }) => path?.startsWith('/passkey/') ?? false,
          handler: createAuthMiddleware(async (ctx) => {
            // Hooks run before the library looks at the body, which can be anything here.
            const body = (ctx.body ?? {}) as Record<string, unknown>;
            if (ctx.path === '/passkey/verify-authentication') {
              const { id } = (body.response ?? {}) as { id?: unknown };
              return CredentialId.safeParse(id).success ? undefined : refuse(401, UNKNOWN);
            }
            const signedIn = await getSessionFromCtx(ctx);
            if (signedIn && NAMES_ONE.has(ctx.path)) {
              const { data: id } = z.uuid().safeParse(body.id);
              const own = id && (await db.passkey.findFirst({ where: { id, userId: signedIn.user.id } }));
              if (!own) return refuse(404, NOT_FOUND);
            }
            if (signedIn && ctx.path === '/passkey/delete-passkey') {
              return refuseWithoutPassword(ctx, signedIn.user.id);
            }
            if (!GIVES_NAME.has(ctx.path)) return;
            const { data: name, error } = NameInput.safeParse(body.name);
            if (error) {
              const message = error.issues.map((issue) => issue.message).join(' ');
              return refuse(400, { code: 'invalid_input', message, path: ['name'] });
            }
            return { context: { body: { ...body, name, createSession: false } } };
          }),
        },
      ],
      after: [
        {
          matcher: ({ path }) => path === '/passkey/generate-authenticate-options',
          handler: createAuthMiddleware(async (ctx) => {
            const options = ctx.context.returned;
            if (options instanceof Error || typeof options !== 'object') return;
            return ctx.json({ ...options, userVerification: 'required' });
          }),
        },
        {
          // The rest of the row is of no use to anybody.
          matcher: ({ path }) =>
            path === '/passkey/verify-registration' || path === '/passkey/update-passkey',
          handler: createAuthMiddleware(async (ctx) => {
            const answer = ctx.context.returned;
            if (!(answer instanceof Error)) return ctx.json({ status: true });
            // The library takes the blame for whatever a browser sends.
            if (isAPIError(answer) && answer.statusCode === 500) return refuse(400, UNREADABLE);
          }),
        },
      ],
    },
  } satisfies BetterAuthPlugin;
}

/** The library would remove one for whoever has the session. */
async function refuseWithoutPassword(ctx: HookContext, userId: string): Promise<Response | undefined> {
  try {
    await ctx.context.password.checkPassword(userId, ctx);
    return undefined;
  } catch (error) {
    if (!isAPIError(error)) throw error;
    return refuse(400, INVALID_PASSWORD);
  }
}
