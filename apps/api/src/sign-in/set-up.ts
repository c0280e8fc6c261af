import { z } from 'zod';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { ConflictError, issue, ValidationError } from '../errors.ts';
import { parseInput } from '../parse-input.ts';
import { TimeZoneInput } from '../teams/time-zone.ts';
import { createOwner, lockSetUp } from './create-owner.ts';
import { EASY_PASSWORD, isEasyPassword } from './easy-password.ts';
import { NameInput } from './name-input.ts';
import { hashPassword, PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from './password.ts';
import { isSetupRequired } from './set-up-required.ts';
import { checkSetUpToken } from './set-up-token.ts';

const SetUpInput = z.object({
  name: NameInput,
  email: z.string().trim().toLowerCase().pipe(z.email('This is not an e-mail address.')),
  password: z
    .string()
    .min(PASSWORD_MIN_LENGTH, `A password has at least ${PASSWORD_MIN_LENGTH} characters.`)
    .max(PASSWORD_MAX_LENGTH, `A password has at most ${PASSWORD_MAX_LENGTH} characters.`),
  teamName: NameInput,
  timeZone: TimeZoneInput.default('UTC'),
});
/** `token` comes from the start log. */
export type SetUpInput = z.input<typeof SetUpInput> & { token: string };

/** Read before the rest: who does not know the token learns nothing else. */
const SetUpToken = z
  .object({ token: z.string().trim() })
  .transform(({ token }) => token)
  .catch('');

/**
 * Creates the first user, a team and the user's ownership of it, all or nothing. Works once per installation, also
 * when several people try at the same moment.
 *
 * @throws ValidationError `set_up_token_invalid`, or naming every wrong field
 * @throws ConflictError `sign_up_closed` when there is a user already, and in a demo
 */
export async function setUp(
  deps: Pick<Deps, 'config' | 'db'>,
  input: SetUpInput,
): Promise<{ userId: string; teamId: string }> {
  if (!(await isSetupRequired(deps))) throw new ConflictError('sign_up_closed');
  const token = SetUpToken.parse(input);
  await checkSetUpToken(deps.db, token);
  const { password, ...owner } = parseInput(SetUpInput, input);
  if (isEasyPassword(password, [owner.name, owner.email, owner.teamName]))
    throw new ValidationError([issue('invalid_input', ['password'], EASY_PASSWORD)]);
  // Expensive on purpose; only somebody with the token causes it.
  const passwordHash = await hashPassword(password);

  return withTransaction(deps.db, async (tx) => {
    await lockSetUp(tx);
    if (!(await isSetupRequired({ config: deps.config, db: tx }))) throw new ConflictError('sign_up_closed');
    await checkSetUpToken(tx, token);
    if (await tx.user.findUnique({ where: { email: owner.email }, select: { id: true } })) {
      throw new ValidationError([
        issue('invalid_input', ['email'], 'This address belongs to the demo. Use another one.'),
      ]);
    }
    await tx.setUpToken.deleteMany();
    return createOwner(tx, { ...owner, passwordHash });
  });
}
