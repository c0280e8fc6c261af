import { formatDay } from '../../lib/time-zone.ts';
import type { TimelineEvent } from '../../live/timeline-event.ts';
import { classNames } from '../ui/class-names.ts';
import { Time } from '../ui/time.tsx';
import { ACTOR_NAMES, logIdOf, readableTimeline } from './timeline.ts';

const DOTS: Partial<Record<TimelineEvent['type'], string>> = {
  POST_PUBLISHED: 'bg-good',
  POST_PUBLICLY_AVAILABLE: 'bg-good',
  POST_IN_INBOX: 'bg-good',
  POST_FAILED: 'bg-bad',
  POST_NEEDS_ATTENTION: 'bg-bad',
  POST_HELD: 'bg-warn',
  POST_UNCONFIRMED: 'bg-warn',
  POST_ATTEMPT_ABANDONED: 'bg-warn',
  POST_NO_LONGER_PUBLIC: 'bg-warn',
};

/** What happened to a post, newest last; new lines are read out. */
export function PostTimeline({ events, timeZone }: { events: readonly TimelineEvent[]; timeZone: string }) {
  const lines = readableTimeline(events);
  if (lines.length === 0) return <p className="text-muted">Nothing has happened yet.</p>;
  return (
    <ol aria-live="polite" aria-relevant="additions" className="grid">
      {lines.map((event, index) => {
        const logId = logIdOf(event);
        return (
          <li
            key={event.cursor}
            className="relative grid grid-cols-[auto_1fr] gap-x-3 pb-4 last:pb-0"
            data-event={event.type}
          >
            {index < lines.length - 1 && (
              <span aria-hidden="true" className="absolute top-4 bottom-0 left-[0.3rem] w-px bg-line" />
            )}
            <span
              aria-hidden="true"
              className={classNames(
                'mt-1.5 size-2.5 rounded-full ring-3 ring-surface',
                DOTS[event.type] ?? 'bg-accent',
              )}
            />
            <div className="min-w-0">
              <p className="wrap-anywhere">{event.summary}</p>
              <p className="text-[0.867rem] text-muted wrap-anywhere">
                <Time
                  at={event.createdAt}
                  timeZone={timeZone}
                  clockOnly={!startsDay(lines, index, timeZone)}
                />
                {` · ${ACTOR_NAMES[event.actor]}`}
                {logId && ` · log id ${logId}`}
              </p>
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** Whether a line is the first of its day, and so has to name it. */
function startsDay(lines: readonly TimelineEvent[], index: number, timeZone: string): boolean {
  const [line, before] = [lines[index], lines[index - 1]];
  return (
    line === undefined ||
    before === undefined ||
    formatDay(line.createdAt, timeZone) !== formatDay(before.createdAt, timeZone)
  );
}
