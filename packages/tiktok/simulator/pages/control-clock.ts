import { html } from 'hono/html';
import { type Settings, TOKEN_LIFETIMES } from '../world/settings.ts';
import type { World } from '../world/world.ts';
import type { Html } from './layout.ts';

const STEPS: readonly [string, number][] = [
  ['10 seconds', 10_000],
  ['1 minute', 60_000],
  ['10 minutes', 600_000],
  ['1 hour', 3_600_000],
  ['1 day', 86_400_000],
  ['30 days', 2_592_000_000],
];

/** Where time stands, what is due next, and everything the simulator lets you choose. */
export function clockPage(world: World): Html {
  const { clock } = world;
  const timers = world.store.timers.all().sort((a, b) => a.dueAtMs - b.dueAtMs);
  return html`<div class="columns"><section class="card" aria-labelledby="clock"><h2 id="clock">Clock</h2>
<div data-live="clock"><p class="big"><time>${new Date(clock.now()).toISOString().replace('T', ' ').slice(0, 19)}</time> UTC ${clock.frozen ? html`<span class="tag warn">frozen</span>` : ''}</p></div>
<form method="post" action="/control-panel/clock" class="actions">${STEPS.map(([label, ms]) => html`<button class="small" name="ms" value="${ms}">+ ${label}</button>`)}</form>
<form method="post" action="/control-panel/clock" class="actions">${
    clock.frozen
      ? html`<button name="action" value="resume">Let time run</button>`
      : html`<button name="action" value="freeze">Freeze time</button>`
  }</form>
<p class="muted">Moving time fires what falls due on the way: processing, moderation, expiries, webhook retries.</p></section>
<section class="card" aria-labelledby="due"><h2 id="due">Due next</h2><div data-live="due">${
    timers.length === 0
      ? html`<p class="muted">Nothing is due.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="Due next"><table><tbody>${timers
          .slice(0, 12)
          .map(
            (timer) =>
              html`<tr><td class="num">${inWords(timer.dueAtMs - clock.now())}</td><td>${timer.kind}</td><td><code class="wrap">${timer.subject}</code></td></tr>`,
          )}</tbody></table></div>${timers.length > 12 ? html`<p class="muted">and ${timers.length - 12} more</p>` : ''}`
  }</div></section></div>
<section class="card" aria-labelledby="behaviour"><h2 id="behaviour">Behaviour</h2>${settingsForm(world.settings)}</section>
<section class="card" aria-labelledby="reset"><h2 id="reset">Start over</h2>
<p class="muted">Removes every post, draft, token and fault, brings back the demo creators and real time.</p>
<form method="post" action="/control-panel/reset"><button class="danger">Reset the simulator</button></form></section>`;
}

function inWords(ms: number): string {
  if (ms <= 0) return 'now';
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 120) return `in ${seconds} s`;
  if (seconds < 7_200) return `in ${Math.round(seconds / 60)} min`;
  return `in ${Math.round(seconds / 3_600)} h`;
}

export type Knob = {
  name: Exclude<keyof Settings, 'rateLimitsPerMinute'>;
  label: string;
  /** A list of values, or null for a number, or 'flag' for yes and no. */
  choices: readonly (readonly [string | number, string])[] | 'flag' | null;
};

const { current, legacy } = TOKEN_LIFETIMES;

/** Settings that the panel offers; the rest is for tests. */
export const KNOBS: readonly Knob[] = [
  { name: 'processingMs', label: 'Processing takes, ms', choices: null },
  { name: 'moderationMs', label: 'Moderation takes, ms', choices: null },
  { name: 'pullDelayMs', label: 'A download begins after, ms', choices: null },
  { name: 'uploadLifetimeSeconds', label: 'Upload URLs live, seconds', choices: null },
  { name: 'codeLifetimeSeconds', label: 'Authorization codes live, seconds', choices: null },
  { name: 'webhookDelayMs', label: 'Webhooks wait, ms', choices: null },
  { name: 'growthFactor', label: 'Counters grow, times normal', choices: null },
  {
    name: 'profile',
    label: 'Token lifetimes',
    choices: [
      ['current', `${current.accessSeconds / 3_600} h / ${current.refreshSeconds / 86_400} d, rotating`],
      ['legacy', `${legacy.accessSeconds / 3_600} h / ${legacy.refreshSeconds / 86_400} d, reusable`],
    ],
  },
  {
    name: 'oauthErrorHttpStatus',
    label: 'OAuth errors arrive with HTTP',
    choices: [
      [200, '200, as seen in the field'],
      [400, '400'],
      [401, '401'],
    ],
  },
  {
    name: 'postIdsAs',
    label: 'Post ids in a status are',
    choices: [
      ['number', 'bare numbers'],
      ['string', 'strings'],
    ],
  },
  {
    name: 'uploadExpiryOutcome',
    label: 'An upload that ran out of time',
    choices: [
      ['fail', 'fails: internal'],
      ['stuck', 'stays in processing'],
    ],
  },
  {
    name: 'megabyteBytes',
    label: 'A megabyte is',
    choices: [
      [1_048_576, '1,048,576 bytes'],
      [1_000_000, '1,000,000 bytes'],
    ],
  },
  { name: 'checkMedia', label: 'Look inside received files', choices: 'flag' },
  { name: 'refuseUnknownFields', label: 'Refuse unknown fields', choices: 'flag' },
  { name: 'pkceHexOnly', label: 'PKCE challenges only in hex', choices: 'flag' },
  { name: 'creatorInfoDataOnCap', label: 'Creator info keeps its data when capped', choices: 'flag' },
  { name: 'resignRetries', label: 'Sign webhook retries afresh', choices: 'flag' },
  { name: 'allowLoopbackPull', label: 'Pull from http://127.0.0.1 and localhost', choices: 'flag' },
];

function settingsForm(settings: Settings): Html {
  const limits = settings.rateLimitsPerMinute;
  return html`<form method="post" action="/control-panel/settings"><div class="fields">${KNOBS.filter(
    (knob) => knob.choices !== 'flag',
  ).map(
    (knob) =>
      html`<label class="field"><span>${knob.label}</span>${
        knob.choices === null
          ? html`<input type="number" step="any" min="0" name="${knob.name}" value="${settings[knob.name] as number}" required>`
          : html`<select name="${knob.name}">${(knob.choices as readonly (readonly [string | number, string])[]).map(([value, label]) => html`<option value="${value}" ${value === settings[knob.name] ? 'selected' : ''}>${label}</option>`)}</select>`
      }</label>`,
  )}</div>
<fieldset><legend>Calls a minute</legend><div class="fields">${(
    [
      ['creatorInfo', 'Creator info, per token'],
      ['init', 'Each init, per token'],
      ['status', 'Status, per token'],
      ['display', 'User and videos, per app'],
    ] as const
  ).map(
    ([name, label]) =>
      html`<label class="field"><span>${label}</span><input type="number" min="0" name="rate.${name}" value="${limits[name]}" required></label>`,
  )}</div></fieldset>
<fieldset class="flags"><legend>Strictness</legend>${KNOBS.filter((knob) => knob.choices === 'flag').map(
    (knob) =>
      html`<label class="check"><input type="checkbox" name="${knob.name}" ${settings[knob.name] ? 'checked' : ''}> ${knob.label}</label>`,
  )}</fieldset>
<div class="actions"><button class="primary">Save</button></div></form>`;
}
