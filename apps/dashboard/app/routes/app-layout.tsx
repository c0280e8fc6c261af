import type { LoaderFunctionArgs } from '@remix-run/node';
import {
  type ClientLoaderFunctionArgs,
  isRouteErrorResponse,
  Outlet,
  useLocation,
  useNavigation,
  useRouteError,
} from '@remix-run/react';
import { Suspense, startTransition, useEffect, useRef, useState } from 'react';
import { FailurePage } from '../components/shell/failure-page.tsx';
import { Logo } from '../components/shell/logo.tsx';
import { Sidebar, Sidebar_ViewerFragment } from '../components/shell/sidebar.tsx';
import { Announcements } from '../components/ui/announcements.tsx';
import { Icon } from '../components/ui/icon.tsx';
import { graphql } from '../graphql/graphql.ts';
import { loadPage } from '../graphql/load-page.server.ts';
import { usePageQuery } from '../graphql/page-query.tsx';
import { preloadPage } from '../graphql/preload-page.ts';
import { TeamEventsProvider } from '../live/team-events.tsx';

const AppLayoutQuery = graphql(
  `
    query AppLayout {
      viewer {
        ...Sidebar_ViewerFragment
      }
    }
  `,
  [Sidebar_ViewerFragment],
);

export const loader = ({ request }: LoaderFunctionArgs) => loadPage(request, AppLayoutQuery, {});
export const clientLoader = ({ request }: ClientLoaderFunctionArgs) =>
  preloadPage(request, AppLayoutQuery, {});
/** Who is signed in changes only with a whole new document. */
export const shouldRevalidate = () => false;

export default function AppLayout() {
  const { data } = usePageQuery(AppLayoutQuery, {});
  const menu = useRef<HTMLDialogElement>(null);
  const { pathname, state } = useLocation();
  const busy = useNavigation().state !== 'idle';
  const [wide, setWide] = useState(true);

  useEffect(() => {
    const query = window.matchMedia('(width >= 64rem)');
    // A transition waits for the page to be hydrated; anything more urgent would have it rendered anew.
    const follow = () => startTransition(() => setWide(query.matches));
    follow();
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page or a wider window closes the menu
  useEffect(() => menu.current?.close(), [pathname, wide]);

  // Screen readers go on from the new page, as they would after loading it; a saved draft stays where it is.
  const content = useRef<HTMLElement>(null);
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    if (!state?.session) content.current?.focus({ preventScroll: true });
  }, [pathname, state]);

  if (data.viewer === null) return null;
  return (
    <TeamEventsProvider>
      <Announcements>
        <a
          href="#content"
          className="sr-only z-50 rounded-lg bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
        >
          Skip to the content
        </a>
        <div className="lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)]">
          <aside className="sticky top-0 hidden h-dvh overflow-y-auto border-r border-line bg-surface lg:block">
            <Sidebar viewer={data.viewer} />
          </aside>
          <header className="sticky top-0 z-20 flex items-center justify-between border-b border-line bg-surface/95 px-4 py-2.5 backdrop-blur lg:hidden">
            <Logo />
            <button
              type="button"
              aria-haspopup="dialog"
              onClick={() => menu.current?.showModal()}
              className="inline-flex min-h-10 items-center gap-2 rounded-lg px-2.5 font-medium hover:bg-sunken"
            >
              <Icon name="menu" className="size-5.5" />
              Menu
            </button>
          </header>
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; Escape closes by itself */}
          <dialog
            ref={menu}
            aria-label="Menu"
            onClick={(event) => event.target === menu.current && menu.current.close()}
            className="m-0 h-dvh max-h-none w-72 max-w-[85vw] border-r border-line bg-surface text-ink"
          >
            {!wide && <Sidebar viewer={data.viewer} onNavigate={() => menu.current?.close()} />}
          </dialog>
          <main ref={content} id="content" tabIndex={-1} aria-busy={busy} className="min-w-0 outline-none">
            <div
              aria-hidden="true"
              className={`fixed inset-x-0 top-0 z-40 h-0.5 origin-left bg-accent transition-transform duration-700 ${busy ? 'scale-x-75' : 'scale-x-0 duration-0'}`}
            />
            <Suspense>
              <Outlet />
            </Suspense>
          </main>
        </div>
      </Announcements>
    </TeamEventsProvider>
  );
}

export function ErrorBoundary() {
  const error = useRouteError();
  return (
    <main>
      {isRouteErrorResponse(error) ? (
        <FailurePage status={error.status} data={error.data} />
      ) : (
        <FailurePage status={500} data={null} />
      )}
    </main>
  );
}
