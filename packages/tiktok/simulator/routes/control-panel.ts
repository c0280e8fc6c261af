import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { Http } from '../http/endpoint.ts';
import { appPage } from '../pages/control-app.ts';
import { clockPage, KNOBS } from '../pages/control-clock.ts';
import { faultsPage } from '../pages/control-faults.ts';
import { callsPage, violationsPage } from '../pages/control-logs.ts';
import { WEBHOOK_EVENTS, webhooksPage } from '../pages/control-webhooks.ts';
import { FAULT_PRESETS } from '../pages/fault-presets.ts';
import type { Html } from '../pages/layout.ts';
import { emitWebhook, redeliver } from '../webhooks/send-webhook.ts';
import type { UrlProperty } from '../world/entities.ts';
import type { Settings } from '../world/settings.ts';
import type { World } from '../world/world.ts';
import { backWith, show } from './creator-pages.ts';
import { faultFromForm } from './fault-form.ts';
import { formText, wholeNumber } from './form-fields.ts';

const ROOT = '/control-panel';
const TABS: readonly { path: string; label: string; page: (world: World) => Html }[] = [
  { path: ROOT, label: 'Clock and behaviour', page: clockPage },
  { path: `${ROOT}/faults`, label: 'Faults', page: faultsPage },
  { path: `${ROOT}/app`, label: 'App', page: appPage },
  { path: `${ROOT}/webhooks`, label: 'Webhooks', page: webhooksPage },
  { path: `${ROOT}/violations`, label: 'Violations', page: violationsPage },
  { path: `${ROOT}/calls`, label: 'Calls', page: callsPage },
];
const LONGEST_STEP_MS = 400 * 86_400_000;

