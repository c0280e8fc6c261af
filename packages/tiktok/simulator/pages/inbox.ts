import { html } from 'hono/html';
import { privacyOptionsOf } from '../creators/profile.ts';
import { isInInbox } from '../publish/finish-draft.ts';
import type { Creator, Task } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import type { Html } from './layout.ts';
import { ago, bytesText, PRIVACY_NAMES } from './numbers.ts';

/** What an app delivered as drafts, each with the screen on which its creator finishes it. */
export function inboxPage(world: World, creator: Creator): Html {
  const drafts = world.store.tasks
    .filter((task) => task.openId === creator.openId && isInInbox(task))
    .sort((a, b) => b.createdAtMs - a.createdAtMs);
  if (drafts.length === 0)
    return html`<div data-live-list="inbox"><p class="empty" data-key="none">The inbox is empty. Drafts that an app uploads for @${creator.username} arrive here.</p></div>`;
  return html`<div data-live-list="inbox">${drafts.map((task) => html`<section class="card" data-key="${task.publishId}">${draft(world, creator, task)}</section>`)}</div>`;
}

function draft(world: World, creator: Creator, task: Task): Html {
  const photo = task.kind === 'inbox_photo';
  const action = `/creators/${creator.username}/inbox/${task.publishId}`;
  return html`<div class="watch"><div>${draftMedia(task)}</div><div>
<h2>${photo ? 'Photos' : 'Video'} from ${world.app.name}</h2>
<p class="muted">Delivered ${ago(task.finishedAtMs ?? task.createdAtMs, world.clock.now())}${task.postIds.length > 0 ? ` · posted ${task.postIds.length === 1 ? 'once' : `${task.postIds.length} times`}` : ''} · <code class="wrap">${task.publishId}</code></p>
<form method="post" action="${action}/post">
<label class="field"><span>Caption</span><textarea name="title" maxlength="2200">${photo ? [task.settings.title, task.settings.description].filter((text) => text !== '').join('\n') : task.settings.title}</textarea></label>
<label class="field"><span>Who can watch</span><select name="privacyLevel" required><option value="">Choose…</option>${privacyOptionsOf(creator).map((level) => html`<option value="${level}">${PRIVACY_NAMES[level]}</option>`)}</select></label>
${interaction('allowComment', 'Allow comments', creator.commentDisabled)}
${photo ? '' : html`${interaction('allowDuet', 'Allow duet', creator.duetDisabled || creator.private)}${interaction('allowStitch', 'Allow stitch', creator.stitchDisabled || creator.private)}`}
<div class="actions"><button class="primary">${task.postIds.length > 0 ? 'Post again' : 'Post'}</button>
<button class="danger" formaction="${action}/discard" formnovalidate>Discard draft</button></div>
</form></div></div>`;
}

function interaction(name: string, label: string, forbidden: boolean): Html {
  return html`<label class="check"><input type="checkbox" name="${name}" ${forbidden ? 'disabled' : 'checked'}> ${label}${forbidden ? html` <small>(off in this creator's settings)</small>` : ''}</label>`;
}

function draftMedia(task: Task): Html {
  return html`${task.media.map((file, index) => {
    const source = `/drafts/${task.publishId}/${index}`;
    return html`${
      task.kind === 'inbox_photo'
        ? html`<img class="screen" src="${source}" alt="Photo ${index + 1} of ${task.media.length}">`
        : html`<video class="screen" controls playsinline preload="metadata" src="${source}#t=0.001" aria-label="Draft video"></video>`
    }<p class="mono wrap" data-sha256="${file.sha256}"><small>SHA-256</small> ${file.sha256}<br><small>${bytesText(file.byteCount)}</small></p>`;
  })}`;
}
