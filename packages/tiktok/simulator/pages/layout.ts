import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { World } from '../world/world.ts';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export type Page = {
  title: string;
  /** Which entry of the navigation is current. */
  section: 'creators' | 'control' | 'none';
  main: Html;
  /** Shown once, after a form was accepted or refused. */
  notice?: string | undefined;
  /** Narrow column, for a page with a single question. */
  narrow?: boolean;
};

/** The frame of every page: head, navigation, the simulator's time. Needs no client JavaScript. */
export function layout(world: World, page: Page): Html {
  const link = (href: string, section: Page['section'], label: string) =>
    html`<a href="${href}" ${page.section === section ? html`aria-current="page"` : ''}>${label}</a>`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title} · TikTok simulator</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">
<script type="module" src="/assets/live.js"></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top">
<a class="brand" href="/"><img src="/assets/icon.svg" alt="" width="28" height="28"><span>TikTok <em>simulator</em></span></a>
<nav aria-label="Main">${link('/', 'creators', 'Creators')}${link('/control-panel', 'control', 'Control panel')}</nav>
<p class="now" data-live="now">${simulatorTime(world)}</p>
</header>
<main id="main" class="${page.narrow ? 'narrow' : ''}">
${page.notice ? html`<p class="notice" role="status">${page.notice}</p>` : ''}
${page.main}
</main>
<footer>A local stand-in for TikTok. Nothing here leaves this machine, and nobody here is real.</footer>
</body>
</html>`;
}

function simulatorTime(world: World): Html {
  const now = new Date(world.clock.now());
  const text = now.toISOString().replace('T', ' ').slice(0, 16);
  return html`${world.clock.frozen ? html`<span class="tag warn">frozen</span> ` : ''}<time datetime="${now.toISOString()}">${text} UTC</time>`;
}
