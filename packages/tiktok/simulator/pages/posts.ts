import { html } from 'hono/html';
import { countersOf } from '../creators/growth.ts';
import { privacyOptionsOf } from '../creators/profile.ts';
import { type Creator, type Post, PRIVACY_LEVELS, type Task } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import type { Html } from './layout.ts';
import { ago, bytesText, counted, PRIVACY_NAMES } from './numbers.ts';

/** A creator's profile: what is on its way, then what was published, newest first. */
export function profilePosts(world: World, creator: Creator): Html {
  const posts = world.store.posts
    .filter((post) => post.openId === creator.openId && !post.deleted)
    .sort((a, b) => b.createdAtMs - a.createdAtMs);
  const underWay = world.store.tasks.filter(
    (task) => task.openId === creator.openId && task.status.startsWith('PROCESSING'),
  );
  return html`<div data-live="under-way">${underWay.length > 0 ? html`<section class="card" aria-label="On their way"><h2>On their way</h2>${underWay.map(progress)}</section><br>` : ''}</div>
<div data-live-list="posts">
${
  posts.length === 0
    ? html`<p class="empty" data-key="none">Nothing published yet. Posts that your app sends for @${creator.username} appear here.</p>`
    : html`<ul class="posts" data-key="some" data-live-list="some">${posts.map((post) => html`<li class="post" data-key="${post.id}">${postCard(world, creator, post)}</li>`)}</ul>`
}</div>`;
}

function progress(task: Task): Html {
  const upload = task.upload;
  const label = task.processing ? 'Processing' : task.source === 'FILE_UPLOAD' ? 'Uploading' : 'Downloading';
  return html`<p><b>${label}</b> <code class="wrap">${task.publishId}</code><br>
${
  upload === null
    ? html`<small>${bytesText(task.downloadedBytes)} so far</small>`
    : html`<progress max="${upload.videoSize}" value="${upload.receivedBytes}" aria-label="Bytes received"></progress>
<small>${bytesText(upload.receivedBytes)} of ${bytesText(upload.videoSize)}</small>`
}</p>`;
}

function postCard(world: World, creator: Creator, post: Post): Html {
  const href = `/creators/${creator.username}/posts/${post.id}`;
  return html`${postMedia(post)}
<div><p class="caption">${captionOf(post) || html`<span class="muted">No caption</span>`}</p>
<div data-live="${post.id}">${counterList(world, creator, post)}
<div class="tags">${visibilityTag(post)}<span class="tag">${ago(post.createdAtMs, world.clock.now())}</span></div></div>
${received(post)}
<a href="${href}">Open post<span class="muted"> ${post.id}</span></a></div>`;
}

/** Hash, size and bytes of every file; folded away when there are several. */
function received(post: Post): Html {
  const files = post.media.map(
    (file, index) =>
      html`<p class="mono wrap" data-sha256="${file.sha256}"><small>SHA-256</small> ${file.sha256}<br><small>${bytesText(file.byteCount)}</small>
<a href="/media/${post.id}/${index}?download" download>Download</a></p>`,
  );
  if (files.length <= 1) return html`<div class="received">${files}</div>`;
  return html`<details class="received"><summary>${files.length} files received</summary>${files}</details>`;
}

function captionOf(post: Post): string {
  return [post.settings.title, post.settings.description].filter((text) => text !== '').join('\n');
}

/** The video with controls, or the photos side by side. */
function postMedia(post: Post): Html {
  if (post.kind === 'photo')
    return html`<div class="photos" tabindex="0" role="group" aria-label="Photos">${post.media.map(
      (_, index) =>
        html`<img class="screen" src="/media/${post.id}/${index}" alt="Photo ${index + 1} of ${post.media.length}">`,
    )}</div>`;
  const cover = Math.max(0.001, post.settings.coverTimestampMs / 1000);
  return html`<video class="screen" controls playsinline preload="metadata" src="/media/${post.id}/0#t=${cover}" aria-label="Video ${captionOf(post).slice(0, 60)}"></video>`;
}

