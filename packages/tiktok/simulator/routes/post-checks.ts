import { directPostObstacle } from '../creators/caps.ts';
import { privacyOptionsOf } from '../creators/profile.ts';
import { ApiError } from '../http/api-error.ts';
import type { Creator, PrivacyLevel } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { refusePost } from './refuse-post.ts';

/**
 * What a direct post must pass once its request is well-formed: bans and caps, the audit rule, then
 * the creator's own privacy options.
 *
 * @returns the privacy level, now known to be allowed
 * @throws ApiError in that order
 */
export function checkDirectPost(
  world: World,
  creator: Creator,
  requested: PrivacyLevel | undefined,
): PrivacyLevel {
  const obstacle = directPostObstacle(world, creator);
  if (obstacle !== null) throw refusePost(obstacle);
  const audited = world.app.audited && !world.app.sandbox;
  if (!audited && (!creator.private || requested !== 'SELF_ONLY'))
    throw new ApiError(
      'unaudited_client_can_only_post_to_private_accounts',
      'Please review our integration guidelines at https://developers.tiktok.com/doc/content-sharing-guidelines/',
    );
  if (requested === undefined || !privacyOptionsOf(creator).includes(requested))
    throw new ApiError(
      'privacy_level_option_mismatch',
      'Privacy level is missing or not among the options of the creator info.',
    );
  return requested;
}

/** Branded content may not be for the creator's eyes only ("Content Sharing Guidelines"). */
export function checkBranding(brandContent: boolean, level: PrivacyLevel | undefined): void {
  if (brandContent && level === 'SELF_ONLY')
    throw new ApiError('invalid_params', 'Branded content visibility cannot be set to private.');
}
