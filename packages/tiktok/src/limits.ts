import { TikTokLimitError } from './errors.ts';

/** @throws TikTokLimitError unless `min <= measured <= max`, so that a call that must fail is not spent */
export function requireWithin(field: string, measured: number, min: number, max: number): void {
  if (!(measured >= min && measured <= max)) throw new TikTokLimitError(field, measured, { min, max });
}
