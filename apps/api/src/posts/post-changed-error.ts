import { DomainError } from '../errors.ts';

/** The post is no longer what the caller saw, or somebody else moved it on first. Nothing was done. */
export class PostChangedError extends DomainError {
  readonly postId: string;

  constructor(postId: string) {
    super('post_changed', {});
    this.postId = postId;
  }
}
