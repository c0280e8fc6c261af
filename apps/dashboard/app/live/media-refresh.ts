import { useEffect } from 'react';
import { useRefreshOnEvents } from './team-events.tsx';

const POLL_MS = 4_000;

/**
 * Keeps the checks of media assets current: at once through events, and by asking every few seconds while one is being
 * checked, for the case that no event comes through.
 */
export function useMediaRefresh(refresh: () => void, assets: readonly { status: string }[]): void {
  useRefreshOnEvents(refresh, (event) => event.type.startsWith('MEDIA_'));
  const checking = assets.some(({ status }) => status === 'PROBING');
  useEffect(() => {
    if (!checking) return;
    const timer = setInterval(refresh, POLL_MS);
    return () => clearInterval(timer);
  }, [checking, refresh]);
}
