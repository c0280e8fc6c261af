import { describe, expect, it } from 'vitest';
import { describeSeconds, formatBytes, formatSeconds, plural } from './quantity.ts';

describe('quantities in words', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [64_200_000, '64.2 MB'],
    [999_900_000, '1.0 GB'],
    [4_000_000_000, '4.0 GB'],
    [250_000_000, '250 MB'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0.04, '0 s'],
    [4.25, '4.3 s'],
    [10, '0:10'],
    [65, '1:05'],
    [599.6, '10:00'],
    [3_725, '1:02:05'],
  ])('a video of %d seconds lasts %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  it.each([
    [1, '1 second'],
    [89, '89 seconds'],
    [90, '2 minutes'],
    [3_600, '60 minutes'],
    [7_200, '2 hours'],
    [180 * 86_400, '180 days'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(describeSeconds(seconds)).toBe(text);
  });

  it('has a singular', () => {
    expect(plural(1, 'post')).toBe('1 post');
    expect(plural(2_000, 'post')).toBe('2,000 posts');
  });
});