/** The control panel: time, faults, the app, and what happened. */
export function mountControlPanel(hono: Hono<Http>, world: World, reset: () => void): void {
  for (const tab of TABS)
    hono.get(tab.path, (c) => {
      const links = TABS.map(
        ({ path, label }) =>
          html`<a href="${path}" ${path === tab.path ? html`aria-current="page"` : ''}>${label}</a>`,
      );
      const main = html`<h1>Control panel</h1><nav class="tabs" aria-label="Control panel">${links}</nav>${tab.page(world)}`;
      return show(c, world, { title: tab.label, section: 'control', main });
    });

  hono.post(`${ROOT}/clock`, async (c) => {
    const form = await c.req.formData();
    const action = formText(form, 'action');
    if (action === 'freeze') world.clock.freeze();
    if (action === 'resume') world.clock.resume();
    const ms = wholeNumber(form, 'ms') ?? 0;
    await world.clock.advance(Math.min(ms, LONGEST_STEP_MS));
    world.changed();
    return backWith(
      c,
      ROOT,
      ms > 0 ? 'Time was moved.' : action === 'freeze' ? 'Time stands still.' : 'Time runs.',
    );
  });
  hono.post(`${ROOT}/settings`, async (c) => {
    world.configure(settingsFromForm(world, await c.req.formData()));
    return backWith(c, ROOT, 'Saved.');
  });
  hono.post(`${ROOT}/reset`, (c) => {
    reset();
    return backWith(c, '/', 'The simulator starts over.');
  });

  hono.post(`${ROOT}/faults`, (c) =>
    refusable(c, `${ROOT}/faults`, async () => {
      world.faults.add(faultFromForm(await c.req.formData()));
      return 'The fault is armed.';
    }),
  );
  hono.post(`${ROOT}/faults/preset`, (c) =>
    refusable(c, `${ROOT}/faults`, async () => {
      const key = formText(await c.req.formData(), 'key');
      const preset = FAULT_PRESETS.flatMap((group) => group.presets).find((each) => each.key === key);
      if (preset === undefined) throw new RangeError('There is no such fault.');
      world.faults.add(preset.fault);
      return `Armed: ${preset.title}.`;
    }),
  );
  hono.post(`${ROOT}/faults/remove`, (c) =>
    refusable(c, `${ROOT}/faults`, async () => {
      world.faults.remove(formText(await c.req.formData(), 'id'));
      return 'Disarmed.';
    }),
  );
  hono.post(`${ROOT}/faults/clear`, (c) => {
    world.faults.clear();
    return backWith(c, `${ROOT}/faults`, 'All faults are disarmed.');
  });

  hono.post(`${ROOT}/app`, async (c) => {
    const form = await c.req.formData();
    world.configureApp({
      name: formText(form, 'name') || world.app.name,
      clientKey: formText(form, 'clientKey') || world.app.clientKey,
      clientSecret: formText(form, 'clientSecret') || world.app.clientSecret,
      activeCreatorCap: wholeNumber(form, 'activeCreatorCap') ?? world.app.activeCreatorCap,
      redirectUris: lines(form, 'redirectUris'),
      webhookUrl: formText(form, 'webhookUrl') || null,
      urlProperties: lines(form, 'urlProperties').map(toUrlProperty),
      audited: form.has('audited'),
      sandbox: form.has('sandbox'),
      targetUsers: lines(form, 'targetUsers'),
      scopes: form.getAll('scopes').filter((scope) => typeof scope === 'string'),
    });
    return backWith(c, `${ROOT}/app`, 'Saved.');
  });

  hono.post(`${ROOT}/webhooks/send`, (c) =>
    refusable(c, `${ROOT}/webhooks`, async () => {
      const form = await c.req.formData();
      const event = WEBHOOK_EVENTS.find((each) => each === formText(form, 'event'));
      const content: unknown = JSON.parse(formText(form, 'content') || '{}');
      if (event === undefined || typeof content !== 'object' || content === null)
        throw new RangeError('The content must be a JSON object.');
      const signature = formText(form, 'signature');
      emitWebhook(world, {
        event,
        openId: world.creatorNamed(formText(form, 'creator')).openId,
        content: content as Record<string, unknown>,
        signature: signature === 'forged' || signature === 'stale' ? signature : 'valid',
      });
      return 'The webhook is on its way.';
    }),
  );
  hono.post(`${ROOT}/webhooks/redeliver`, (c) =>
    refusable(c, `${ROOT}/webhooks`, async () => {
      const delivery = world.store.deliveries.get(formText(await c.req.formData(), 'id'));
      if (delivery === undefined) throw new RangeError('There is no such delivery.');
      if (world.app.webhookUrl === null) throw new RangeError('Set a callback URL first.');
      redeliver(world, delivery);
      return 'It is sent again.';
    }),
  );
  hono.post(`${ROOT}/violations/clear`, (c) => {
    world.store.violations.clear();
    return backWith(c, `${ROOT}/violations`, 'The list is empty.');
  });
}

/** Runs a form's action and says on the page how it went. */
async function refusable(c: Context<Http>, path: string, act: () => Promise<string>): Promise<Response> {
  try {
    return backWith(c, path, await act());
  } catch (error) {
    if (error instanceof SyntaxError) return backWith(c, path, 'This is not JSON.');
    if (error instanceof RangeError) return backWith(c, path, error.message);
    throw error;
  }
}

function lines(form: FormData, name: string): string[] {
  return formText(form, name)
    .split(/\s*\n\s*/)
    .filter((line) => line !== '');
}

const toUrlProperty = (value: string): UrlProperty => ({
  type: value.includes('://') ? 'prefix' : 'domain',
  value,
});

function settingsFromForm(world: World, form: FormData): Partial<Settings> {
  const changes: Record<string, unknown> = {};
  for (const { name, choices } of KNOBS) {
    const given = formText(form, name);
    const held = world.settings[name];
    if (choices === 'flag') changes[name] = form.has(name);
    else if (choices !== null)
      changes[name] = choices.find(([value]) => String(value) === given)?.[0] ?? held;
    else changes[name] = given !== '' && Number(given) >= 0 ? Number(given) : held;
  }
  const rates = { ...world.settings.rateLimitsPerMinute };
  for (const name of Object.keys(rates) as (keyof typeof rates)[])
    rates[name] = wholeNumber(form, `rate.${name}`) ?? rates[name];
  return { ...changes, rateLimitsPerMinute: rates } as Partial<Settings>;
}
