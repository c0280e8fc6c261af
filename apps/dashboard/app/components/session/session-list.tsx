import { Form } from '@remix-run/react';
import type { Session } from '../../lib/session.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { RelativeTime, Time } from '../ui/time.tsx';

/** Where somebody is signed in, and the forms that end it. The page that shows it takes them. */
export function SessionList({ sessions, timeZone }: { sessions: Session[]; timeZone: string }) {
  return (
    <div className="grid gap-3">
      <ul className="divide-y divide-line">
        {sessions.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
            <div className="min-w-0 flex-1 basis-60">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {session.browser} {session.current && <Badge tone="good">This browser</Badge>}
              </p>
              <p className="text-[0.867rem] text-muted wrap-anywhere">
                {session.address ?? 'Unknown address'} · signed in{' '}
                <Time at={session.signedInAt} timeZone={timeZone} />
              </p>
              <p className="text-[0.867rem] text-muted">
                Last active <RelativeTime at={session.lastActiveAt} parentheses />{' '}
                <Time at={session.lastActiveAt} timeZone={timeZone} />
              </p>
            </div>
            {!session.current && (
              <Form method="post" reloadDocument>
                <input type="hidden" name="endSession" value={session.id} />
                <Button
                  type="submit"
                  size="small"
                  variant="danger"
                  aria-label={`Sign out ${session.browser} at ${session.address ?? 'an unknown address'}`}
                >
                  Sign out
                </Button>
              </Form>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <Form method="post" reloadDocument>
          <input type="hidden" name="endSession" value="others" />
          <Button type="submit" variant="danger">
            Sign out everywhere else
          </Button>
        </Form>
      )}
    </div>
  );
}
