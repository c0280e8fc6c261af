import { type BetterAuthPlugin, betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { APIError, createAuthEndpoint, formCsrfMiddleware, isAPIError } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { toNodeHandler } from 'better-auth/node';
import type { Logger } from 'pino';
import { z } from 'zod';
import { isClientGone } from '../client-gone.ts';
import type { Deps } from '../deps.ts';
import { DomainError } from '../errors.ts';
import { admitBody } from '../http/limit-body.ts';
import type { RawRoute } from '../http/raw-route.ts';
import { CLIENT_ADDRESS_HEADER } from './client-address.ts';
import { cookiePrefix, isSecure } from './cookie-prefix.ts';
import { withoutDemoUsers } from './demo-user.ts';
import { refuseEasyPasswords } from './easy-password.http.ts';
import { hashSessionTokens } from './hash-session-tokens.http.ts';
import { passkeys } from './passkeys.http.ts';
import { hashPassword, PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH, verifyPassword } from './password.ts';
import { sessionList } from './sessions.http.ts';
import { type SetUpInput, setUp } from './set-up.ts';
import { signInLimits } from './sign-in-limits.http.ts';
import { signInMethods } from './sign-in-methods.http.ts';
import { authenticatorApp, codesWorkOnce } from './totp.http.ts';

const BASE_PATH = '/auth';
/** Everything else the library offers stays closed. */
const OPEN_PATHS = [
  ...['/sign-up/email', '/sign-in/email', '/sign-out', '/get-session', '/change-password'],
  ...['/sessions', '/end-session', '/revoke-other-sessions', '/sign-in-methods'],
  ...['/two-factor/enable', '/two-factor/disable', '/two-factor/generate-backup-codes'],
  ...['/two-factor/verify-totp', '/two-factor/verify-backup-code'],
  ...['/passkey/begin-registration', '/passkey/verify-registration'],
  ...['/passkey/generate-authenticate-options', '/passkey/verify-authentication'],
  ...['/passkey/update-passkey', '/passkey/delete-passkey'],
];

/** Of one address to one path; the window in seconds. */
const REQUESTS = { window: 60, max: 300 };
const SIGN_UPS_PER_MINUTE = 20;
const DAY_SECONDS = 24 * 3600;

export type Auth = ReturnType<typeof createAuth>;

/** Sign-in by password, with a code where somebody wants one, or by passkey; sessions are in the database. */
export function createAuth(deps: Deps) {
  const { config, db, log } = deps;
  return betterAuth({
    appName: 'Airdate',
    baseURL: config.appUrl,
    basePath: BASE_PATH,
    secret: config.sessionSecret,
    trustedOrigins: [new URL(config.appUrl).origin],
    telemetry: { enabled: false },
    logger: { level: 'warn', log: (level, message) => writeLog(log, level, message) },
    // In place of the library's own lines, of which one goes past every logger.
    onAPIError: {
      onError(error) {
        const clientsFault = isClientGone(error) || (isAPIError(error) && error.statusCode < 500);
        log[clientsFault ? 'debug' : 'error']({ part: 'auth', err: error }, 'failed');
      },
    },
    database: hashSessionTokens(
      prismaAdapter(config.demo ? db : withoutDemoUsers(db), { provider: 'postgresql' }),
    ),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN_LENGTH,
      maxPasswordLength: PASSWORD_MAX_LENGTH,
      password: {
        hash: hashPassword,
        verify: ({ hash, password }) => verifyPassword(hash, password),
      },
    },
    account: { modelName: 'authAccount' },
    session: {
      fields: { token: 'tokenHash' },
      expiresIn: 30 * DAY_SECONDS,
      // Also how exactly the list of sessions knows when each was last active.
      updateAge: 600,
      // Whatever asks for a fresh session asks for the password instead.
      freshAge: 0,
      additionalFields: { activeTeamId: { type: 'string', required: false, input: false } },
    },
    // Whoever knows an identifier may answer for somebody, as with a token.
    verification: { storeIdentifier: 'hashed' },
    rateLimit: {
      enabled: true,
      storage: 'database',
      ...REQUESTS,
      customRules: {
        // Counted by account as well; see signInLimits.
        '/sign-in/email': false,
        '/sign-up/email': { window: 60, max: SIGN_UPS_PER_MINUTE },
        '/change-password': false,
        '/two-factor/verify-totp': false,
        '/two-factor/verify-backup-code': false,
        // By its first letters the library takes it for an attempt.
        '/sign-in-methods': REQUESTS,
      },
    },
    advanced: {
      cookiePrefix: cookiePrefix(config.appUrl),
      // The library's own prefix, "__Secure-", would stand before ours.
      useSecureCookies: false,
      defaultCookieAttributes: { secure: isSecure(config.appUrl) },
      database: { generateId: false },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      // The library turns these off by itself when NODE_ENV is "test".
      disableOriginCheck: false,
      disableCSRFCheck: false,
    },
    // In this order they see each request, and each answer.
    plugins: [
      setUpInsteadOfSignUp(deps),
      authenticatorApp(),
      signInLimits(deps),
      refuseEasyPasswords(),
      codesWorkOnce(deps),
      passkeys(deps),
      signInMethods(deps),
      sessionList(deps),
    ],
  });
}

