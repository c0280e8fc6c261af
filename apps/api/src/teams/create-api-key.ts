import { type ApiKey, ApiKeyScope, Role } from '@airdate/db';
import { z } from 'zod';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { ForbiddenError, issue, ValidationError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import { as, parseInput } from '../parse-input.ts';
import { generateApiKey, hashApiKeySecret } from './api-key.ts';

const NAME_MAX_LENGTH = 100;

const CreateApiKeyInput = z.object({
  name: z
    .string()
    .trim()
    .max(NAME_MAX_LENGTH, `A name has at most ${NAME_MAX_LENGTH} characters.`)
    .refine((name) => name !== '', as('name_required', 'The key needs a name.')),
  role: z.enum(Role),
  scopes: z
    .array(z.enum(ApiKeyScope))
    .min(1, 'A key needs at least one scope.')
    .transform((scopes) => [...new Set(scopes)])
    .nullish(),
  isTest: z.boolean().nullish(),
  expiresAt: z.date().nullish(),
});
export type CreateApiKeyInput = z.input<typeof CreateApiKeyInput>;

/**
 * Creates a key for programs, with all scopes unless some are named. The whole key is returned this once; only the hash of its secret is stored.
 *
 * @throws ForbiddenError below admin, for a role above one's own, and for a key that tries to make another key, which
 *   would outlive its own revocation
 * @throws ValidationError `name_required`, `invalid_input` or `time_in_past`
 */
export async function createApiKey(
  ctx: TeamContext,
  input: CreateApiKeyInput,
): Promise<{ apiKey: ApiKey; secret: string }> {
  requireRole(ctx, 'ADMIN');
  const { name, role, scopes, isTest, expiresAt } = parseInput(CreateApiKeyInput, input);
  requireRole(ctx, role);
  const { actor, deps, teamId } = ctx;
  if (actor.kind !== 'user') throw new ForbiddenError('admin', 'Only people can create API keys.');

  const at = deps.clock.now();
  if (expiresAt && expiresAt <= at) {
    throw new ValidationError([issue('time_in_past', ['expiresAt'], 'The key would have expired already.')]);
  }

  const { key, prefix, secret } = generateApiKey({ isTest: isTest ?? false });
  const apiKey = await commitChange(ctx, async (tx) => {
    const created = await tx.apiKey.create({
      data: {
        teamId,
        createdById: actor.id,
        name,
        prefix,
        secretHash: hashApiKeySecret(secret),
        role,
        scopes: scopes ?? Object.values(ApiKeyScope),
        isTest: isTest ?? false,
        expiresAt: expiresAt ?? null,
        createdAt: at,
      },
    });
    await appendEvent(tx, { teamId, type: 'api_key.created', data: { name, prefix }, actor, at });
    return created;
  });
  return { apiKey, secret: key };
}
