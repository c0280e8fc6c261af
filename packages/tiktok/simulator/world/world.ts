import { join } from 'node:path';
import type { Clock } from '../clock/clock.ts';
import type { Faults } from '../faults/faults.ts';
import { newId } from '../storage/new-id.ts';
import type { App, Creator, Violation } from './entities.ts';
import { mergeSettings, type Settings, type SettingsChanges } from './settings.ts';
import type { Store } from './store.ts';

/** One call that reached an endpoint, kept for the control panel and for assertions. */
export type Call = {
  atMs: number;
  endpoint: string;
  method: string;
  path: string;
  creator: string | null;
  httpStatus: number | null;
  code: string;
  logId: string;
  durationMs: number;
  fault: string | null;
};

const KEPT_CALLS = 500;
const KEPT_VIOLATIONS = 500;

/** Everything one simulator consists of; handed to each of its parts. */
export class World {
  readonly store: Store;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly dataDir: string;
  /** Requests of the last minutes, newest last. Not persisted. */
  readonly calls: Call[] = [];
  /** Downloads under way, by publish id. */
  readonly pulls = new Map<string, AbortController>();
  /** Ends what talks to the network when the simulator shuts down. */
  readonly closing = new AbortController();
  /** Origin under which browsers and clients reach us, without a trailing slash. */
  publicUrl = '';
  readonly #listeners = new Set<() => void>();

  constructor(parts: { store: Store; clock: Clock; faults: Faults; dataDir: string }) {
    this.store = parts.store;
    this.clock = parts.clock;
    this.faults = parts.faults;
    this.dataDir = parts.dataDir;
  }

  get app(): App {
    return this.store.app.read() as App;
  }

  get settings(): Settings {
    return this.store.settings.read() as Settings;
  }

  configureApp(changes: Partial<App>): App {
    this.store.app.write({ ...this.app, ...changes });
    this.changed();
    return this.app;
  }

  configure(changes: SettingsChanges): Settings {
    this.store.settings.write(mergeSettings(this.settings, changes));
    this.changed();
    return this.settings;
  }

  /** @throws RangeError when there is none */
  creatorNamed(username: string): Creator {
    const creator = this.store.creators.get(username);
    if (creator === undefined) throw new RangeError(`There is no creator @${username}.`);
    return creator;
  }

  mediaPath(relative: string): string {
    return join(this.dataDir, 'media', relative);
  }

  creatorOf(openId: string): Creator {
    const creator = this.store.creatorByOpenId(openId);
    if (creator === undefined) throw new Error(`No creator has the open id ${openId}`);
    return creator;
  }

  recordCall(call: Call): void {
    this.calls.push(call);
    if (this.calls.length > KEPT_CALLS) this.calls.shift();
    this.changed();
  }

  /** Lists something that TikTok's pages say not to do. */
  violation(endpoint: string, rule: string, detail: string): Violation {
    const violations = this.store.violations;
    const kept = violations.put({ id: newId(), atMs: this.clock.now(), endpoint, rule, detail });
    const all = violations.all();
    if (all.length > KEPT_VIOLATIONS) violations.delete(all[0]!.id);
    this.changed();
    return kept;
  }

  /** Tells open pages that something they show may have changed. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
