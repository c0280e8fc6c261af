import type { PrivacyLevel } from '@airdate/db';
import type { VideoPost } from '@airdate/tiktok';
import { nothingLeft } from '../../nothing-left.ts';
import type { PostChoices } from '../../posts/post-choices.ts';
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
      post: videoPost(post),
    });
  },
};

/** Every choice as TikTok is told it. */
function videoPost(choices: PostChoices): VideoPost {
  const { mode: _chosenTheDelivery, caption, privacyLevel, coverTimestampMs, ...toggles } = choices;
  const { allowComment, allowDuet, allowStitch, yourBrand, brandedContent, isAiGenerated, ...untold } =
    toggles;
  nothingLeft(untold);
  return {
    title: caption,
    privacyLevel: privacyLevel as PrivacyLevel,
    disableComment: !allowComment,
    disableDuet: !allowDuet,
    disableStitch: !allowStitch,
    brandContentToggle: brandedContent,
    brandOrganicToggle: yourBrand,
    isAigc: isAiGenerated,
    ...(coverTimestampMs !== null && { videoCoverTimestampMs: coverTimestampMs }),
  };
}
