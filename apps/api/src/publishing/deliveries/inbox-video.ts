import type { Delivery } from './delivery.ts';
import { fileUpload, planOf } from './file-upload.ts';

/** A video for the creator's inbox, who makes the choices in the TikTok app. */
export const inboxVideo: Delivery = {
  ...fileUpload,
  init: 'inbox.video.init',

  begin({ deps, lease }, attempt, accessToken) {
    return deps.tiktok.initInboxVideo({
      accessToken,
      source: { source: 'FILE_UPLOAD', plan: planOf(attempt) },
      signal: lease.signal,
    });
  },
};
