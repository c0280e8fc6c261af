import { fetchDemoLogin } from './demo-login.ts';
import type { Settings } from './settings.ts';

/** Says where the product is, in one line, and who may sign in to the demo or how to set a real instance up. */
export async function announce(
  settings: Settings,
  { apiPort, setUpUrl }: { apiPort: number; setUpUrl?: string | null },
): Promise<void> {
  const login = settings.simulated ? await fetchDemoLogin(apiPort).catch(() => undefined) : undefined;
  if (settings.simulated) console.log('This is a demo with a simulated TikTok, for this machine only.');
  const signIn = login ? ` · sign in as ${login.email} with ${login.password}` : '';
  const setUp = setUpUrl ? ` · set it up at ${setUpUrl}` : '';
  console.log(`Airdate is ready at ${settings.appUrl}${signIn}${setUp}`);
}
