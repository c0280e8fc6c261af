import { watch } from 'node:fs';
import { inCheckout } from '../checkout.ts';
import type { App } from './app.ts';

/** An editor writes several files at once; they make one restart. */
const QUIET_MS = 150;

/** Restarts a process when a file below one of the folders changes, until disposed. */
export function restartOnChange(app: App, folders: string[]): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const changed = (_event: string, file: string | null) => {
    if (!file?.endsWith('.ts') || file.endsWith('.test.ts')) return;
    clearTimeout(timer);
    timer = setTimeout(() => void app.restart(), QUIET_MS);
  };
  const watchers = folders.map((folder) => watch(inCheckout(folder), { recursive: true }, changed));
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
