import { createHash } from 'node:crypto';
import { disconnectAccount } from '../src/accounts/disconnect-account.ts';
import { DomainError } from '../src/errors.ts';
import { cancelPost } from '../src/posts/cancel-post.ts';
import { contentHash } from '../src/posts/content-hash.ts';
import { createPost } from '../src/posts/create-post.ts';
import { getPostInTeam } from '../src/posts/post.queries.ts';
import { requiredDeclarations } from '../src/posts/posting-rules.ts';
import { publishPost } from '../src/posts/publish-post.ts';
import { retryPost } from '../src/posts/retry-post.ts';
import { schedulePost } from '../src/posts/schedule-post.ts';
import { updatePost } from '../src/posts/update-post.ts';
import { giveUpPost, markPostPublished, publishPostAgain } from '../src/publishing/decide-post.ts';
import { DAY_MS, MINUTE_MS, type Run } from './driver.ts';
import type { KnownPost, Written } from './people-know.ts';
import type { Team } from './teams.ts';
import { ViolationError } from './violation.ts';

/** What a refused request is called in the log. Anything but an expected failure is a defect, and goes on. */
export async function orRefusal(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return `refused: ${error.tiktokCode ?? error.code}`;
  }
}

/** A person writes a post with a video of its own. */
export async function writePost(run: Run, team: Team, creator: string): Promise<KnownPost> {
  const { chance, known } = run;
  const number = known.all.length + 1;
  const video = await uploadVideo(run, team, `video of post ${number}`);
  const isPublic = chance.happens(0.75);
  const written: Written = {
    creator,
    videoSha256: video.sha256,
    mode: chance.happens(0.025) ? 'INBOX' : 'DIRECT',
    caption: `#${number} first words`,
    privacyLevel: isPublic ? 'PUBLIC_TO_EVERYONE' : 'SELF_ONLY',
    allowComment: chance.happens(0.5),
    allowDuet: isPublic && chance.happens(0.3),
    allowStitch: isPublic && chance.happens(0.3),
    yourBrand: chance.happens(0.1),
    brandedContent: isPublic && chance.happens(0.1),
    isAiGenerated: chance.happens(0.1),
  };
  const { creator: _, videoSha256, ...choices } = written;
  const accountId = team.accounts.get(creator)!;
  const { id } = await createPost(team.ctx, { accountId, mediaAssetId: video.id, ...choices });
  const post: KnownPost = {
    ...{
      id,
      number,
      team: team.number,
      written,
      agreed: null,
      risksTaken: 0,
      decided: null,
      staleLook: null,
      visits: 0,
    },
  };
  known.add(post);
  if (chance.happens(0.2)) post.staleLook = { contentHash: await shownHash(team, post), content: written };
  return post;
}

/** Another caption, or another video. */
export async function editPost(
  run: Run,
  team: Team,
  post: KnownPost,
  changes: Partial<Written> = {},
): Promise<string> {
  const { chance, known } = run;
  const written = { ...post.written, caption: `#${post.number} words of ${run.seen.nowMs}`, ...changes };
  const input: Record<string, unknown> = { ...changes, caption: written.caption };
  if (chance.happens(0.3)) {
    const video = await uploadVideo(run, team, `other video of post ${post.number} at ${run.seen.nowMs}`);
    written.videoSha256 = video.sha256;
    input.mediaAssetId = video.id;
  }
  await updatePost(team.ctx, { postId: post.id, ...input });
  known.rewrite(post, written);
  post.agreed = null;
  return 'edited';
}

/** A person agrees to what the screen shows, which may be a forgotten tab's, and plans it or has it published now. */
export async function agreeTo(run: Run, team: Team, post: KnownPost, when: 'now' | 'later'): Promise<string> {
  const { chance, seen } = run;
  const stale = post.staleLook !== null && chance.happens(0.5) ? post.staleLook : null;
  const content = stale?.content ?? post.written;
  const agreement = {
    postId: post.id,
    contentHash: stale?.contentHash ?? (await shownHash(team, post)),
    agreedTo: requiredDeclarations(content),
  };
  if (when === 'now') {
    await publishPost(team.ctx, agreement);
    assertShown(post, content);
    post.agreed = { content, notBeforeMs: seen.nowMs };
    return 'published';
  }
  const atMs = Math.ceil((seen.nowMs + chance.int(5 * MINUTE_MS, 3 * DAY_MS)) / MINUTE_MS) * MINUTE_MS;
  await schedulePost(team.ctx, {
    ...agreement,
    localTime: wallClock(atMs, team.timeZone),
    timeZone: team.timeZone,
  });
  assertShown(post, content);
  post.agreed = { content, notBeforeMs: atMs };
  return 'scheduled';
}

/** An agreement that was taken is one to the post as it is. */
function assertShown({ number, written }: KnownPost, content: Written): void {
  if (content !== written)
    throw new ViolationError('as agreed', `post ${number} was agreed to as it was before an edit`);
}

export async function withdraw(team: Team, post: KnownPost): Promise<string> {
  await cancelPost(team.ctx, { postId: post.id });
  post.agreed = null;
  return 'cancelled';
}

export async function retry(team: Team, post: KnownPost): Promise<string> {
  await retryPost(team.ctx, { postId: post.id, contentHash: await shownHash(team, post) });
  return 'retried';
}

/** A person looks at the profile, and says what became of a post without a verdict. */
export async function decide({ chance, world }: Run, team: Team, post: KnownPost): Promise<string> {
  const { simulator } = world;
  const found = simulator
    .posts()
    .find(({ settings, deleted }) => !deleted && settings.title === post.written.caption);
  const postId = post.id;
  if (found) {
    await markPostPublished(team.ctx, { postId, link: chance.happens(0.5) ? found.id : null });
    post.decided = 'published';
    return 'marked published';
  }
  if (chance.happens(0.5)) {
    await giveUpPost(team.ctx, { postId });
    post.decided = 'given_up';
    post.risksTaken++;
    return 'given up';
  }
  const shown = await shownHash(team, post);
  await publishPostAgain(team.ctx, { postId, contentHash: shown, mayBePublishedTwice: true });
  post.risksTaken++;
  return 'published again';
}

export async function disconnect(team: Team, creator: string): Promise<string> {
  await disconnectAccount(team.ctx, { accountId: team.accounts.get(creator)! });
  return 'disconnected';
}

async function shownHash({ ctx }: Team, post: KnownPost): Promise<string> {
  return contentHash(await getPostInTeam(ctx.deps.db, ctx.teamId, post.id));
}

/** TikTok is told not to look inside the files, so a few bytes of text will do. */
async function uploadVideo({ world, seen }: Run, { ctx }: Team, words: string) {
  const { storage, db } = world.deps;
  const bytes = Buffer.from(words);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const storageKey = `uploads/${sha256}`;
  await storage.put(storageKey, bytes);
  const { id } = await db.mediaAsset.create({
    data: {
      ...{
        teamId: ctx.teamId,
        storageKey,
        sha256,
        sizeBytes: bytes.length,
        durationSeconds: 4,
        width: 1080,
        height: 1920,
      },
      ...{
        status: 'READY',
        fileName: 'video.mp4',
        contentType: 'video/mp4',
        createdAt: new Date(seen.nowMs),
      },
    },
  });
  return { id, sha256 };
}

/** What a clock on the wall of that zone shows, as `2026-03-29T09:00`. */
function wallClock(atMs: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return format.format(atMs).replace(' ', 'T');
}
