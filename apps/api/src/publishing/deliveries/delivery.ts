import type { PublishUpload } from '@airdate/db';
import type { PublishInit, PublishState } from '@airdate/tiktok';
import type { FailureCode } from '../../failure-codes.ts';
import type { CallBucket } from '../../quota/quota.ts';
import type { Attempt, PublishRun } from '../publish-run.ts';

/** The bytes that an attempt will send, as they are written down before the init. */
export type PlannedUpload = Pick<PublishUpload, 'sizeBytes' | 'chunkSizeBytes' | 'totalChunkCount'>;

/** How a post gets to TikTok. The engine owns the order of the steps and what is written between them. */
export type Delivery = {
  /**
   * When TikTok publishes: at the init, because it fetches the media by itself, or with the last byte that we send.
   * Before this point another attempt is safe; after it only the status is asked.
   */
  publishesAt: 'init' | 'last_byte';
  /** The init, which TikTok rations. */
  init: CallBucket;
  /**
   * Looks for what the init needs.
   *
   * @returns the upload to plan, null when TikTok fetches the media; or the code of what is missing
   */
  prepare(
    run: PublishRun,
  ): Promise<{ ok: true; upload: PlannedUpload | null } | { ok: false; code: FailureCode }>;
  /** @throws TikTokError as the init did */
  begin(run: PublishRun, attempt: Attempt, accessToken: string): Promise<PublishInit>;
  /**
   * Sends what TikTok does not have yet; returns at once when TikTok fetches the media.
   *
   * @param fromByte how many bytes TikTok has
   * @throws TikTokError | LeaseLostError
   */
  send(run: PublishRun, attempt: Attempt, fromByte: number): Promise<void>;
  /**
   * Asks TikTok how far an attempt is that a worker left behind.
   *
   * @returns where to go on sending; null when TikTok has all it needs
   * @throws TikTokError
   */
  ask(run: PublishRun, attempt: Attempt, accessToken: string): Promise<{ fromByte: number } | null>;
  /**
   * Whether this answer proves that TikTok lacks a part: it counts fewer bytes than there are, and never said that it has
   * them all. Nothing is published then, as long as nobody sends the rest.
   */
  isIncomplete(state: PublishState, attempt: Attempt): boolean;
};
