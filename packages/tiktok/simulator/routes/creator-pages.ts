import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { createCreator } from '../creators/create-creator.ts';
import type { Http } from '../http/endpoint.ts';
import { creatorHeader, creatorsPage } from '../pages/creators.ts';
import { type Html, layout, type Page } from '../pages/layout.ts';
import { postPage, profilePosts } from '../pages/posts.ts';
import { changePrivacy, deletePost } from '../publish/availability.ts';
import { type Creator, type Post, PRIVACY_LEVELS } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { formText } from './form-fields.ts';

/** Pages about creators and their posts. Every action is a plain form that redirects when done. */
export function mountCreatorPages(hono: Hono<Http>, world: World): void {
  hono.get('/', (c) => show(c, world, { title: 'Creators', main: creatorsPage(world) }));

  hono.post('/creators', async (c) => {
    const form = await c.req.formData();
    const username = formText(form, 'username').toLowerCase();
    const nickname = formText(form, 'nickname') || username;
    try {
      createCreator(world, { username, nickname, private: form.has('private') });
    } catch (error) {
      return backWith(c, '/', (error as Error).message);
    }
    return backWith(c, `/creators/${username}`, `@${username} has joined.`);
  });

  hono.get('/creators/:username', (c) =>
    withCreator(c, world, (creator) => {
      const main = joined(creatorHeader(world, creator, 'posts'), profilePosts(world, creator));
      return show(c, world, { title: creator.nickname, main });
    }),
  );
  hono.get('/:handle{@[^/]+}', (c) => c.redirect(`/creators/${c.req.param('handle').slice(1)}`));
  hono.get('/:handle{@[^/]+}/:kind{video|photo}/:postId', (c) =>
    c.redirect(`/creators/${c.req.param('handle').slice(1)}/posts/${c.req.param('postId')}`),
  );
  hono.get('/embed/:postId', (c) => {
    const post = world.store.posts.get(c.req.param('postId'));
    if (post === undefined) return c.notFound();
    return c.redirect(`/creators/${world.creatorOf(post.openId).username}/posts/${post.id}`);
  });

  hono.get('/creators/:username/posts/:postId', (c) =>
    withPost(c, world, (creator, post) =>
      show(c, world, { title: `Post by @${creator.username}`, main: postPage(world, creator, post) }),
    ),
  );
  hono.post('/creators/:username/posts/:postId/privacy', (c) =>
    withPost(c, world, async (creator, post) => {
      const wanted = (await c.req.formData()).get('privacyLevel');
      const level = PRIVACY_LEVELS.find((each) => each === wanted);
      if (level !== undefined) changePrivacy(world, post, level);
      return backWith(c, postPath(creator, post.id), 'The audience was changed.');
    }),
  );
  hono.post('/creators/:username/posts/:postId/views', (c) =>
    withPost(c, world, async (creator, post) => {
      const views = Number((await c.req.formData()).get('views'));
      if (Number.isInteger(views) && views > 0) post.extraViews += Math.min(views, 100_000_000);
      world.store.posts.put(post);
      world.changed();
      return backWith(c, postPath(creator, post.id), 'The views are in.');
    }),
  );
  hono.post('/creators/:username/posts/:postId/delete', (c) =>
    withPost(c, world, (creator, post) => {
      deletePost(world, post);
      return backWith(c, `/creators/${creator.username}`, 'The post was deleted.');
    }),
  );
}

const postPath = (creator: Creator, postId: string) => `/creators/${creator.username}/posts/${postId}`;

export function joined(...parts: Html[]): Html {
  return html`${parts}`;
}

type Answer = Response | Promise<Response>;

export function show(
  c: Context<Http>,
  world: World,
  page: Omit<Page, 'section'> & { section?: Page['section'] },
): Answer {
  const notice = c.req.query('notice');
  return c.html(layout(world, { section: 'creators', ...page, ...(notice === undefined ? {} : { notice }) }));
}

/** Ends a form: back to a page, with a sentence on top of it. */
export function backWith(c: Context<Http>, path: string, notice: string): Response {
  return c.redirect(`${path}?notice=${encodeURIComponent(notice)}`, 303);
}

export function withCreator(c: Context<Http>, world: World, answer: (creator: Creator) => Answer): Answer {
  const creator = world.store.creators.get(c.req.param('username') ?? '');
  return creator === undefined ? c.notFound() : answer(creator);
}

function withPost(c: Context<Http>, world: World, answer: (creator: Creator, post: Post) => Answer): Answer {
  return withCreator(c, world, (creator) => {
    const post = world.store.posts.get(c.req.param('postId') ?? '');
    return post === undefined || post.openId !== creator.openId ? c.notFound() : answer(creator, post);
  });
}
