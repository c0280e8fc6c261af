import { useSyncExternalStore } from 'react';
import { type LiveState, liveState, onLiveStateChange } from '../../graphql/live-socket.ts';
import { signInPath } from '../../graphql/query-failure.ts';
import { classNames } from '../ui/class-names.ts';

const TEXTS: Record<LiveState, { text: string; dot: string }> = {
  idle: { text: 'Connecting', dot: 'bg-muted' },
  connecting: { text: 'Connecting', dot: 'bg-muted' },
  live: { text: 'Live', dot: 'bg-good' },
  reconnecting: { text: 'Reconnecting', dot: 'bg-warn' },
  'signed-out': { text: 'Your session has ended.', dot: 'bg-bad' },
  ended: { text: 'Not live, reload', dot: 'bg-bad' },
};

/** Whether what is shown follows by itself. Everything is correct without it, after a reload. */
export function LiveIndicator() {
  const state = useSyncExternalStore(onLiveStateChange, liveState, () => 'idle' as const);
  const { text, dot } = TEXTS[state];
  return (
    <span
      role="status"
      className="inline-flex items-center gap-2 text-[0.867rem] text-muted"
      data-live={state}
    >
      <span
        aria-hidden="true"
        className={classNames('size-2 rounded-full', dot, state === 'live' && 'ring-3 ring-good/20')}
      />
      {text}
      {state === 'signed-out' && (
        <a
          href={signInPath(new URL(window.location.href))}
          className="font-medium text-accent hover:underline"
        >
          Sign in
        </a>
      )}
    </span>
  );
}
