import type { Context, Hono } from 'hono';
import { updateCreator } from '../creators/update-creator.ts';
import { removeAuthorization } from '../grants/remove-authorization.ts';
import type { Http } from '../http/endpoint.ts';
import { creatorSettingsPage } from '../pages/creator-settings.ts';
import { creatorHeader } from '../pages/creators.ts';
import { inboxPage } from '../pages/inbox.ts';
import { discardDraft, finishDraft } from '../publish/finish-draft.ts';
import { type Creator, PRIVACY_LEVELS, type Task } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { backWith, joined, show, withCreator } from './creator-pages.ts';
import { formText, wholeNumber } from './form-fields.ts';

const FLAGS = ['verified', 'private', 'banned', 'commentDisabled', 'duetDisabled', 'stitchDisabled'] as const;
const NUMBERS = ['maxVideoPostDurationSec', 'dailyPostCap', 'followers', 'following'] as const;

/** What a creator does in the TikTok app: finish drafts, change settings, disconnect the app. */
export function mountCreatorActions(hono: Hono<Http>, world: World): void {
  hono.get('/creators/:username/inbox', (c) =>
    withCreator(c, world, (creator) => {
      const main = joined(creatorHeader(world, creator, 'inbox'), inboxPage(world, creator));
      return show(c, world, { title: `Inbox of ${creator.nickname}`, main });
    }),
  );
  hono.post('/creators/:username/inbox/:publishId/post', (c) =>
    withDraft(c, world, async (creator, task) => {
      const form = await c.req.formData();
      const inbox = `/creators/${creator.username}/inbox`;
      const privacyLevel = PRIVACY_LEVELS.find((level) => level === form.get('privacyLevel'));
      if (privacyLevel === undefined) return backWith(c, inbox, 'Choose who can watch this post.');
      const post = finishDraft(world, task, {
        title: formText(form, 'title').slice(0, 2_200),
        description: '',
        privacyLevel,
        disableComment: !form.has('allowComment'),
        disableDuet: !form.has('allowDuet'),
        disableStitch: !form.has('allowStitch'),
      });
      return backWith(c, `/creators/${creator.username}/posts/${post.id}`, 'Posted.');
    }),
  );
  hono.post('/creators/:username/inbox/:publishId/discard', (c) =>
    withDraft(c, world, (creator, task) => {
      discardDraft(world, task);
      return backWith(c, `/creators/${creator.username}/inbox`, 'The draft was thrown away.');
    }),
  );

  hono.get('/creators/:username/settings', (c) =>
    withCreator(c, world, (creator) => {
      const main = joined(creatorHeader(world, creator, 'settings'), creatorSettingsPage(world, creator));
      return show(c, world, { title: `Settings of ${creator.nickname}`, main });
    }),
  );
  hono.post('/creators/:username/settings', (c) =>
    withCreator(c, world, async (creator) => {
      const form = await c.req.formData();
      const changes: Partial<Creator> = {
        nickname: formText(form, 'nickname') || creator.nickname,
        bio: formText(form, 'bio'),
        appVersion: formText(form, 'appVersion') || creator.appVersion,
      };
      for (const flag of FLAGS) changes[flag] = form.has(flag);
      for (const name of NUMBERS) changes[name] = wholeNumber(form, name) ?? creator[name];
      updateCreator(world, creator.username, changes);
      return backWith(c, `/creators/${creator.username}/settings`, 'Saved.');
    }),
  );
  hono.post('/creators/:username/disconnect', (c) =>
    withCreator(c, world, async (creator) => {
      const reason = wholeNumber(await c.req.formData(), 'reason') ?? 1;
      removeAuthorization(world, creator.openId, Math.min(reason, 5));
      return backWith(c, `/creators/${creator.username}/settings`, 'The app was disconnected.');
    }),
  );
}

function withDraft(
  c: Context<Http>,
  world: World,
  answer: (creator: Creator, task: Task) => Response | Promise<Response>,
): Response | Promise<Response> {
  return withCreator(c, world, async (creator) => {
    const task = world.store.tasks.get(c.req.param('publishId') ?? '');
    if (task === undefined || task.openId !== creator.openId) return c.notFound();
    try {
      return await answer(creator, task);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return backWith(c, `/creators/${creator.username}/inbox`, error.message);
    }
  });
}
