import { html } from 'hono/html';
import { pendingShares, postsToday } from '../creators/caps.ts';
import { likesOf, publicPostsOf } from '../creators/profile.ts';
import type { Creator } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import type { Html } from './layout.ts';
import { compact, counted, wordFor } from './numbers.ts';

/** The front page: everybody who lives in this TikTok, and a form to add somebody. */
export function creatorsPage(world: World): Html {
  return html`
<h1>Creators</h1>
<p class="muted">The people of this TikTok. Open one to see what was published, finish drafts, or change their settings.</p>
<ul class="grid" data-live="creators">
${world.store.creators.all().map((creator) => html`<li>${creatorCard(world, creator)}</li>`)}
</ul>
<section class="card" aria-labelledby="new-creator">
<h2 id="new-creator">New creator</h2>
<form method="post" action="/creators" class="inline">
<label class="field"><span>Username</span><input name="username" required pattern="[a-z0-9_.]{2,24}" placeholder="lena.paints" autocomplete="off" title="2 to 24 of a-z, 0-9, _ and ."></label>
<label class="field"><span>Shown name</span><input name="nickname" placeholder="Lena Paints" maxlength="30" autocomplete="off"></label>
<label class="check"><input type="checkbox" name="private"> Private account</label>
<button class="primary">Create</button>
</form>
</section>`;
}

function creatorCard(world: World, creator: Creator): Html {
  const posts = world.store.posts.filter((post) => post.openId === creator.openId && !post.deleted);
  return html`<a class="card creator" href="/creators/${creator.username}">
<img src="/avatars/${creator.username}.png?size=144" alt="" width="64" height="64">
<span><b>${creator.nickname} ${verifiedMark(creator)}</b><small>@${creator.username} · ${counted(creator.followers, 'follower')}</small>
<span class="tags">${situationTags(world, creator)}<span class="tag">${counted(posts.length, 'post')}</span></span></span>
</a>`;
}

function verifiedMark(creator: Creator): Html | '' {
  return creator.verified
    ? html`<span class="verified" title="Verified" role="img" aria-label="verified">✔</span>`
    : '';
}

/** What an integrator must know about a creator, as tags. */
function situationTags(world: World, creator: Creator): Html {
  const connected = world.store.grants.find((grant) => grant.openId === creator.openId) !== undefined;
  const drafts = pendingShares(world, creator).filter((task) => task.status === 'SEND_TO_USER_INBOX').length;
  const capped = postsToday(world, creator) >= creator.dailyPostCap;
  return html`${connected ? html`<span class="tag good">connected</span>` : ''}
${creator.private ? html`<span class="tag warn">private</span>` : html`<span class="tag">public</span>`}
${creator.banned ? html`<span class="tag bad">banned from posting</span>` : ''}
${capped ? html`<span class="tag bad">daily cap reached</span>` : ''}
${creator.commentDisabled && creator.duetDisabled && creator.stitchDisabled ? html`<span class="tag">no interactions</span>` : ''}
${drafts > 0 ? html`<span class="tag warn">${drafts} in inbox</span>` : ''}`;
}

/** Picture, name and numbers on top of every page of one creator, with the tabs between them. */
export function creatorHeader(world: World, creator: Creator, tab: 'posts' | 'inbox' | 'settings'): Html {
  const base = `/creators/${creator.username}`;
  const drafts = world.store.tasks.filter(
    (task) => task.openId === creator.openId && task.status === 'SEND_TO_USER_INBOX' && !task.discarded,
  );
  const likes = likesOf(world, creator);
  const publicPosts = publicPostsOf(world, creator).length;
  const link = (href: string, name: typeof tab, label: string) =>
    html`<a href="${href}" ${tab === name ? html`aria-current="page"` : ''}>${label}</a>`;
  return html`<div data-live="header"><div class="profile">
<img src="/avatars/${creator.username}.png?size=256" alt="" width="104" height="104">
<div><h1>${creator.nickname} ${verifiedMark(creator)}</h1><small>@${creator.username}</small>
<ul class="stats"><li><b>${compact(creator.following)}</b> <span>following</span></li><li><b>${compact(creator.followers)}</b> <span>${wordFor(creator.followers, 'follower')}</span></li><li><b>${compact(likes)}</b> <span>${wordFor(likes, 'like')}</span></li><li><b>${publicPosts}</b> <span>${wordFor(publicPosts, 'public post')}</span></li></ul>
<p>${creator.bio}</p><div class="tags">${situationTags(world, creator)}</div></div></div>
<nav class="tabs" aria-label="Creator">${link(base, 'posts', 'Posts')}${link(`${base}/inbox`, 'inbox', drafts.length > 0 ? `Inbox (${drafts.length})` : 'Inbox')}${link(`${base}/settings`, 'settings', 'Settings')}</nav></div>`;
}
