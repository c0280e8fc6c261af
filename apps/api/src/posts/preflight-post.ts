import type { Db, PostMode } from '@airdate/db';
import { type TeamContext, withTransaction } from '../context.ts';
import { issue, NotFoundError, ValidationError } from '../errors.ts';
import { explainFailure } from '../explain-failure.ts';
import { getMediaAssetInTeam } from '../media/media.queries.ts';
import { parseInput } from '../parse-input.ts';
import { DAY_MS } from '../quota/quota.ts';
import { localTimeOf } from '../schedules/time-zone.ts';
import { type AskCreator, type CheckedPost, creatorWhoMayPost, refusalsOf } from './check-consent.ts';
import { contentHash } from './content-hash.ts';
import { creatorForPlan } from './creator-for-plan.ts';
import { findActiveCap } from './find-active-cap.ts';
import { type ForecastFacts, forecastOf } from './forecast-posts.ts';
import { readCreatorInfo } from './get-creator-info.ts';
import { holdCreatorPlan } from './hold-creator-plan.ts';
import { plannableInstant } from './plannable-instant.ts';
import { getPostInTeam } from './post.queries.ts';
import { availableActions, NO_PROBLEM, PLANNED_STATUSES, type PostAction } from './post.ts';
import type { PostChoices } from './post-choices.ts';
import { CreatePostInput, POST_CHOICES, PreflightInput } from './post-input.ts';
import { type Declaration, requiredDeclarations } from './posting-rules.ts';
import { itemOf, type PreflightItem, refusedItems } from './preflight-item.ts';

export type Preflight = {
  /** Of the content that was looked at. */
  contentHash: string;
  requiredDeclarations: Declaration[];
  publishAt: Date;
  /** When TikTok said what the creator may choose; null when that is not known. */
  creatorInfoFetchedAt: Date | null;
  items: PreflightItem[];
};

/** A stored answer of TikTok's that is older says too little. */
const STORED_MAX_AGE_MS = 7 * DAY_MS;
const NO_POST = '00000000-0000-0000-0000-000000000000';

/**
 * Says what would stop or change a post: one of the team's, one with changes, or one that nobody saved yet. With a time it is
 * looked at as if it were scheduled, without one as it is planned, else as if it were published now. The rules are those of the
 * verbs themselves, and no row of the team changes.
 *
 * @param input.postId unset, an account and a video have to be named
 * @param input.timeZone unset, the account's
 * @param input.agreedTo unset, missing declarations are not told
 * @param input.askTikTok false takes what TikTok last said of the creator within 7 days
 * @throws NotFoundError | ValidationError
 */
export async function preflightPost(ctx: TeamContext, input: PreflightInput): Promise<Preflight> {
  const { postId, localTime, timeZone, agreedTo, askTikTok, ...changes } = parseInput(PreflightInput, input);
  const { deps } = ctx;
  const items: PreflightItem[] = [];
  const { post, facts } = await readSubject(ctx, postId, changes, items);

  const now = deps.clock.now();
  const zone = timeZone ?? facts.account.timeZone;
  const isPlanned = localTime === undefined && PLANNED_STATUSES.includes(post.status);
  const action: PostAction | null = isPlanned ? null : localTime === undefined ? 'PUBLISH' : 'SCHEDULE';
  let publishAt = (isPlanned && facts.publishAt) || now;
  if (localTime !== undefined) {
    try {
      publishAt = plannableInstant(localTime, zone, now, ['localTime']);
      if (!localTimeOf(publishAt, zone).startsWith(localTime)) items.push(itemOf('time_skipped', 'CHANGE'));
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      items.push(...refusedItems(error));
    }
  }

  const askCreator: AskCreator = (accountId) => {
    if (!askTikTok) return readCreatorInfo(ctx, accountId, STORED_MAX_AGE_MS);
    return action === 'PUBLISH' ? creatorWhoMayPost(ctx, accountId) : creatorForPlan(ctx, accountId);
  };
  const refusals = refusalsOf(deps, { post, action, agreement: { agreedTo }, askCreator });
  let next = await refusals.next();
  for (; !next.done; next = await refusals.next()) items.push(...refusedItems(next.value));

  const { grantId } = facts.account;
  const { mode } = post;
  const capped = action ? await capsAt(ctx, { grantId, mode, publishAt, postId }) : [];
  items.push(...capped);
  const cap = capped.length > 0 ? null : await findActiveCap(deps.acrossTeams.db, { grantId, mode, at: now });
  const ahead = [
    ...(post.problemCode && isPlanned ? [explainFailure(post.problemCode).code] : []),
    ...forecastOf(deps, { ...facts, publishAt }, cap, now),
  ];
  for (const code of new Set(ahead)) {
    if (!items.some((item) => item.code === code)) items.push(itemOf(code, 'WARNING'));
  }
  if (mode === 'INBOX' && hasChoices(post)) items.push(itemOf('choices_not_sent', 'CHANGE'));

  return {
    contentHash: contentHash(post),
    requiredDeclarations: mode === 'INBOX' ? [] : requiredDeclarations(post),
    publishAt,
    creatorInfoFetchedAt: next.value?.fetchedAt ?? null,
    items,
  };
}

