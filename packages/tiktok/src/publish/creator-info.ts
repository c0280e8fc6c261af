import { z } from 'zod';
import type { ClientConfig } from '../config.ts';
import { callApiOrRefuse } from '../request.ts';
import { optionalCount, optionalFlag, wireCount, wireText } from '../wire.ts';

/** Who may see a post ("Direct Post"). Which of them a creator may choose is in their creator info. */
export const PRIVACY_LEVELS = [
  'PUBLIC_TO_EVERYONE',
  'MUTUAL_FOLLOW_FRIENDS',
  'FOLLOWER_OF_CREATOR',
  'SELF_ONLY',
] as const;

export type PrivacyLevel = (typeof PRIVACY_LEVELS)[number];

/** Codes that TikTok sends with HTTP 200 on purpose: the creator cannot post now. */
const CAP_CODES = [
  'spam_risk_too_many_posts',
  'spam_risk_user_banned_from_posting',
  'reached_active_user_cap',
] as const;

export type PostingRefusalCode = (typeof CAP_CODES)[number];

/** What a creator may do at this moment. Ask again for every screen and just before every init. */
export type CreatorInfo = PostingCreator | RefusedCreator;

/** A creator who may post. */
export type PostingCreator = {
  /** Works for two hours; do not store it. */
  avatarUrl: string | null;
  /** The @handle. */
  username: string | null;
  /** Must be shown where the post is made. */
  nickname: string;
  /** In TikTok's order; the only values an init accepts. Not narrowed for apps without an audit. */
  privacyLevelOptions: string[];
  commentDisabled: boolean;
  /** Says nothing about photos. */
  duetDisabled: boolean;
  /** Says nothing about photos. */
  stitchDisabled: boolean;
  /** Says nothing about photos. */
  maxVideoPostDurationSeconds: number;
  refusal: null;
  logId: string | null;
};

/**
 * A creator who cannot post now. TikTok does not promise any data then: what it left out is `null`, offers nothing
 * and counts as disabled.
 */
export type RefusedCreator = Omit<PostingCreator, 'nickname' | 'maxVideoPostDurationSeconds' | 'refusal'> & {
  nickname: string | null;
  maxVideoPostDurationSeconds: number | null;
  refusal: { code: PostingRefusalCode; logId: string | null };
};

const creatorSchema = z.object({
  creator_avatar_url: wireText,
  creator_username: wireText,
  creator_nickname: z.string(),
  privacy_level_options: z.array(z.string()),
  comment_disabled: z.boolean(),
  duet_disabled: z.boolean(),
  stitch_disabled: z.boolean(),
  max_video_post_duration_sec: wireCount,
});

const refusedSchema = z.object({
  creator_avatar_url: wireText,
  creator_username: wireText,
  creator_nickname: wireText,
  privacy_level_options: z.array(z.string()).nullish(),
  comment_disabled: optionalFlag,
  duet_disabled: optionalFlag,
  stitch_disabled: optionalFlag,
  max_video_post_duration_sec: optionalCount,
});

export type QueryCreatorInfoInput = {
  accessToken: string;
  signal?: AbortSignal;
};

/**
 * Asks what the creator may do now. A used-up cap or a ban is an answer (`refusal`), not an error.
 *
 * Scope `video.publish`; 20 calls a minute per token.
 *
 * @see Query Creator Info (checked 2026-11)
 */
export async function queryCreatorInfo(
  config: ClientConfig,
  input: QueryCreatorInfoInput,
): Promise<CreatorInfo> {
  const answer = await callApiOrRefuse(
    config,
    { endpoint: 'creator_info.query', ...input, body: { json: {} }, schema: creatorSchema },
    { codes: CAP_CODES, schema: refusedSchema },
  );
  const { data, logId } = answer;
  const shared = {
    avatarUrl: data.creator_avatar_url,
    username: data.creator_username,
    privacyLevelOptions: data.privacy_level_options ?? [],
    commentDisabled: data.comment_disabled ?? true,
    duetDisabled: data.duet_disabled ?? true,
    stitchDisabled: data.stitch_disabled ?? true,
    logId,
  };
  if (answer.refusal === null) {
    const { creator_nickname: nickname, max_video_post_duration_sec: maxVideoPostDurationSeconds } =
      answer.data;
    return { ...shared, nickname, maxVideoPostDurationSeconds, refusal: null };
  }
  return {
    ...shared,
    nickname: answer.data.creator_nickname,
    maxVideoPostDurationSeconds: answer.data.max_video_post_duration_sec,
    refusal: { code: answer.refusal, logId },
  };
}
