import { accessSync, constants, existsSync } from 'node:fs';
import { inCheckout } from '../checkout.ts';
import { capture } from '../command.ts';

export type Chromium =
  /** `env` tells the end-to-end tests where it is; nothing when Playwright finds it by itself. */
  { found: true; env: { CHROMIUM_PATH?: string } } | { found: false; sentence: string };

const SYSTEM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const SENTENCE =
  'There is no Chromium and none could be installed; install one and set CHROMIUM_PATH to its program.';

/** Finds a Chromium, or installs one where this machine lets us: Debian's as root, else Playwright's own. */
export async function findChromium(): Promise<Chromium> {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    return isProgram(named)
      ? at(named)
      : { found: false, sentence: `CHROMIUM_PATH names no program: ${named}.` };
  }
  return (await ownOrSystem()) ?? (await install()) ?? { found: false, sentence: SENTENCE };
}

async function ownOrSystem(): Promise<Chromium | undefined> {
  const own = await playwrightsOwn();
  if (own && isProgram(own)) return { found: true, env: {} };
  const system = SYSTEM_PATHS.find(isProgram);
  return system ? at(system) : undefined;
}

async function install(): Promise<Chromium | undefined> {
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.log('Installing Chromium with apt-get …');
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await capture('apt-get', ['update'], { env });
    await capture('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env });
    const installed = await ownOrSystem();
    if (installed) return installed;
  }
  console.log('Installing Chromium with Playwright …');
  await capture(inCheckout('e2e', 'node_modules', '.bin', 'playwright'), ['install', 'chromium']);
  return ownOrSystem();
}

/** Asks Playwright in a process of its own, because it belongs to the e2e package. */
async function playwrightsOwn(): Promise<string> {
  const script = "console.log(require('@playwright/test').chromium.executablePath())";
  const { status, output } = await capture(process.execPath, ['-e', script], { cwd: inCheckout('e2e') });
  return status === 0 ? output.trim() : '';
}

const at = (path: string): Chromium => ({ found: true, env: { CHROMIUM_PATH: path } });

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
