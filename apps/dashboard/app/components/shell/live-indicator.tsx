import { useSyncExternalStore } from 'react';
import { type LiveState, liveState, onLiveStateChange } from '../../graphql/live-socket.ts';
import { classNames } from '../ui/class-names.ts';

const TEXTS: Record<LiveState, { text: string; dot: string }> = {
  idle: { text: 'Connecting', dot: 'bg-muted' },
  connecting: { text: 'Connecting', dot: 'bg-muted' },
  live: { text: 'Live', dot: 'bg-good' },
  reconnecting: { text: 'Reconnecting', dot: 'bg-warn' },
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
    </span>
  );
}
