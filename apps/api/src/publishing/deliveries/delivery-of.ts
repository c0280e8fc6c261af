import type { Post, PostMode } from '@airdate/db';
import type { Delivery } from './delivery.ts';
import { directVideo } from './direct-video.ts';
import { inboxVideo } from './inbox-video.ts';

const DELIVERIES: Record<PostMode, Delivery> = { DIRECT: directVideo, INBOX: inboxVideo };

/** The way of this post to TikTok. */
export function deliveryOf({ mode }: Pick<Post, 'mode'>): Delivery {
  return DELIVERIES[mode];
}
