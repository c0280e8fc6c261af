import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanFileName } from './media-asset.ts';

test.each([
  ['clip.mp4', 'clip.mp4'],
  ['  clip.mp4 ', 'clip.mp4'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\videos\\clip.mp4', 'clip.mp4'],
  ['a\u0000b\u001b[31m\u007fc.mp4', 'ab[31mc.mp4'],
  ['invoice\u202e4pm.exe', 'invoice4pm.exe'],
  ['Cafe\u0301.mov', 'Café.mov'],
  ['🎬 première.mp4', '🎬 première.mp4'],
  ['', 'video'],
  ['\u0000', 'video'],
  ['folder/', 'video'],
  [`${'x'.repeat(300)}.mp4`, `${'x'.repeat(251)}.mp4`],
])('%j is kept as %j', (given, kept) => {
  expect(cleanFileName(given)).toBe(kept);
});

test('a kept name is short, printable, whole and final', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (given) => {
      const kept = cleanFileName(given);
      expect(kept.length).toBeGreaterThan(0);
      expect(kept.length).toBeLessThanOrEqual(255);
      expect(kept).not.toMatch(/[\p{Cc}/\\]/u);
      expect(kept.isWellFormed()).toBe(true);
      expect(cleanFileName(kept)).toBe(kept);
    }),
  );
});
