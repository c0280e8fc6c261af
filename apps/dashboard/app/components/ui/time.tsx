import { useEffect, useState } from 'react';
import { describeSeconds } from '../../lib/quantity.ts';
import { formatClockWithSeconds, formatInstant } from '../../lib/time-zone.ts';

/** An instant in a zone, the zone always shown. */
export function Time({
  at,
  timeZone,
  clockOnly = false,
}: {
  at: string;
  timeZone: string;
  clockOnly?: boolean;
}) {
  const text = clockOnly ? formatClockWithSeconds(at, timeZone) : formatInstant(at, timeZone);
  return (
    <time
      dateTime={at}
      title={`${formatInstant(at, timeZone)} (${timeZone}) · ${at}`}
      className="numeric"
      suppressHydrationWarning
    >
      {text}
    </time>
  );
}

const TICK_MS = 5_000;

/** "in 3 hours", "2 minutes ago"; empty until the page runs in the browser, whose clock it needs. */
export function RelativeTime({ at, parentheses = false }: { at: string; parentheses?: boolean }) {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  if (now === null) return null;
  const text = describeDistance(Date.parse(at) - now);
  return <span>{parentheses ? `(${text})` : text}</span>;
}

function describeDistance(ms: number): string {
  const seconds = ms / 1000;
  if (Math.abs(seconds) < 3) return 'now';
  return seconds > 0 ? `in ${describeSeconds(seconds)}` : `${describeSeconds(-seconds)} ago`;
}
