import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { AnnounceContext } from '../../lib/announce.ts';
import { Icon } from './icon.tsx';

type Announcement = { id: number; text: string };

const SHOWN_MS = 6_000;

/** Gives the pages inside `useAnnounce`, and shows what they announce for a few seconds. */
export function Announcements({ children }: { children: ReactNode }) {
  const [current, setCurrent] = useState<Announcement | null>(null);
  const next = useRef(1);
  const announce = useCallback((text: string) => setCurrent({ id: next.current++, text }), []);
  useEffect(() => {
    if (current === null) return;
    const timer = setTimeout(() => setCurrent(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [current]);
  return (
    <AnnounceContext.Provider value={announce}>
      {children}
      <div role="status" className="pointer-events-none fixed inset-x-4 bottom-4 z-40 flex justify-center">
        {current !== null && (
          <p
            key={current.id}
            className="flex items-center gap-2 rounded-lg bg-ink px-4 py-2.5 text-[0.933rem] text-page shadow-raised"
          >
            <Icon name="check" />
            {current.text}
          </p>
        )}
      </div>
    </AnnounceContext.Provider>
  );
}
