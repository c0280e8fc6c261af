import type { ApiKey, Role } from '@airdate/db';
import { requireRole, type TeamContext, withTransaction } from '../context.ts';
import { ForbiddenError, ValidationError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import { generateApiKey, hashApiKeySecret } from './api-key.ts';

const NAME_MAX_LENGTH = 100;

export type CreateApiKeyInput = { name: string; role: Role; expiresAt?: Date | null };

/**
 * Creates a key for programs. The whole key is returned this once; only the hash of its secret is stored.
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
  requireRole(ctx, input.role);
  const { actor, deps, teamId } = ctx;
  if (actor.kind !== 'user') throw new ForbiddenError('admin', 'Only people can create API keys.');

  const at = deps.clock.now();
  const name = checkName(input.name);
  if (input.expiresAt && input.expiresAt <= at) {
    throw new ValidationError([
      { code: 'time_in_past', message: 'The key would have expired already.', path: ['expiresAt'] },
    ]);
  }

  const { key, prefix, secret } = generateApiKey();
  const apiKey = await withTransaction(deps.db, async (tx) => {
    const created = await tx.apiKey.create({
      data: {
        teamId,
        createdById: actor.id,
        name,
        prefix,
        secretHash: hashApiKeySecret(secret),
        role: input.role,
        expiresAt: input.expiresAt ?? null,
        createdAt: at,
      },
    });
    await appendEvent(tx, { teamId, type: 'api_key.created', data: { name, prefix }, actor, at });
    return created;
  });
  return { apiKey, secret: key };
}

function checkName(text: string): string {
  const name = text.trim();
  if (name === '') {
    throw new ValidationError([{ code: 'name_required', message: 'The key needs a name.', path: ['name'] }]);
  }
  if (name.length > NAME_MAX_LENGTH) {
    const message = `A name has at most ${NAME_MAX_LENGTH} characters.`;
    throw new ValidationError([{ code: 'invalid_input', message, path: ['name'] }]);
  }
  return name;
}
