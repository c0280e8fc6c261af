import type { Db, Tx } from '@airdate/db';
import { z } from 'zod';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { ConflictError, ValidationError } from '../errors.ts';
import { createTeam } from './create-team.ts';
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

/** Whether nobody has signed up yet, so that the next sign-up sets the installation up. */
export async function isSetupRequired({ db }: { db: Db | Tx }): Promise<boolean> {
  return (await db.user.findFirst({ select: { id: true } })) === null;
}

/** Any number; every process takes the same lock. */
const SET_UP_LOCK = 7_240_114;

/**
 * Creates the first user, a team and the user's ownership of it, all or nothing. Works once per installation, also
 * when several people try at the same moment.
 *
 * @throws ValidationError naming every wrong field
 * @throws ConflictError `sign_up_closed` when there is a user already
 */
export async function setUp(
  deps: Pick<Deps, 'db'>,
  input: SetUpInput,
): Promise<{ userId: string; teamId: string }> {
  const parsed = SetUpInput.safeParse(input);
  if (!parsed.success) {
    throw new ValidationError(
      parsed.error.issues.map(({ message, path }) => ({
        code: 'invalid_input',
        message,
        path: path.map(String),
      })),
    );
  }
  const { password, teamName, timeZone, ...person } = parsed.data;
  // Hashing is expensive on purpose: nobody may cause it once sign-up is closed.
  if (!(await isSetupRequired(deps))) throw new ConflictError('sign_up_closed');
  const passwordHash = await hashPassword(password);

  return withTransaction(deps.db, async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SET_UP_LOCK})`;
    if (!(await isSetupRequired({ db: tx }))) throw new ConflictError('sign_up_closed');
    const user = await tx.user.create({ data: person });
    await tx.authAccount.create({
      data: { userId: user.id, providerId: 'credential', accountId: user.id, password: passwordHash },
    });
    const team = await createTeam(tx, { name: teamName, timeZone, ownerId: user.id });
    return { userId: user.id, teamId: team.id };
  });
}
