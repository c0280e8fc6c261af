import { useEffect, useState } from 'react';

/**
 * Whether the page's scripts run already. A form that only they can send has its button disabled until then, for a browser
 * would send it by itself and show the bare answer.
 */
export function useHydrated(): boolean {
  const [hydrated, setHydrated] = useState(false);
  useEffect(() => setHydrated(true), []);
  return hydrated;
}
