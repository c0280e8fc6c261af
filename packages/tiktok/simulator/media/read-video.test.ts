import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('keeps no process from its end', async () => {
  const path = fileURLToPath(new URL('../fixtures/sample.mp4', import.meta.url));
  const program = `
    import { readVideo } from ${JSON.stringify(new URL('./read-video.ts', import.meta.url).href)};
    const signal = new AbortController().signal;
    console.log((await readVideo(${JSON.stringify(path)}, { timeLimitMs: 10_000, signal })).codec);`;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    timeout: 15_000,
    killSignal: 'SIGKILL',
  });
  expect((await run).stdout).toBe('avc\n');
}, 20_000);
