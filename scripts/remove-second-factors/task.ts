import { existsInCheckout, inCheckout } from '../checkout.ts';
import { generate } from '../generate.ts';
import { saysAll } from '../start/sentences.ts';

/** `npm run remove-second-factors -- EMAIL`. @returns the exit code */
export async function removeSecondFactors([email, ...rest]: string[]): Promise<number> {
  if (!email || email.startsWith('-') || rest.length > 0) {
    console.error('Give one e-mail address: npm run remove-second-factors -- ada@example.com');
    return 1;
  }
  if (existsInCheckout('.env')) process.loadEnvFile(inCheckout('.env'));
  const generated = await generate();
  if (generated !== 0) return generated;
  // Loaded late, because the database's client is generated.
  const { removeAndSay } = await import('./remove-second-factors.ts');
  try {
    console.log(await removeAndSay(process.env, email));
    return 0;
  } catch (error) {
    if (!saysAll(error)) throw error;
    console.error((error as Error).message);
    return 1;
  }
}
