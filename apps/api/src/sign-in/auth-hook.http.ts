import type { createAuthMiddleware } from 'better-auth/api';

/** What a hook of the sign-in library is given. */
export type HookContext = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

export type Refusal = { code: string; message: string; path?: string[] };

/** The answer of a hook that lets a request go no further; thrown, it would be logged as an error each time. */
export const refuse = (status: number, refusal: Refusal, headers: Record<string, string> = {}): Response =>
  Response.json(refusal, { status, headers });