type Changes = Omit<PreflightInput, 'postId' | 'localTime' | 'timeZone' | 'agreedTo' | 'askTikTok'>;
type Subject = { post: CheckedPost; facts: ForecastFacts };

/** The post as it would be, with what is known of its account and video. */
async function readSubject(
  { deps, teamId }: TeamContext,
  postId: string | undefined,
  changes: Changes,
  items: PreflightItem[],
): Promise<Subject> {
  const stored = postId === undefined ? null : await getPostInTeam(deps.db, teamId, postId);
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const accountId = changes.accountId ?? stored?.accountId;
  const account = accountId === undefined ? null : await readAccount(deps.acrossTeams.db, teamId, accountId);
  const mediaAssetId = changes.mediaAssetId ?? stored?.mediaAssetId;
  const mediaAsset =
    mediaAssetId === undefined ? null : await getMediaAssetInTeam(deps.db, teamId, mediaAssetId);
  if (!account || !mediaAsset) {
    const missing = account ? 'mediaAssetId' : 'accountId';
    throw new ValidationError([issue('invalid_input', [missing], 'Name a post, or an account and a video.')]);
  }
  const of = { accountId: account.id, mediaAssetId: mediaAsset.id };
  const isEdited = stored !== null && Object.keys(given).length > 0;
  if (isEdited && !availableActions(stored).includes('EDIT')) {
    items.push(itemOf('action_not_available', 'REFUSED'));
  }
  const base = stored ?? { ...CreatePostInput.parse(of), id: NO_POST };
  const standing =
    stored && !isEdited ? stored : ({ ...NO_PROBLEM, status: 'DRAFT', publishAt: null } as const);
  const { status, problemCode, publishAt } = standing;
  const post = { ...base, ...given, ...of, status, problemCode, publishAt, account, mediaAsset };
  return { post, facts: post };
}

async function readAccount(db: Db, teamId: string, id: string) {
  const account = await db.account.findFirst({
    where: { id, teamId },
    include: { grant: { include: { creatorInfo: true } } },
  });
  if (!account) throw new NotFoundError('account', ['accountId']);
  return account;
}

type AsPlanned = { grantId: string; mode: PostMode; publishAt: Date; postId: string | undefined };

/** What TikTok's caps have against a time, as planning would find it. */
async function capsAt({ deps }: TeamContext, asked: AsPlanned): Promise<PreflightItem[]> {
  const { grantId, mode, publishAt, postId } = asked;
  const obstacle = await withTransaction(deps.db, async (tx) => {
    const postIds = postId === undefined ? [] : [postId];
    const plan = await holdCreatorPlan(tx, { grantId, mode, now: deps.clock.now(), postIds });
    return plan.obstacleAt(publishAt);
  });
  return obstacle ? refusedItems(obstacle) : [];
}

function hasChoices(post: PostChoices): boolean {
  const none = CreatePostInput.parse({ accountId: '', mediaAssetId: '' });
  return POST_CHOICES.some((choice) => choice !== 'mode' && post[choice] !== none[choice]);
}
