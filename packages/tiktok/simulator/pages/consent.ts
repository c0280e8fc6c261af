import { html } from 'hono/html';
import type { App, Creator } from '../world/entities.ts';
import type { Html } from './layout.ts';

/** What each scope lets the app do, in the words of a consent page. */
const SCOPE_TEXTS: Record<string, string> = {
  'user.info.basic': 'Read your profile info (avatar, display name)',
  'user.info.profile': 'Read your additional profile info (bio, username, verified status)',
  'user.info.stats': 'Read your profile engagement (followers, likes, videos)',
  'video.list': 'Read your public videos',
  'video.publish': 'Post content to your account',
  'video.upload': 'Upload draft content to your TikTok inbox',
};

export type ConsentRequest = {
  app: App;
  creators: Creator[];
  /** Preselected creator. */
  selected: string | undefined;
  scopes: string[];
};

/** The question that TikTok asks: who are you, and what may this app do? */
export function consentPage({ app, creators, selected, scopes }: ConsentRequest): Html {
  return html`
<form method="post" class="card consent" aria-labelledby="question">
<h1 id="question">Let <strong>${app.name}</strong> use your account?</h1>
<fieldset class="choices"><legend>Continue as</legend>
${creators.map(
  (creator, index) => html`<label class="choice">
<input type="radio" name="creator" value="${creator.username}" required ${
    (selected === undefined ? index === 0 : creator.username === selected) ? 'checked' : ''
  }>
<img src="/avatars/${creator.username}.png?size=96" alt="" width="44" height="44">
<span><b>${creator.nickname}</b><small>@${creator.username}${creator.private ? ' · private' : ''}${creator.banned ? ' · banned from posting' : ''}</small></span>
</label>`,
)}
</fieldset>
<fieldset class="toggles"><legend>${app.name} wants to</legend>
${scopes.map(
  (scope) => html`<label class="toggle">
<span>${SCOPE_TEXTS[scope] ?? scope}<small>${scope}${scope === 'user.info.basic' ? ' · always included' : ''}</small></span>
<input type="checkbox" role="switch" name="scope" value="${scope}" checked ${scope === 'user.info.basic' ? 'disabled' : ''}>
</label>`,
)}
</fieldset>
<div class="actions">
<button class="primary" name="decision" value="allow">Authorize</button>
<button name="decision" value="deny" formnovalidate>Cancel</button>
</div>
</form>`;
}

/** TikTok's own error page: a request so wrong that the browser is not sent back with it. */
export function consentErrorPage(error: string, errorType: string, detail: string): Html {
  return html`<section class="card"><h1>Something went wrong</h1>
<p>We could not log you in with TikTok. This may be due to specific app settings.</p>
<p>${detail}</p>
<dl class="facts"><dt>error</dt><dd><code>${error}</code></dd><dt>error_type</dt><dd><code>${errorType}</code></dd></dl></section>`;
}
