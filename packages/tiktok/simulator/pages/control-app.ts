import { html } from 'hono/html';
import { activeCreators } from '../creators/caps.ts';
import type { World } from '../world/world.ts';
import type { Html } from './layout.ts';

const ALL_SCOPES = [
  'user.info.basic',
  'user.info.profile',
  'user.info.stats',
  'video.list',
  'video.publish',
  'video.upload',
];

/** What an integrator fills in on the developer portal. */
export function appPage(world: World): Html {
  const { app } = world;
  const properties = app.urlProperties.map((property) => property.value).join('\n');
  return html`<section class="card" aria-labelledby="app"><h2 id="app">App</h2>
<p class="muted">${activeCreators(world).size} creators posted through it in the last 24 hours, of ${app.audited && !app.sandbox ? app.activeCreatorCap : 5} allowed.</p>
<form method="post" action="/control-panel/app">
<div class="fields">
${input('name', 'Name', app.name)}
${input('clientKey', 'Client key', app.clientKey)}
${input('clientSecret', 'Client secret', app.clientSecret)}
<label class="field"><span>Active creators in 24 h</span><input type="number" name="activeCreatorCap" min="0" value="${app.activeCreatorCap}" required></label>
</div>
<label class="field"><span>Redirect URIs, one a line</span><textarea name="redirectUris" spellcheck="false">${app.redirectUris.join('\n')}</textarea></label>
<label class="field"><span>Webhook callback URL</span><input type="url" name="webhookUrl" value="${app.webhookUrl ?? ''}" placeholder="none: deliveries are only listed"></label>
<label class="field"><span>Verified domains and URL prefixes for pulling media, one a line</span><textarea name="urlProperties" spellcheck="false" placeholder="media.example.com&#10;https://cdn.example.com/posts/">${properties}</textarea></label>
<fieldset><legend>Approval</legend>
<label class="check"><input type="checkbox" name="audited" ${app.audited ? 'checked' : ''}><span>Passed the Content Posting audit<br><small>Otherwise it posts only to private accounts, for their eyes only.</small></span></label>
<label class="check"><input type="checkbox" name="sandbox" ${app.sandbox ? 'checked' : ''}><span>Sandbox<br><small>Only target users may authorise it, and nothing becomes public.</small></span></label>
<label class="field"><span>Target users, one a line</span><textarea name="targetUsers" spellcheck="false">${app.targetUsers.join('\n')}</textarea></label></fieldset>
<fieldset class="flags"><legend>Scopes enabled</legend>${ALL_SCOPES.map(
    (scope) =>
      html`<label class="check"><input type="checkbox" name="scopes" value="${scope}" ${app.scopes.includes(scope) ? 'checked' : ''}> <code>${scope}</code></label>`,
  )}</fieldset>
<div class="actions"><button class="primary">Save</button></div></form></section>`;
}

function input(name: string, label: string, value: string): Html {
  return html`<label class="field"><span>${label}</span><input name="${name}" value="${value}" required autocomplete="off" spellcheck="false"></label>`;
}
