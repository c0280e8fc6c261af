import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fileByteSource } from './byte-source.ts';

const bytes = randomBytes(1_500_000);
const never = new AbortController().signal;

async function fileWith(content: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'byte-source-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'video.mp4');
  await writeFile(path, content);
  return path;
}

describe('fileByteSource', () => {
  it('knows the size of the file', async () => {
    expect((await fileByteSource(await fileWith(bytes))).sizeBytes).toBe(1_500_000);
  });

  it('reads any range, to a reader that is done with a piece before it takes the next', async () => {
    const source = await fileByteSource(await fileWith(bytes));
    const edge = fc.oneof(
      fc.nat(bytes.length - 1),
      fc.constantFrom(0, 1, 262_143, 262_144, 262_145, 524_288, bytes.length - 1),
    );
    await fc.assert(
      fc.asyncProperty(edge, edge, async (a, b) => {
        const [firstByte, lastByte] = a < b ? [a, b] : [b, a];
        const read: Buffer[] = [];
        for await (const piece of source.open(firstByte, lastByte, never)) {
          await setImmediate();
          read.push(Buffer.from(piece));
        }
        expect(Buffer.concat(read).equals(bytes.subarray(firstByte, lastByte + 1))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('ends early when the file got shorter since', async () => {
    const path = await fileWith(bytes);
    const source = await fileByteSource(path);
    await truncate(path, 1000);
    let received = 0;
    for await (const piece of source.open(0, bytes.length - 1, never)) received += piece.length;
    expect(received).toBe(1000);
  });

  it('stops when nobody wants the rest', async () => {
    const source = await fileByteSource(await fileWith(bytes));
    const stop = new AbortController();
    const pieces = source.open(0, bytes.length - 1, stop.signal)[Symbol.asyncIterator]();
    await pieces.next();
    stop.abort(new Error('enough'));
    await expect(pieces.next()).rejects.toThrow('enough');
  });

  it('fails for a file that is not there', async () => {
    await expect(fileByteSource('/nowhere/video.mp4')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