/** Mounts the open paths below `/auth/`; anything else there is not found. */
export function authRoutes({ config }: Deps, auth: Auth): RawRoute[] {
  const handle = toNodeHandler(auth.handler);
  const open = new Set(OPEN_PATHS.map((path) => BASE_PATH + path));
  return [
    {
      method: '*',
      path: `${BASE_PATH}/`,
      async handle(req, res, url) {
        if (!open.has(url.pathname)) {
          res.writeHead(404, { 'content-type': 'application/json' }).end('{"code":"NOT_FOUND"}');
          return;
        }
        if (!admitBody(req, res, config.limits.signInBytes)) return;
        // The library makes an address of it; what it may be is settled by the proxy in front, not here.
        if (!/^https?$/.test(String(req.headers['x-forwarded-proto'])))
          delete req.headers['x-forwarded-proto'];
        await handle(req, res);
      },
    },
  ];
}

/** The library's sign-up would create a person without a team; ours creates both, once, and signs the person in. */
function setUpInsteadOfSignUp(deps: Deps) {
  return {
    id: 'airdate-set-up',
    endpoints: {
      signUpEmail: createAuthEndpoint(
        '/sign-up/email',
        { method: 'POST', use: [formCsrfMiddleware], body: z.looseObject({}) },
        async (ctx) => {
          const { userId } = await setUp(deps, ctx.body as SetUpInput).catch((error: unknown) => {
            throw asApiError(error);
          });
          const user = await ctx.context.internalAdapter.findUserById(userId);
          if (!user) throw new APIError('INTERNAL_SERVER_ERROR');
          const session = await ctx.context.internalAdapter.createSession(userId);
          await setSessionCookie(ctx, { session, user });
          return ctx.json({ user: { id: user.id, name: user.name, email: user.email } });
        },
      ),
    },
  } satisfies BetterAuthPlugin;
}

function asApiError(error: unknown): unknown {
  if (!(error instanceof DomainError)) return error;
  const forbidden = error.code === 'sign_up_closed' || error.code === 'set_up_token_invalid';
  const status = forbidden ? 'FORBIDDEN' : 'BAD_REQUEST';
  return new APIError(status, { code: error.code, message: error.message, path: error.path });
}

/** What a client did wrong; the server tells it as a security event, with the address. */
const CLIENTS_FAULT = /^(?:Invalid |User not found|Password not found|Blocked cross-site)/;

/** Only the message: what the library adds may hold e-mail addresses and request data. */
function writeLog(
  log: Logger,
  level: 'debug' | 'info' | 'success' | 'warn' | 'error',
  message: string,
): void {
  const known = CLIENTS_FAULT.test(message) ? 'debug' : level;
  log[known === 'success' ? 'info' : known]({ part: 'auth' }, message);
}
