import type { Creator } from '../world/entities.ts';
import { openIdOf, unionIdOf } from '../world/ids.ts';
import type { World } from '../world/world.ts';

/** A creator to make: a username, and whatever differs from an ordinary public account. */
export type CreatorInput = { username: string } & Partial<Omit<Creator, 'username' | 'unionId'>>;

const USERNAME = /^[a-z0-9_.]{2,24}$/;

/**
 * Adds a creator, filling in what was not said.
 *
 * @throws RangeError when the username is taken, or is not 2 to 24 of a-z, 0-9, `_` and `.`
 */
export function createCreator(world: World, input: CreatorInput): Creator {
  const { username } = input;
  if (world.store.creators.get(username) !== undefined)
    throw new RangeError(`There is already a creator @${username}.`);
  if (!USERNAME.test(username))
    throw new RangeError('A username is 2 to 24 characters of a-z, 0-9, "_" and "."');
  const creator = world.store.creators.put({
    nickname: username,
    openId: openIdOf(world.app.clientKey, username),
    bio: '',
    verified: false,
    private: false,
    commentDisabled: false,
    duetDisabled: false,
    stitchDisabled: false,
    maxVideoPostDurationSec: 300,
    banned: false,
    appVersion: '40.2.0',
    dailyPostCap: 15,
    followers: 120,
    following: 80,
    likes: 640,
    createdAtMs: world.clock.now(),
    ...input,
    unionId: unionIdOf(username),
  });
  world.changed();
  return creator;
}
