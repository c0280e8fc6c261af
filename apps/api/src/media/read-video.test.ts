import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { readVideo } from './read-video.ts';

const directory = await mkdtemp(join(tmpdir(), 'airdate-read-video-'));
afterAll(() => rm(directory, { recursive: true, force: true }));
const MOV = new URL('../../test/media/quicktime-h264.mov', import.meta.url);

async function damaged(at: number): Promise<string> {
  const bytes = await readFile(MOV);
  const path = join(directory, `damaged-${at}.mov`);
  await writeFile(path, bytes.fill(0xff, at, at + 24));
  return path;
}

test.each([0, 211, 1500, 3000, 4220, 4642, 5500, 6400])(
  'damage at byte %i leads to a reading',
  async (at) => {
    const reading = await readVideo(await damaged(at), { timeLimitMs: 5_000 });
    expect(reading.kind).toMatch(/^(video|truncated|no_video_track|unreadable)$/);
  },
);

test('a file that sends the parser in circles is unreadable, and the next one is read', async () => {
  const [circling, sound] = await Promise.all([
    readVideo(await damaged(4431), { timeLimitMs: 1_500 }),
    readVideo(fileURLToPath(MOV)),
  ]);
  expect(circling).toEqual({ kind: 'unreadable' });
  expect(sound.kind).toBe('video');
});

test('a failing disk is not held against the file', async () => {
  await expect(readVideo(join(directory, 'missing.mp4'))).rejects.toThrow(/ENOENT/);
  await expect(readVideo(directory)).rejects.toThrow(/EISDIR/);
});
