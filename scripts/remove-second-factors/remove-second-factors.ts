import { removeSecondFactors } from '../../apps/api/src/sign-in/remove-second-factors.ts';
import { createDb } from '../../packages/db/src/index.ts';
import { reachDatabase } from '../reach-database.ts';
import { readSettings } from '../start/settings.ts';
import { StartError } from '../start/start-error.ts';

/**
 * Takes from a person everything to sign in with but the password, beside a running product or without one.
 *
 * @returns a sentence that says what was taken
 * @throws StartError in one sentence; also the database's errors, which say all there is to say
 */
export async function removeAndSay(env: NodeJS.ProcessEnv, email: string): Promise<string> {
  await using database = await reachDatabase(readSettings(env));
  const db = createDb({ url: database.url, poolSize: 1, applicationName: 'airdate remove-second-factors' });
  await using _closing = { [Symbol.asyncDispose]: () => db.$disconnect() };
  const removed = await removeSecondFactors(db, email);
  if (!removed) throw new StartError('Nobody here signs in with this e-mail address.');
  const { authenticatorApp, passkeys, sessions } = removed;
  return `Removed: ${authenticatorApp ? 'the' : 'no'} authenticator app, passkeys ${passkeys}; sessions ended: ${sessions}. The password stays as it is.`;
}
