import { html } from 'hono/html';
import type { Delivery } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import type { Html } from './layout.ts';
import { ago } from './numbers.ts';

export const WEBHOOK_EVENTS = [
  'post.publish.complete',
  'post.publish.failed',
  'post.publish.inbox_delivered',
  'post.publish.publicly_available',
  'post.publish.no_longer_publicaly_available',
  'authorization.removed',
  'video.upload.failed',
  'video.publish.completed',
  'portability.download.ready',
];

const SHOWN = 60;
const STATE_TAGS: Record<Delivery['state'], string> = {
  pending: 'warn',
  held: 'warn',
  delivered: 'good',
  dropped: 'bad',
  given_up: 'bad',
  no_callback_url: '',
};

/** Every webhook with its attempts, and a form to send one by hand. */
export function webhooksPage(world: World): Html {
  const deliveries = world.store.deliveries.all().reverse();
  return html`<section class="card" aria-labelledby="deliveries"><h2 id="deliveries">Deliveries</h2>
<p class="muted wrap">${world.app.webhookUrl === null ? 'No callback URL is set, so nothing is sent.' : html`To <code>${world.app.webhookUrl}</code>. Only HTTP 200 counts as received.`}</p>
<div data-live="deliveries">${
    deliveries.length === 0
      ? html`<p class="empty">No webhook yet.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="Deliveries"><table><thead><tr><th>Event</th><th>State</th><th>Attempts</th><td></td></tr></thead><tbody>${deliveries.slice(0, SHOWN).map((each) => row(world, each))}</tbody></table></div>`
  }</div></section>
<section class="card" aria-labelledby="send"><h2 id="send">Send one by hand</h2>
<form method="post" action="/control-panel/webhooks/send"><div class="fields">
<label class="field"><span>Event</span><select name="event">${WEBHOOK_EVENTS.map((event) => html`<option>${event}</option>`)}</select></label>
<label class="field"><span>Creator</span><select name="creator">${world.store.creators.all().map((creator) => html`<option value="${creator.username}">@${creator.username}</option>`)}</select></label>
<label class="field"><span>Signature</span><select name="signature"><option value="valid">genuine</option><option value="forged">forged</option><option value="stale">an hour old</option></select></label></div>
<label class="field"><span>Content, JSON</span><textarea name="content" spellcheck="false">{"publish_id":"v_pub_file~v2-1.1","publish_type":"DIRECT_PUBLISH"}</textarea></label>
<div class="actions"><button>Send</button></div></form></section>`;
}

function row(world: World, delivery: Delivery): Html {
  const now = world.clock.now();
  const creator = world.store.creatorByOpenId(delivery.openId);
  return html`<tr><td><code>${delivery.event}</code><br><small>@${creator?.username ?? 'unknown'} · ${ago(delivery.createdAtMs, now)}${delivery.duplicateOf === null ? '' : ' · duplicate'}</small>
<details><summary><small>Body</small></summary><pre class="mono">${delivery.body}</pre></details></td>
<td><span class="tag ${STATE_TAGS[delivery.state]}">${delivery.state.replaceAll('_', ' ')}</span>${
    delivery.nextAttemptAtMs !== null && delivery.nextAttemptAtMs > now
      ? html`<br><small>next in ${Math.ceil((delivery.nextAttemptAtMs - now) / 1000)} s</small>`
      : ''
  }</td>
<td>${delivery.attempts.map(
    (attempt) =>
      html`<div>${attempt.httpStatus ?? html`<span class="tag bad">${attempt.error ?? 'no answer'}</span>`} <small>${attempt.durationMs} ms${attempt.signature === 'valid' ? '' : ` · ${attempt.signature}`}</small></div>`,
  )}</td>
<td><form method="post" action="/control-panel/webhooks/redeliver"><button class="small" name="id" value="${delivery.id}">Send again</button></form></td></tr>`;
}
