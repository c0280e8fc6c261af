import type { PrivacyLevel } from '@airdate/db';
import type { Delivery } from './delivery.ts';
import { fileUpload, planOf } from './file-upload.ts';

/** A video for the creator's profile, with the choices that were agreed to. */
export const directVideo: Delivery = {
  ...fileUpload,
  init: 'video.init',

  begin({ deps, lease, post }, attempt, accessToken) {
    return deps.tiktok.initDirectVideo({
      accessToken,
      source: { source: 'FILE_UPLOAD', plan: planOf(attempt) },
      signal: lease.signal,
      post: {
        title: post.caption,
        privacyLevel: post.privacyLevel as PrivacyLevel,
        disableComment: !post.allowComment,
        disableDuet: !post.allowDuet,
        disableStitch: !post.allowStitch,
        brandContentToggle: post.brandedContent,
        brandOrganicToggle: post.yourBrand,
        isAigc: post.isAiGenerated,
        ...(post.coverTimestampMs !== null && { videoCoverTimestampMs: post.coverTimestampMs }),
      },
    });
  },
};
