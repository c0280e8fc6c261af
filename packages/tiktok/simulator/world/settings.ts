/** How this TikTok behaves where the pages leave a choice, and how long its slow parts take. */
export type Settings = {
  /**
   * `current`: access 2 h, refresh 180 d, every refresh spends the old refresh token.
   * `legacy`: access 24 h, refresh 365 d, refresh tokens can be used again.
   */
  profile: 'current' | 'legacy';
  /** HTTP status that carries an OAuth error; TikTok was seen to use 200. */
  oauthErrorHttpStatus: 200 | 400 | 401;
  codeLifetimeSeconds: number;
  /** Accept only the hex form of the PKCE challenge that Login Kit for Desktop describes. */
  pkceHexOnly: boolean;
  /** Refuse unknown request fields. Off: they are ignored, and still listed as violations. */
  refuseUnknownFields: boolean;
  processingMs: number;
  moderationMs: number;
  /** Time before a PULL_FROM_URL fetch begins. */
  pullDelayMs: number;
  pullTimeoutSeconds: number;
  uploadLifetimeSeconds: number;
  /** What becomes of a task whose upload URL ran out unused; TikTok's pages do not say. */
  uploadExpiryOutcome: 'fail' | 'stuck';
  /** Bytes in TikTok's "MB": the Media Transfer Guide's own example uses 2^20. */
  megabyteBytes: 1_048_576 | 1_000_000;
  /** Look inside received files. Off: any bytes are taken for a good video. */
  checkMedia: boolean;
  /** Real time that looking inside one video may take; one that takes longer counts as damaged. */
  mediaReadLimitMs: number;
  /** Allow pulling from `http://127.0.0.1` and `http://localhost`, which TikTok never does. */
  allowLoopbackPull: boolean;
  /** Whether status/fetch writes post ids as bare numbers, like TikTok, or as strings. */
  postIdsAs: 'number' | 'string';
  /** Whether creator info still fills `data` when it answers with a cap code. */
  creatorInfoDataOnCap: boolean;
  webhookDelayMs: number;
  /** Real time that a callback has to answer. */
  webhookTimeoutMs: number;
  /** Sign a retry with a fresh timestamp rather than the first one. */
  resignRetries: boolean;
  /** How fast counters grow; 1 is a plausible account, 0 stops them. */
  growthFactor: number;
  rateLimitsPerMinute: RateLimits;
};

export type RateLimits = {
  creatorInfo: number;
  init: number;
  status: number;
  display: number;
};

/** Rates from "Rate Limits" (checked 2026-11); processing and moderation are shortened for people who wait. */
export const DEFAULT_SETTINGS: Settings = {
  profile: 'current',
  oauthErrorHttpStatus: 200,
  codeLifetimeSeconds: 600,
  pkceHexOnly: true,
  refuseUnknownFields: true,
  processingMs: 1_500,
  moderationMs: 2_000,
  pullDelayMs: 300,
  pullTimeoutSeconds: 3_600,
  uploadLifetimeSeconds: 3_600,
  uploadExpiryOutcome: 'fail',
  megabyteBytes: 1_048_576,
  checkMedia: true,
  mediaReadLimitMs: 60_000,
  allowLoopbackPull: false,
  postIdsAs: 'number',
  creatorInfoDataOnCap: true,
  webhookDelayMs: 0,
  webhookTimeoutMs: 10_000,
  resignRetries: true,
  growthFactor: 1,
  rateLimitsPerMinute: { creatorInfo: 20, init: 6, status: 30, display: 600 },
};

/** Some settings, with some of the rates. */
export type SettingsChanges = Partial<Omit<Settings, 'rateLimitsPerMinute'>> & {
  rateLimitsPerMinute?: Partial<RateLimits>;
};

export function mergeSettings(settings: Settings, changes: SettingsChanges = {}): Settings {
  const rateLimitsPerMinute = { ...settings.rateLimitsPerMinute, ...changes.rateLimitsPerMinute };
  return { ...settings, ...changes, rateLimitsPerMinute };
}

export const TOKEN_LIFETIMES = {
  current: { accessSeconds: 7_200, refreshSeconds: 15_552_000, rotates: true },
  legacy: { accessSeconds: 86_400, refreshSeconds: 31_536_000, rotates: false },
} as const;

/** Our schedule, within TikTok's stated 72 h of exponential backoff; the intervals are not published. */
export const WEBHOOK_RETRY_SECONDS = [
  10, 60, 300, 1_800, 7_200, 21_600, 43_200, 43_200, 43_200, 43_200, 43_200,
] as const;