function visibilityTag(post: Post): Html {
  if (post.deleted) return html`<span class="tag bad">deleted</span>`;
  const name = PRIVACY_NAMES[post.settings.privacyLevel];
  if (post.available) return html`<span class="tag good">${name} · public</span>`;
  if (post.settings.privacyLevel === 'PUBLIC_TO_EVERYONE' && !post.moderated)
    return html`<span class="tag warn">${name} · in moderation</span>`;
  return html`<span class="tag">${name}</span>`;
}

function counterList(world: World, creator: Creator, post: Post): Html {
  const counters = countersOf(post, creator, world.clock.now(), world.settings.growthFactor);
  return html`<ul class="counters"><li>${counted(counters.views, 'view')}</li><li>${counted(counters.likes, 'like')}</li><li>${counted(counters.comments, 'comment')}</li><li>${counted(counters.shares, 'share')}</li></ul>`;
}

/** One post: watch it, see what the request asked for, and do what its creator may do in the app. */
export function postPage(world: World, creator: Creator, post: Post): Html {
  const { settings } = post;
  const labels = [
    settings.brandContent ? 'Paid partnership' : '',
    settings.brandOrganic && !settings.brandContent ? 'Promotional content' : '',
    settings.aiGenerated ? 'Creator labeled as AI-generated' : '',
  ].filter((label) => label !== '');
  const options = PRIVACY_LEVELS.filter((level) => privacyOptionsOf(creator).includes(level));
  const allows = (name: string, disabled: boolean) => `${name} ${disabled ? 'off' : 'on'}`;
  return html`<div class="watch"><div>${postMedia(post)}</div><div>
<p><a href="/creators/${creator.username}">← @${creator.username}</a></p>
<h1 class="caption">${captionOf(post) || 'No caption'}</h1>
<div data-live="post">${counterList(world, creator, post)}<div class="tags">${visibilityTag(post)}${labels.map((label) => html`<span class="tag">${label}</span>`)}</div></div>
<br><dl class="facts">
<dt>Post id</dt><dd><code>${post.id}</code></dd>
<dt>Publish id</dt><dd><code>${post.publishId}</code></dd>
<dt>Published</dt><dd>${new Date(post.createdAtMs).toISOString()}</dd>
<dt>Interactions</dt><dd>${
    post.kind === 'photo'
      ? allows('Comments', settings.disableComment)
      : [
          allows('Comments', settings.disableComment),
          allows('duet', settings.disableDuet),
          allows('stitch', settings.disableStitch),
        ].join(', ')
  }</dd>
${post.media.map(
  (file, index) => html`<dt>${post.kind === 'photo' ? `Photo ${index + 1}` : 'Video'}</dt>
<dd>${[file.contentType, file.width === null ? '' : `${file.width}×${file.height}`, file.durationSeconds === null ? '' : `${file.durationSeconds.toFixed(2)} s`, file.framesPerSecond === null ? '' : `${file.framesPerSecond} fps`, bytesText(file.byteCount)].filter((fact) => fact !== '').join(' · ')}
<br><small>SHA-256</small> <code data-sha256="${file.sha256}">${file.sha256}</code><br><a href="/media/${post.id}/${index}?download" download>Download the bytes received</a></dd>`,
)}
</dl>
${
  post.deleted
    ? ''
    : html`<section class="card" aria-labelledby="manage"><h2 id="manage">As @${creator.username}</h2>
<form method="post" action="/creators/${creator.username}/posts/${post.id}/privacy" class="inline">
<label class="field"><span>Who can watch</span><select name="privacyLevel">${options.map((level) => html`<option value="${level}" ${level === settings.privacyLevel ? 'selected' : ''}>${PRIVACY_NAMES[level]}</option>`)}</select></label>
<button>Change</button></form>
<form method="post" action="/creators/${creator.username}/posts/${post.id}/views" class="inline"><label class="field"><span>Add views</span><input type="number" name="views" min="1" max="100000000" value="1000"></label><button>Go viral</button></form>
<form method="post" action="/creators/${creator.username}/posts/${post.id}/delete" class="actions"><button class="danger">Delete post</button></form></section>`
}</div></div>`;
}
