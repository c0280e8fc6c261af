import { html } from 'hono/html';
import { FAULT_POINTS, type Fault, type FaultEffect } from '../faults/faults.ts';
import { API_ERROR_CODES, OAUTH_ERROR_CODES } from '../http/api-error.ts';
import type { World } from '../world/world.ts';
import { FAULT_PRESETS } from './fault-presets.ts';
import type { Html } from './layout.ts';

const EFFECTS: Record<FaultEffect['kind'], string> = {
  error: 'answer an error code',
  http: 'answer a bare HTTP status',
  drop: 'drop the connection or webhook',
  none: 'nothing but the wait',
  range_416: 'refuse a chunk with 416',
  range_header_lost: 'leave out Content-Range',
  flip_private: 'flip the account private or public',
  stuck: 'never end',
  fail: 'fail with a reason',
  withhold_id: 'never tell the post id',
  duplicate: 'send the webhook twice',
  delay: 'delay (simulated time)',
  reorder: 'send the webhook behind the next',
  forge: 'forge the signature',
  stale: 'sign an old timestamp',
};

const FAIL_REASONS = [
  'file_format_check_failed',
  'duration_check_failed',
  'frame_rate_check_failed',
  'picture_size_check_failed',
  'internal',
  'video_pull_failed',
  'photo_pull_failed',
  'publish_cancelled',
  'auth_removed',
  'spam_risk_too_many_posts',
  'spam_risk_user_banned_from_posting',
  'spam_risk_text',
  'spam_risk',
];

/** Troubles that wait to strike, one-click troubles, and a form for any other. */
export function faultsPage(world: World): Html {
  const faults = world.faults.list();
  return html`<section class="card" aria-labelledby="armed"><h2 id="armed">Armed</h2>
<div data-live="armed">${
    faults.length === 0
      ? html`<p class="muted">No fault is armed. This TikTok behaves.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="Armed faults"><table><thead><tr><th>Where</th><th>What</th><th>Who</th><th>When</th><td></td></tr></thead><tbody>${faults.map(row)}</tbody></table></div>
<form method="post" action="/control-panel/faults/clear" class="actions"><button class="danger">Disarm all</button></form>`
  }</div></section>
<section class="card" aria-labelledby="presets"><h2 id="presets">One click</h2>
<form method="post" action="/control-panel/faults/preset" class="presets">${FAULT_PRESETS.map(
    (group) =>
      html`<fieldset><legend>${group.title}</legend>${group.presets.map(
        (preset) => html`<button class="small" name="key" value="${preset.key}">${preset.title}</button>`,
      )}</fieldset>`,
  )}</form></section>
<section class="card" aria-labelledby="own"><h2 id="own">Your own</h2>${form(world)}</section>`;
}

function row(fault: Fault): Html {
  const { kind, ...details } = fault.effect;
  const detail = Object.entries(details)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${String(value)}`);
  if (fault.latencyMs > 0) detail.push(`after ${fault.latencyMs} ms`);
  const times = fault.times === null ? 'every time' : fault.times === 1 ? 'once' : `${fault.times} times`;
  return html`<tr><td><code>${fault.point === '*' ? 'every endpoint' : fault.point}</code></td>
<td>${EFFECTS[kind]}<br><small>${detail.join(', ')}</small></td>
<td>${fault.creator === null ? 'everybody' : `@${fault.creator}`}${fault.event === null ? '' : html`<br><code>${fault.event}</code>`}</td>
<td>${times}${fault.skip > 0 ? `, after ${fault.skip} more` : ''}${fault.struck > 0 ? html`<br><small>struck ${fault.struck}</small>` : ''}</td>
<td><form method="post" action="/control-panel/faults/remove"><button class="small" name="id" value="${fault.id}">Disarm</button></form></td></tr>`;
}

function form(world: World): Html {
  const codes = [...API_ERROR_CODES, ...OAUTH_ERROR_CODES, ...FAIL_REASONS];
  return html`<form method="post" action="/control-panel/faults">
<div class="fields">
<label class="field"><span>Where</span><select name="point"><option value="*">every endpoint</option>${FAULT_POINTS.map((point) => html`<option>${point}</option>`)}</select></label>
<label class="field"><span>What</span><select name="kind">${Object.entries(EFFECTS).map(([kind, label]) => html`<option value="${kind}">${label}</option>`)}</select></label>
<label class="field"><span>Code or reason</span><input name="code" list="codes" placeholder="internal_error" autocomplete="off"></label>
<label class="field"><span>HTTP status</span><input type="number" name="status" min="200" max="599" placeholder="by code"></label>
<label class="field"><span>Strikes</span><select name="when"><option value="before">before the effect</option><option value="after">after the effect</option></select></label>
<label class="field"><span>Wait, ms</span><input type="number" name="latencyMs" min="0" max="600000" value="0"></label>
<label class="field"><span>Creator</span><select name="creator"><option value="">everybody</option>${world.store.creators.all().map((creator) => html`<option value="${creator.username}">@${creator.username}</option>`)}</select></label>
<label class="field"><span>Let pass first</span><input type="number" name="skip" min="0" value="0"></label>
<label class="field"><span>How often</span><input type="number" name="times" min="1" value="1" placeholder="every time"></label>
</div>
<datalist id="codes">${codes.map((code) => html`<option>${code}</option>`)}</datalist>
<div class="actions"><button class="primary">Arm</button></div></form>`;
}
