import { keyUsage } from '../../apps/api/src/encryption-keys/key-usage.ts';
import { type ResealReport, resealAll } from '../../apps/api/src/encryption-keys/reseal-all.ts';
import { createKeyring, keyIds } from '../../apps/api/src/keyring.ts';
import { keysFromFile } from '../../apps/api/src/secrets-file.ts';
import { createDb, type Db } from '../../packages/db/src/index.ts';
import { reachDatabase } from '../reach-database.ts';
import { keySourceOf, readStoredKeys } from '../start/secrets.ts';
import { readSettings } from '../start/settings.ts';
import { StartError } from '../start/start-error.ts';
import { addKey, dropOldKeys } from './key-file.ts';

const ONE_KEY_IN_THE_ENVIRONMENT = `TOKEN_ENCRYPTION_KEYS holds one key, and a program cannot change its environment. Put a new key
behind it and restart every process, then put the new key first and restart every process again, then repeat this
command. docs/operating.md says how.`;

export type RotateOptions = { dropOld: boolean };

/**
 * Rotates the keys that tokens, upload URLs and kept answers are sealed with, beside a running product or without one. In the
 * file of secrets it makes the new key; keys of the environment are the operator's to change, and it seals with the first.
 *
 * @param say is given each sentence for the operator
 * @throws StartError in one sentence; also the database's errors, which say all there is to say
 */
export async function rotate(
  env: NodeJS.ProcessEnv,
  { dropOld }: RotateOptions,
  say: (sentence: string) => void,
): Promise<void> {
  const settings = readSettings(env);
  const source = keySourceOf(settings.dataDir, env);
  const inFile = 'SECRETS_FILE' in source;
  const keys = inFile ? readStoredKeys(source.SECRETS_FILE) : source.TOKEN_ENCRYPTION_KEYS;
  if (!inFile && dropOld) throw new StartError('The keys are in the environment: remove the old one there.');
  if (!inFile && keyIds(keys).length === 1) throw new StartError(ONE_KEY_IN_THE_ENVIRONMENT);

  await using database = await reachDatabase(settings);
  const db = createDb({ url: database.url, poolSize: 2, applicationName: 'airdate rotate-keys' });
  await using _closing = { [Symbol.asyncDispose]: () => db.$disconnect() };
  if (inFile && dropOld) return say(await dropOldKeys(db, source.SECRETS_FILE));

  const keyring = createKeyring(inFile ? keysFromFile(source.SECRETS_FILE) : keys);
  let report = await resealAll({ db, keyring });
  // What was found is left of a run that was interrupted, which this one has finished.
  const found =
    report.grants + report.uploadUrls + report.sourceUrls + report.answers + report.webhookSecrets;
  if (inFile && found === 0) {
    say(
      `Made the key ${await addKey(db, source.SECRETS_FILE, keys)} in ${source.SECRETS_FILE} and put it first.`,
    );
    report = await resealAll({ db, keyring });
  }
  for (const sentence of await describe(db, report, inFile ? readStoredKeys(source.SECRETS_FILE) : keys)) {
    say(sentence);
  }
  if (inFile) say('To remove old keys: npm run rotate-keys -- --drop-old, two minutes from now or later.');
}

async function describe(db: Db, report: ResealReport, keys: string): Promise<string[]> {
  const { grants, uploadUrls, sourceUrls, answers, webhookSecrets, unreadable, settled } = report;
  if (!settled) {
    throw new StartError(
      'Values are still being sealed with another key: a process has other keys. Restart it, then repeat this.',
    );
  }
  const [first, ...others] = keyIds(keys);
  const usage = await keyUsage(db);
  const unused = others.filter((id) => !usage.has(id));
  return [
    `Rows sealed anew with ${first}: grants ${grants}, upload URLs ${uploadUrls}, download addresses ${sourceUrls}, kept answers ${answers}, webhook secrets ${webhookSecrets}.`,
    ...(unreadable > 0
      ? [`${unreadable} rows cannot be opened with these keys and were left as they are.`]
      : []),
    ...(unused.length > 0 ? [`Nothing is sealed any more with ${unused.join(', ')}.`] : []),
  ];
}
