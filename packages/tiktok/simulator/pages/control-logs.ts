import { html } from 'hono/html';
import type { World } from '../world/world.ts';
import type { Html } from './layout.ts';
import { ago } from './numbers.ts';

const SHOWN = 100;

/** Everything that an integration did against TikTok's pages. An empty list is the goal. */
export function violationsPage(world: World): Html {
  const violations = world.store.violations.all().reverse();
  return html`<section class="card" aria-labelledby="violations"><h2 id="violations">Violations</h2>
<p class="muted">Requests that TikTok's pages say not to make. Real TikTok answers with less detail.</p>
<div data-live="violations">${
    violations.length === 0
      ? html`<p class="empty">None. This integration keeps to the rules.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="Violations"><table><thead><tr><th>When</th><th>Endpoint</th><th>Rule</th><th>Detail</th></tr></thead><tbody>${violations
          .slice(0, SHOWN)
          .map(
            (each) =>
              html`<tr><td class="num">${ago(each.atMs, world.clock.now())}</td><td><code>${each.endpoint}</code></td><td>${each.rule.replaceAll('_', ' ')}</td><td class="wrap">${each.detail}</td></tr>`,
          )}</tbody></table></div>
<form method="post" action="/control-panel/violations/clear" class="actions"><button>Clear the list</button></form>`
  }</div></section>`;
}

/** The latest calls to every endpoint, newest first. */
export function callsPage(world: World): Html {
  const calls = [...world.calls].reverse();
  return html`<section class="card" aria-labelledby="calls"><h2 id="calls">Calls</h2>
<div data-live="calls">${
    calls.length === 0
      ? html`<p class="empty">No call since the simulator started.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="Calls"><table><thead><tr><th>When</th><th>Endpoint</th><th>Creator</th><th>Answer</th><th>Took</th><th>log_id</th></tr></thead><tbody>${calls
          .slice(0, SHOWN)
          .map(
            (
              call,
            ) => html`<tr><td class="num">${ago(call.atMs, world.clock.now())}</td><td><code>${call.endpoint}</code></td><td>${call.creator === null ? '–' : `@${call.creator}`}</td>
<td><span class="tag ${call.code === 'ok' ? 'good' : 'bad'}">${call.httpStatus ?? '–'} ${call.code}</span>${call.fault === null ? '' : html` <span class="tag warn">fault: ${call.fault}</span>`}</td><td class="num">${call.durationMs} ms</td><td><code>${call.logId}</code></td></tr>`,
          )}</tbody></table></div>`
  }</div></section>`;
}
