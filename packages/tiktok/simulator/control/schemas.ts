import { z } from 'zod';
import { FAULT_POINTS, type FaultEffect, PLAIN_EFFECTS } from '../faults/faults.ts';
import { utf16Text } from '../http/utf16-text.ts';
import { PRIVACY_LEVELS } from '../world/entities.ts';
import { DEFAULT_SETTINGS, type SettingsChanges } from '../world/settings.ts';

export const AppChanges = z
  .strictObject({
    name: z.string().min(1),
    clientKey: z.string().min(1),
    clientSecret: z.string().min(1),
    redirectUris: z.array(z.string().max(511)).max(10),
    webhookUrl: z.url().nullable(),
    scopes: z.array(z.string()),
    audited: z.boolean(),
    sandbox: z.boolean(),
    targetUsers: z.array(z.string()).max(10),
    activeCreatorCap: z.int().min(0),
    urlProperties: z.array(z.strictObject({ type: z.enum(['domain', 'prefix']), value: z.string().min(1) })),
  })
  .partial();

export const CreatorChanges = z
  .strictObject({
    nickname: z.string().min(1).max(60),
    bio: z.string().max(300),
    verified: z.boolean(),
    private: z.boolean(),
    commentDisabled: z.boolean(),
    duetDisabled: z.boolean(),
    stitchDisabled: z.boolean(),
    maxVideoPostDurationSec: z.int().min(1),
    banned: z.boolean(),
    appVersion: z.string(),
    dailyPostCap: z.int().min(0),
    followers: z.int().min(0),
    following: z.int().min(0),
    likes: z.int().min(0),
  })
  .partial();

const when = z.enum(['before', 'after']).optional();
const Effect: z.ZodType<FaultEffect> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('error'),
    code: z.string().min(1),
    httpStatus: z.int().min(200).max(599).optional(),
    message: z.string().optional(),
    when,
  }),
  z.strictObject({
    kind: z.literal('http'),
    status: z.int().min(200).max(599),
    body: z.string().optional(),
    contentType: z.string().optional(),
    when,
  }),
  z.strictObject({ kind: z.literal('drop'), when }),
  z.strictObject({ kind: z.literal('fail'), reason: z.string().min(1) }),
  z.strictObject({ kind: z.literal('delay'), ms: z.int().min(0) }),
  z.strictObject({ kind: z.enum(PLAIN_EFFECTS) }),
]);

export const NewFault = z.strictObject({
  point: z.enum([...FAULT_POINTS, '*']),
  effect: Effect,
  latencyMs: z.int().min(0).optional(),
  creator: z.string().nullable().optional(),
  event: z.string().nullable().optional(),
  skip: z.int().min(0).optional(),
  times: z.int().min(1).nullable().optional(),
});

/** An authorization code without the consent page. */
export const NewCode = z.strictObject({
  scopes: z.array(z.string()),
  redirectUri: z.string(),
  codeChallenge: z.string().optional(),
});

export const DraftChoices = z.strictObject({
  privacyLevel: z.enum(PRIVACY_LEVELS),
  title: utf16Text(2_200, 'The caption is too long').optional(),
  disableComment: z.boolean().optional(),
  disableDuet: z.boolean().optional(),
  disableStitch: z.boolean().optional(),
});

/** An event sent by hand, with a signature of choice. */
export const NewWebhook = z.strictObject({
  event: z.string().min(1),
  username: z.string(),
  content: z.record(z.string(), z.unknown()),
  publishId: z.string().optional(),
  signature: z.enum(['valid', 'forged', 'stale']).optional(),
});

/** @throws RangeError for a setting that does not exist or has another type */
export function parseSettings(input: unknown): SettingsChanges {
  const changes = z.record(z.string(), z.unknown()).parse(input);
  for (const [name, value] of Object.entries(changes)) {
    const known = (DEFAULT_SETTINGS as unknown as Record<string, unknown>)[name];
    if (known === undefined) throw new RangeError(`There is no setting ${name}.`);
    if (typeof value !== typeof known) throw new RangeError(`The setting ${name} is a ${typeof known}.`);
  }
  return changes as SettingsChanges;
}
