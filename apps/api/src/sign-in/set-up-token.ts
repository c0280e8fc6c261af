import { createHash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Db, Tx } from '@airdate/db';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { issue, ValidationError } from '../errors.ts';
import { lockSetUp } from './create-owner.ts';
import { isSetupRequired } from './set-up-required.ts';

/** 192 bits, which are 32 characters. */
const TOKEN_BYTES = 24;

/**
 * The token that the first sign-up has to know, so that an instance belongs to whoever reads its start log and not to
 * whoever finds it first. Every process and every restart gets the same one until it is used: it is derived from the
 * session secret and a salt, of which only the salt and the token's hash are in the database.
 *
 * @returns null when there is nothing to set up
 */
export async function prepareSetUp({ config, db }: Pick<Deps, 'config' | 'db'>): Promise<string | null> {
  return withTransaction(db, async (tx) => {
    await lockSetUp(tx);
    if (!(await isSetupRequired({ config, db: tx }))) return null;
    const known = await tx.setUpToken.findFirst();
    if (known) {
      const token = derive(config.sessionSecret, known.salt);
      if (timingSafeEqual(known.tokenHash, hash(token))) return token;
      // The secret was changed.
      await tx.setUpToken.deleteMany();
    }
    const salt = new Uint8Array(randomBytes(16));
    const token = derive(config.sessionSecret, salt);
    await tx.setUpToken.create({ data: { salt, tokenHash: hash(token) } });
    return token;
  });
}

/** @throws ValidationError `set_up_token_invalid` at `token` */
export async function checkSetUpToken(db: Db | Tx, token: string): Promise<void> {
  const known = await db.setUpToken.findFirst();
  if (known && timingSafeEqual(known.tokenHash, hash(token))) return;
  throw new ValidationError([issue('set_up_token_invalid', ['token'])]);
}

function derive(secret: string, salt: Uint8Array): string {
  const bytes = hkdfSync('sha256', secret, salt, 'airdate set-up token', TOKEN_BYTES);
  return Buffer.from(bytes).toString('base64url');
}

/** Too much entropy to be guessed, so one fast hash is enough. */
function hash(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(token).digest());
}
