import type { PostObstacle } from '../creators/caps.ts';
import { ApiError } from '../http/api-error.ts';

const MESSAGES: Record<PostObstacle, string> = {
  spam_risk_user_banned_from_posting: 'The user is banned from making new posts.',
  spam_risk_too_many_posts: 'The daily post cap from the API is reached for the current user.',
  reached_active_user_cap: 'The daily quota for active publishing users from your client is reached.',
  spam_risk_too_many_pending_share: 'The user has too many shares waiting in the inbox.',
};

/** The refusal that a ban or a cap earns a request. */
export function refusePost(obstacle: PostObstacle, options?: { httpStatus: number; data: object }): ApiError {
  return new ApiError(obstacle, MESSAGES[obstacle], options);
}
