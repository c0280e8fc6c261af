import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it, vi } from 'vitest';

// Each case starts a process.
vi.setConfig({ testTimeout: 30_000 });

const CLI = fileURLToPath(new URL('./cli.ts', import.meta.url));
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null) continue;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
});

function run(args: string[], env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(process.execPath, [CLI, '--port', '0', ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
  });
  children.push(child);
  return child;
}

it('takes the client secret from the environment', async () => {
  const [message] = (await once(
    run(['--client-key', 'key'], { TIKTOK_CLIENT_SECRET: 'a secret' }),
    'message',
  )) as [{ url: string }];
  const outcomeOf = async (secret: string) => {
    const answer = await fetch(`${message.url}/v2/oauth/token/`, {
      method: 'POST',
      body: new URLSearchParams({
        client_key: 'key',
        client_secret: secret,
        grant_type: 'client_credentials',
      }),
    });
    const { token_type, error } = (await answer.json()) as { token_type?: string; error?: string };
    return token_type ?? error;
  };
  expect(await outcomeOf('a secret')).toBe('Bearer');
  expect(await outcomeOf('another')).toBe('invalid_client');
});

it('takes no secret as an option, where every user of the machine could read it', async () => {
  const child = run(['--client-secret', 'a secret'], {});
  let said = '';
  child.stderr!.on('data', (piece) => {
    said += piece;
  });
  expect((await once(child, 'close'))[0]).toBe(1);
  expect(said).toContain("Unknown option '--client-secret'");
  expect(said).not.toContain('a secret');
});
