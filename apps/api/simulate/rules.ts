import { oneAttempt, ownTeam, settledOnce } from './rules/attempt-rules.ts';
import { callLimits, capsAskedOnce } from './rules/limit-rules.ts';
import { alwaysANext, endsOnWord, gaplessLog, neverDenied, statusFromEvents } from './rules/log-rules.ts';
import { allSettled, nothingLost } from './rules/rest-rules.ts';
import type { Rule } from './rules/rule.ts';
import { asAgreed, neverEarly, onceOnTikTok } from './rules/tiktok-rules.ts';

/** What must hold after every step. */
export const RULES: readonly Rule[] = [
  onceOnTikTok,
  asAgreed,
  neverEarly,
  statusFromEvents,
  gaplessLog,
  alwaysANext,
  callLimits,
  capsAskedOnce,
  endsOnWord,
  neverDenied,
  settledOnce,
  oneAttempt,
  ownTeam,
];

/** What must hold besides when everything has come to rest. */
export const REST_RULES: readonly Rule[] = [allSettled, nothingLost];
