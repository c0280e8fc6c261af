import { useCallback, useEffect, useRef } from 'react';

/**
 * A function that calls `action` at once, and again after the interval when it was called in between: the last call always
 * counts, but no two are closer than `everyMs`.
 */
export function useThrottled(action: () => void, everyMs: number): () => void {
  const latest = useRef(action);
  latest.current = action;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const lastAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => () => clearTimeout(timer.current), []);

  return useCallback(() => {
    const waitMs = lastAt.current + everyMs - performance.now();
    const act = () => {
      timer.current = undefined;
      lastAt.current = performance.now();
      latest.current();
    };
    if (waitMs <= 0) act();
    else timer.current ??= setTimeout(act, waitMs);
  }, [everyMs]);
}
