import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { createCreator } from '../creators/create-creator.ts';
import { countersOf } from '../creators/growth.ts';
import { updateCreator } from '../creators/update-creator.ts';
import { createGrant, issueTokens } from '../grants/grants.ts';
import { issueCode } from '../grants/issue-code.ts';
import { removeAuthorization } from '../grants/remove-authorization.ts';
import type { Http } from '../http/endpoint.ts';
import { changePrivacy, deletePost } from '../publish/availability.ts';
import { discardDraft, finishDraft } from '../publish/finish-draft.ts';
import { emitWebhook, redeliver } from '../webhooks/send-webhook.ts';
import { type Post, PRIVACY_LEVELS } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import {
  AppChanges,
  CreatorChanges,
  DraftChoices,
  NewCode,
  NewFault,
  NewWebhook,
  parseSettings,
} from './schemas.ts';

/** The JSON door for tests in other processes. Errors are 400 or 404 with `{ "error": "sentence" }`. */
export function mountControl(hono: Hono<Http>, world: World, reset: () => void): void {
  const { store, clock, faults } = world;
  const refusable =
    (answer: (c: Context<Http>) => Promise<Response> | Response) => async (c: Context<Http>) => {
      try {
        return await answer(c);
      } catch (error) {
        if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
        if (error instanceof RangeError || error instanceof SyntaxError)
          return c.json({ error: error.message }, 400);
        throw error;
      }
    };
  const clockState = () => ({
    now: clock.now(),
    nowIso: new Date(clock.now()).toISOString(),
    frozen: clock.frozen,
  });
  const param = (c: Context<Http>, name: string) => c.req.param(name) ?? '';

  hono.get('/control/state', (c) =>
    c.json({
      clock: clockState(),
      app: world.app,
      settings: world.settings,
      creators: store.creators.all(),
      tasks: store.tasks.all(),
      posts: store.posts.all().map((post) => describePost(world, post)),
      deliveries: store.deliveries.all(),
      violations: store.violations.all(),
      faults: faults.list(),
    }),
  );
  hono.put(
    '/control/app',
    refusable(async (c) => c.json(world.configureApp(AppChanges.parse(await c.req.json())))),
  );
  hono.put(
    '/control/settings',
    refusable(async (c) => c.json(world.configure(parseSettings(await c.req.json())))),
  );

  hono.get('/control/clock', (c) => c.json(clockState()));
  hono.post(
    '/control/clock/advance',
    refusable(async (c) => {
      const { ms } = z.strictObject({ ms: z.int().min(0) }).parse(await c.req.json());
      await clock.advance(ms);
      world.changed();
      return c.json(clockState());
    }),
  );
  hono.post('/control/clock/freeze', (c) => {
    clock.freeze();
    return c.json(clockState());
  });
  hono.post('/control/clock/resume', (c) => {
    clock.resume();
    return c.json(clockState());
  });

  hono.get('/control/faults', (c) => c.json(faults.list()));
  hono.post(
    '/control/faults',
    refusable(async (c) => c.json(faults.add(NewFault.parse(await c.req.json())), 201)),
  );
  hono.delete('/control/faults', (c) => {
    faults.clear();
    return c.json({});
  });
  hono.delete('/control/faults/:id', (c) => {
    faults.remove(param(c, 'id'));
    return c.json({});
  });

  hono.get('/control/creators', (c) => c.json(store.creators.all()));
  hono.post(
    '/control/creators',
    refusable(async (c) => {
      const input = CreatorChanges.extend({ username: z.string() }).parse(await c.req.json());
      return c.json(createCreator(world, input), 201);
    }),
  );
  hono.put(
    '/control/creators/:username',
    refusable(async (c) =>
      c.json(updateCreator(world, param(c, 'username'), CreatorChanges.parse(await c.req.json()))),
    ),
  );
  hono.post(
    '/control/creators/:username/disconnect',
    refusable(async (c) => {
      const { reason } = z.strictObject({ reason: z.int().min(0).max(5) }).parse(await c.req.json());
      removeAuthorization(world, world.creatorNamed(param(c, 'username')).openId, reason);
      return c.json({});
    }),
  );
  hono.post(
    '/control/creators/:username/tokens',
    refusable(async (c) => {
      const { scopes } = z.strictObject({ scopes: z.array(z.string()) }).parse(await c.req.json());
      const { openId } = world.creatorNamed(param(c, 'username'));
      const { access, refresh } = issueTokens(world, createGrant(world, openId, scopes));
      return c.json({ accessToken: access.token, refreshToken: refresh.token, openId }, 201);
    }),
  );

  hono.post(
    '/control/creators/:username/code',
    refusable(async (c) => {
      const input = NewCode.parse(await c.req.json());
      const creator = world.creatorNamed(param(c, 'username'));
      return c.json({ code: issueCode(world, { creator, ...input }) }, 201);
    }),
  );

  hono.get('/control/tasks', (c) => c.json(store.tasks.all()));
  hono.get('/control/posts', (c) => c.json(store.posts.all().map((post) => describePost(world, post))));
  hono.put(
    '/control/posts/:id',
    refusable(async (c) => {
      const changes = z
        .strictObject({
          privacyLevel: z.enum(PRIVACY_LEVELS),
          extraViews: z.int().min(0),
          deleted: z.literal(true),
        })
        .partial()
        .parse(await c.req.json());
      const post = store.posts.get(param(c, 'id'));
      if (post === undefined) return c.json({ error: 'There is no such post.' }, 404);
      if (changes.extraViews !== undefined)
        store.posts.put(Object.assign(post, { extraViews: changes.extraViews }));
      if (changes.privacyLevel !== undefined) changePrivacy(world, post, changes.privacyLevel);
      if (changes.deleted) deletePost(world, post);
      return c.json(describePost(world, post));
    }),
  );

  hono.post(
    '/control/tasks/:publishId/post',
    refusable(async (c) => {
      const choices = DraftChoices.parse(await c.req.json());
      const task = store.tasks.get(param(c, 'publishId'));
      if (task === undefined) return c.json({ error: 'There is no such task.' }, 404);
      return c.json(describePost(world, finishDraft(world, task, choices)), 201);
    }),
  );
  hono.post(
    '/control/tasks/:publishId/discard',
    refusable((c) => {
      const task = store.tasks.get(param(c, 'publishId'));
      if (task === undefined) return c.json({ error: 'There is no such task.' }, 404);
      discardDraft(world, task);
      return c.json(task);
    }),
  );

  hono.post(
    '/control/webhooks',
    refusable(async (c) => {
      const { username, ...event } = NewWebhook.parse(await c.req.json());
      return c.json(emitWebhook(world, { ...event, openId: world.creatorNamed(username).openId }), 201);
    }),
  );
  hono.get('/control/deliveries', (c) => c.json(store.deliveries.all()));
  hono.post('/control/deliveries/:id/redeliver', (c) => {
    const delivery = store.deliveries.get(param(c, 'id'));
    if (delivery === undefined) return c.json({ error: 'There is no such delivery.' }, 404);
    redeliver(world, delivery);
    return c.json(delivery);
  });
  hono.get('/control/violations', (c) => c.json(store.violations.all()));
  hono.delete('/control/violations', (c) => {
    store.violations.clear();
    return c.json({});
  });
  hono.get('/control/calls', (c) => c.json(world.calls));
  hono.post('/control/reset', (c) => {
    reset();
    return c.json({});
  });
}

/** A post as tests want it: with the hash and size of what was received. */
function describePost(world: World, post: Post): object {
  const creator = world.creatorOf(post.openId);
  return {
    ...post,
    username: creator.username,
    privacyLevel: post.settings.privacyLevel,
    caption: [post.settings.title, post.settings.description].filter((text) => text !== '').join('\n'),
    sha256: post.media[0]?.sha256 ?? null,
    byteCount: post.media[0]?.byteCount ?? 0,
    counters: countersOf(post, creator, world.clock.now(), world.settings.growthFactor),
  };
}
