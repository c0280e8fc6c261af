import { html } from 'hono/html';
import { pendingShares, postsToday } from '../creators/caps.ts';
import type { Creator } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import type { Html } from './layout.ts';

/** Everything about a creator that changes what an app may do for them. */
export function creatorSettingsPage(world: World, creator: Creator): Html {
  const base = `/creators/${creator.username}`;
  const grants = world.store.grants.filter((grant) => grant.openId === creator.openId);
  return html`<div class="columns">
<section class="card" aria-labelledby="account"><h2 id="account">Account</h2>
<form method="post" action="${base}/settings">
${text('nickname', 'Shown name', creator.nickname, 60)}
<label class="field"><span>Bio</span><textarea name="bio" maxlength="300">${creator.bio}</textarea></label>
${check('verified', 'Verified', creator.verified)}
${check('private', 'Private account', creator.private, 'Unaudited apps can post only to private accounts.')}
${check('banned', 'Banned from posting', creator.banned)}
<fieldset><legend>Interactions on all posts</legend>
${check('commentDisabled', 'No comments', creator.commentDisabled)}
${check('duetDisabled', 'No duets', creator.duetDisabled)}
${check('stitchDisabled', 'No stitches', creator.stitchDisabled)}</fieldset>
<fieldset><legend>Limits</legend>
${number('maxVideoPostDurationSec', 'Longest video, seconds', creator.maxVideoPostDurationSec, 1)}
${number('dailyPostCap', 'Posts from apps in 24 h', creator.dailyPostCap, 0)}
${text('appVersion', 'TikTok app version', creator.appVersion, 12)}</fieldset>
<fieldset><legend>Audience</legend>
${number('followers', 'Followers', creator.followers, 0)}
${number('following', 'Following', creator.following, 0)}</fieldset>
<div class="actions"><button class="primary">Save</button></div>
</form></section>
<div>
<section class="card" aria-labelledby="today"><h2 id="today">Last 24 hours</h2>
<dl class="facts"><dt>Posts from apps</dt><dd>${postsToday(world, creator)} of ${creator.dailyPostCap}</dd>
<dt>Pending shares</dt><dd>${pendingShares(world, creator).length} of 5</dd>
<dt>open_id</dt><dd><code>${creator.openId}</code></dd><dt>union_id</dt><dd><code>${creator.unionId}</code></dd></dl></section>
<section class="card" aria-labelledby="apps"><h2 id="apps">Connected apps</h2>
${
  grants.length === 0
    ? html`<p class="muted">No app is connected.</p>`
    : html`${grants.map((grant) => html`<p><b>${world.app.name}</b> <small>since ${new Date(grant.grantedAtMs).toISOString().slice(0, 16).replace('T', ' ')} UTC</small><br><span class="tags">${grant.scopes.map((scope) => html`<span class="tag">${scope}</span>`)}</span></p>`)}
<form method="post" action="${base}/disconnect" class="inline">
<label class="field"><span>Reason</span><select name="reason"><option value="1">1 · user disconnected</option><option value="2">2 · account deleted</option><option value="3">3 · age changed</option><option value="4">4 · account banned</option><option value="0">0 · unknown</option></select></label>
<button class="danger">Disconnect ${world.app.name}</button></form>`
}</section></div></div>`;
}

function text(name: string, label: string, value: string, maxLength: number): Html {
  return html`<label class="field"><span>${label}</span><input name="${name}" value="${value}" required maxlength="${maxLength}"></label>`;
}

function number(name: string, label: string, value: number, min: number): Html {
  return html`<label class="field"><span>${label}</span><input type="number" name="${name}" value="${value}" required min="${min}" max="2000000000"></label>`;
}

function check(name: string, label: string, value: boolean, help = ''): Html {
  return html`<label class="check"><input type="checkbox" name="${name}" ${value ? 'checked' : ''}><span>${label}${help === '' ? '' : html`<br><small>${help}</small>`}</span></label>`;
}
