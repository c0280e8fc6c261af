import { existsInCheckout, inCheckout } from '../checkout.ts';
import { generate } from '../generate.ts';
import { saysAll } from '../start/sentences.ts';

const DROP_OLD = '--drop-old';

/** `npm run rotate-keys [-- --drop-old]`. @returns the exit code */
export async function rotateKeys(args: string[]): Promise<number> {
  const unknown = args.find((argument) => argument !== DROP_OLD);
  if (unknown !== undefined) {
    console.error(`There is no argument "${unknown}"; the only one is ${DROP_OLD}.`);
    return 1;
  }
  if (existsInCheckout('.env')) process.loadEnvFile(inCheckout('.env'));
  const generated = await generate();
  if (generated !== 0) return generated;
  // Loaded late, because the database's client is generated.
  const { rotate } = await import('./rotate-keys.ts');
  const { ConfigError } = await import('../../apps/api/src/env.ts');
  try {
    await rotate(process.env, { dropOld: args.includes(DROP_OLD) }, (sentence) => console.log(sentence));
    return 0;
  } catch (error) {
    if (!saysAll(error) && !(error instanceof ConfigError)) throw error;
    console.error((error as Error).message);
    return 1;
  }
}
