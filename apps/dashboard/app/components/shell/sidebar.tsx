import { Form, Link, NavLink } from '@remix-run/react';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { UploadIndicator } from '../media/upload-indicator.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Icon } from '../ui/icon.tsx';
import { LiveIndicator } from './live-indicator.tsx';
import { Logo } from './logo.tsx';
import { DESTINATIONS } from './navigation.ts';

export const Sidebar_ViewerFragment = graphql(`
  fragment Sidebar_ViewerFragment on Viewer {
    team {
      name
    }
    user {
      email
      name
    }
  }
`);

/** Where to go; beside the page, and behind a menu button on small screens. */
export function Sidebar({
  viewer,
  onNavigate,
}: {
  viewer: FragmentOf<typeof Sidebar_ViewerFragment>;
  onNavigate?: () => void;
}) {
  const { team, user } = readFragment(Sidebar_ViewerFragment, viewer);
  return (
    <div className="flex h-full flex-col gap-4 px-3 py-4">
      <div className="px-2">
        <Link to="/" onClick={onNavigate} aria-label="Airdate, home" className="inline-block rounded-lg">
          <Logo />
        </Link>
        <p className="mt-2 truncate text-[0.9rem] text-muted">{team.name}</p>
      </div>
      <ButtonLink to="/compose" variant="primary" onClick={onNavigate} className="mx-1">
        <Icon name="compose" />
        New post
      </ButtonLink>
      <nav aria-label="Main" className="grid gap-4">
        {DESTINATIONS.map(({ heading, items }) => (
          <div key={heading ?? 'work'}>
            {heading && <p className="px-3 pb-1 text-[0.8rem] font-medium text-muted">{heading}</p>}
            <ul className="grid gap-0.5">
              {items.map(({ to, label, icon }) => (
                <li key={to}>
                  <NavLink
                    to={to}
                    end={to === '/'}
                    onClick={onNavigate}
                    className={({ isActive }) =>
                      classNames(
                        'flex min-h-9 items-center gap-2.5 rounded-lg px-3 font-medium transition-colors',
                        isActive ? 'bg-accent-soft text-accent' : 'text-ink hover:bg-sunken',
                      )
                    }
                  >
                    <Icon name={icon} className="size-5 opacity-85" />
                    {label}
                  </NavLink>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className="mt-auto grid gap-3">
        <UploadIndicator />
        <div className="grid gap-2 border-t border-line px-3 pt-3">
          <LiveIndicator />
          <div className="flex items-center justify-between gap-2">
            <p className="min-w-0 truncate text-[0.867rem] text-muted" title={user?.email}>
              {user?.name ?? 'API key'}
            </p>
            <Form method="post" action="/sign-out" reloadDocument>
              <button
                type="submit"
                className="rounded text-[0.867rem] font-medium text-accent hover:underline"
              >
                Sign out
              </button>
            </Form>
          </div>
        </div>
      </div>
    </div>
  );
}
