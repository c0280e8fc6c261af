import type { PostMode, PrivacyLevel } from '@airdate/db';

/** A post as a person wrote it. Kept apart from the product's rows, so that the rules do not believe what they check. */
export type Written = {
  creator: string;
  videoSha256: string;
  mode: PostMode;
  caption: string;
  privacyLevel: PrivacyLevel;
  allowComment: boolean;
  allowDuet: boolean;
  allowStitch: boolean;
  yourBrand: boolean;
  brandedContent: boolean;
  isAiGenerated: boolean;
};

/** What people know of a post of theirs: what they wrote, agreed to and decided. */
export type KnownPost = {
  id: string;
  /** Its place among all posts, from 1 on; captions carry it as `#n`. */
  number: number;
  team: number;
  written: Written;
  /** What somebody agreed to last, and the time before which it must not go out; null when nobody agrees any more. */
  agreed: { content: Written; notBeforeMs: number } | null;
  /** How often a person gave it up, or had it sent again, without knowing whether it is on TikTok. */
  risksTaken: number;
  /** What a person said became of it. */
  decided: 'published' | 'given_up' | null;
  /** An earlier look at it, as a forgotten tab shows it. */
  staleLook: { contentHash: string; content: Written } | null;
  /** How often people saw to it after it stopped. */
  visits: number;
};

/** All posts that people wrote, by the ways in which they are found again. */
export class KnownPosts {
  readonly all: KnownPost[] = [];
  readonly #byId = new Map<string, KnownPost>();
  readonly #byVideo = new Map<string, KnownPost>();

  add(post: KnownPost): void {
    this.all.push(post);
    this.#byId.set(post.id, post);
    this.#byVideo.set(post.written.videoSha256, post);
  }

  rewrite(post: KnownPost, written: Written): void {
    post.written = written;
    this.#byVideo.set(written.videoSha256, post);
  }

  byId(id: string): KnownPost | undefined {
    return this.#byId.get(id);
  }

  /** Every video belongs to one post. */
  byVideo(sha256: string): KnownPost | undefined {
    return this.#byVideo.get(sha256);
  }

  byCaption(caption: string): KnownPost | undefined {
    const number = /#(\d+)/.exec(caption)?.[1];
    return number === undefined ? undefined : this.all[Number(number) - 1];
  }
}
