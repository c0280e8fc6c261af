import type { Db, Tx } from '@airdate/db';
import { z } from 'zod';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { ConflictError, ValidationError } from '../errors.ts';
import { createOwner, lockSetUp } from './create-owner.ts';
import { hashPassword, PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from './password.ts';
import { isTimeZone } from './time-zone.ts';

const name = z.string().trim().min(1, 'A name is needed.').max(100, 'A name has at most 100 characters.');

export const SetUpInput = z.object({
  name,
  email: z.string().trim().toLowerCase().pipe(z.email('This is not an e-mail address.')),
  password: z
    .string()
    .min(PASSWORD_MIN_LENGTH, `A password has at least ${PASSWORD_MIN_LENGTH} characters.`)
    .max(PASSWORD_MAX_LENGTH, `A password has at most ${PASSWORD_MAX_LENGTH} characters.`),
  teamName: name,
  timeZone: z.string().refine(isTimeZone, 'This is not an IANA time zone.').default('UTC'),
});
export type SetUpInput = z.input<typeof SetUpInput>;

/** Whether nobody has signed up yet, so that the next sign-up sets the installation up; never in a demo. */
export async function isSetupRequired({ config, db }: InstanceDeps): Promise<boolean> {
  if (config.demo) return false;
  return (await db.user.findFirst({ where: { demo: false }, select: { id: true } })) === null;
}

type InstanceDeps = { config: Pick<Deps['config'], 'demo'>; db: Db | Tx };

/**
 * Creates the first user, a team and the user's ownership of it, all or nothing. Works once per installation, also
 * when several people try at the same moment.
 *
 * @throws ValidationError naming every wrong field
 * @throws ConflictError `sign_up_closed` when there is a user already, and in a demo
 */
export async function setUp(
  deps: Pick<Deps, 'config' | 'db'>,
  input: SetUpInput,
): Promise<{ userId: string; teamId: string }> {
  const parsed = SetUpInput.safeParse(input);
  if (!parsed.success) {
    throw invalid(parsed.error.issues);
  }
  const { password, ...owner } = parsed.data;
  // Hashing is expensive on purpose: nobody may cause it once sign-up is closed.
  if (!(await isSetupRequired(deps))) throw new ConflictError('sign_up_closed');
  const passwordHash = await hashPassword(password);

  return withTransaction(deps.db, async (tx) => {
    await lockSetUp(tx);
    if (!(await isSetupRequired({ config: deps.config, db: tx }))) throw new ConflictError('sign_up_closed');
    if (await tx.user.findUnique({ where: { email: owner.email }, select: { id: true } })) {
      throw invalid([{ message: 'This address belongs to the demo. Use another one.', path: ['email'] }]);
    }
    return createOwner(tx, { ...owner, passwordHash });
  });
}

function invalid(issues: readonly { message: string; path: PropertyKey[] }[]): ValidationError {
  return new ValidationError(
    issues.map(({ message, path }) => ({ code: 'invalid_input', message, path: path.map(String) })),
  );
}
