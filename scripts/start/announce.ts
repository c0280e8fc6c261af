import { fetchDemoLogin } from './demo-login.ts';
import type { Settings } from './settings.ts';

/** Says where the product is, in one line, and who may sign in to the demo. */
export async function announce(settings: Settings, apiPort: number): Promise<void> {
  const login = settings.simulated ? await fetchDemoLogin(apiPort).catch(() => undefined) : undefined;
  const hint = login ? ` · sign in as ${login.email} with ${login.password}` : '';
  if (settings.simulated) console.log('This is a demo with a simulated TikTok, for this machine only.');
  console.log(`Airdate is ready at ${settings.appUrl}${hint}`);
}
