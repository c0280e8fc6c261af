import { describe, expect, it } from 'vitest';
import { CAPTION_MAX_UNITS, captionUnits, captionUnitsOver } from './caption.ts';

describe('caption length', () => {
  it.each([
    ['', 0],
    ['hello', 5],
    ['é', 1],
    ['e\u0301', 2],
    ['🎉', 2],
    ['👩‍👩‍👧', 8],
    ['line\nbreak', 10],
  ])('counts %j as %i UTF-16 code units', (caption, units) => {
    expect(captionUnits(caption)).toBe(units);
  });

  it('accepts exactly the ceiling and says by how much more is over it', () => {
    expect(captionUnitsOver('x'.repeat(CAPTION_MAX_UNITS))).toBe(0);
    expect(captionUnitsOver('x'.repeat(CAPTION_MAX_UNITS + 1))).toBe(1);
    expect(captionUnitsOver('🎉'.repeat(1101))).toBe(2);
  });
});
