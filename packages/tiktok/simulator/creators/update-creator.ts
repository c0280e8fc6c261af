import { updateAvailability } from '../publish/availability.ts';
import type { Creator } from '../world/entities.ts';
import type { World } from '../world/world.ts';

/**
 * Changes a creator's settings; going private or public changes what everybody can view.
 *
 * @throws RangeError when there is no such creator
 */
export function updateCreator(
  world: World,
  username: string,
  changes: Partial<Omit<Creator, 'username' | 'openId'>>,
): Creator {
  const creator = Object.assign(world.creatorNamed(username), changes);
  world.store.creators.put(creator);
  for (const post of world.store.posts.filter((each) => each.openId === creator.openId))
    updateAvailability(world, post);
  world.changed();
  return creator;
}
