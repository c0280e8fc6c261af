import type { PostChoice } from './post-choices.ts';

/** What each choice means wherever it is shown or made. */
export const CHOICE = {
  mode: 'Whether TikTok publishes the video, or delivers it as a draft that the creator finishes in the app.',
  caption:
    'The text below the video: at most 2200 UTF-16 units, hashtags and mentions included. TikTok takes none for a draft in the inbox.',
  privacyLevel:
    'Who can see the post. Null until somebody chose: there is no default, and a direct post needs it before publishing.',
  allowComment: 'Whether people may comment. Refused where the creator turned comments off.',
  allowDuet: 'Whether people may make duets. Refused where the creator turned duets off.',
  allowStitch: 'Whether people may stitch the video. Refused where the creator turned stitches off.',
  yourBrand: 'Whether it promotes the creator’s own business; TikTok then labels it as promotional content.',
  brandedContent:
    'Whether it is a paid partnership; TikTok then labels it so. Not with SELF_ONLY, and needs the declaration BRANDED_CONTENT.',
  isAiGenerated: 'Whether the creator says that AI made the content; TikTok then labels it so.',
  coverTimestampMs:
    'Which frame becomes the cover, in milliseconds from the beginning of the video. Null takes the first.',
} satisfies Record<PostChoice, string>;
