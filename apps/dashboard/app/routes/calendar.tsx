import type { LoaderFunctionArgs } from '@remix-run/node';
import { type ClientLoaderFunctionArgs, redirect, useSearchParams } from '@remix-run/react';
import { CalendarEntry, CalendarEntry_PostFragment } from '../components/calendar/calendar-entry.tsx';
import {
  addDays,
  type Day,
  daysOfWeek,
  instantsAround,
  mondayOf,
  parseDay,
} from '../components/calendar/week.ts';
import { ButtonLink } from '../components/ui/button.tsx';
import { classNames } from '../components/ui/class-names.ts';
import { Icon } from '../components/ui/icon.tsx';
import { Page } from '../components/ui/page.tsx';
import { graphql } from '../graphql/graphql.ts';
import { loadPage } from '../graphql/load-page.server.ts';
import { usePageQuery } from '../graphql/page-query.tsx';
import { preloadPage } from '../graphql/preload-page.ts';
import { toLocalDateTime } from '../lib/local-time.ts';
import { formatDay } from '../lib/time-zone.ts';
import { useRefreshOnEvents } from '../live/team-events.tsx';

const CalendarPageQuery = graphql(
  `
    query CalendarPage($from: DateTime!, $to: DateTime!) {
      viewer {
        team {
          timeZone
        }
      }
      posts(first: 100, filter: { publishAtFrom: $from, publishAtTo: $to }) {
        totalCount
        edges {
          node {
            id
            publishAt
            ...CalendarEntry_PostFragment
          }
        }
      }
    }
  `,
  [CalendarEntry_PostFragment],
);

const thisWeek = () => mondayOf(new Date().toISOString().slice(0, 10));
const pathOf = (monday: Day) => `/calendar?week=${monday}`;

/** The Monday of an address; one without it is sent to this week's. */
function weekOf(url: string): Day {
  const day = parseDay(new URL(url).searchParams.get('week'));
  if (!day) throw redirect(pathOf(thisWeek()));
  return mondayOf(day);
}

export const meta = () => [{ title: 'Calendar · Airdate' }];
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadPage(request, CalendarPageQuery, instantsAround(weekOf(request.url)));
export const clientLoader = ({ request }: ClientLoaderFunctionArgs) =>
  preloadPage(request, CalendarPageQuery, instantsAround(weekOf(request.url)));

export default function CalendarPage() {
  const [search] = useSearchParams();
  const monday = mondayOf(parseDay(search.get('week')) ?? thisWeek());
  const { data, refresh } = usePageQuery(CalendarPageQuery, instantsAround(monday));
  useRefreshOnEvents(refresh, (event) => event.type.startsWith('POST_'));

  const timeZone = data.viewer?.team.timeZone ?? 'UTC';
  const today = toLocalDateTime(new Date(), timeZone).slice(0, 10);
  const posts = data.posts.edges.map(({ node }) => node);
  const postsOn = (day: Day) =>
    posts.filter(
      ({ publishAt }) => publishAt && toLocalDateTime(new Date(publishAt), timeZone).startsWith(day),
    );
  const dayTitle = (day: Day) => formatDay(`${day}T12:00:00Z`, 'UTC');

  return (
    <Page
      title="Calendar"
      description={`${dayTitle(monday)} to ${dayTitle(addDays(monday, 6))}. Times in ${timeZone}, the team’s time zone.`}
      actions={
        <nav aria-label="Weeks" className="flex gap-2">
          <ButtonLink to={pathOf(addDays(monday, -7))} aria-label="Previous week">
            <Icon name="left" />
          </ButtonLink>
          <ButtonLink to={pathOf(thisWeek())}>This week</ButtonLink>
          <ButtonLink to={pathOf(addDays(monday, 7))} aria-label="Next week">
            <Icon name="right" />
          </ButtonLink>
        </nav>
      }
    >
      <ol className="grid gap-px overflow-hidden rounded-xl border border-line bg-line shadow-card xl:grid-cols-7">
        {daysOfWeek(monday).map((day) => {
          const entries = postsOn(day);
          const [weekday, date, month] = dayTitle(day).split(' ');
          return (
            <li
              key={day}
              className={classNames(
                'min-w-0 px-3 py-2.5 xl:min-h-80',
                day === today ? 'bg-accent-soft' : 'bg-surface',
              )}
            >
              <h2 className="text-[0.933rem]">
                <time dateTime={day} className={day === today ? 'text-accent' : undefined}>
                  {weekday} {date} {month}
                </time>
                {day === today && <span className="sr-only"> (today)</span>}
              </h2>
              {entries.length === 0 ? (
                <p className="py-1 text-[0.867rem] text-muted xl:sr-only">Nothing planned</p>
              ) : (
                <ul className="mt-2 grid gap-2">
                  {entries.map((post) => (
                    <li key={post.id}>
                      <CalendarEntry post={post} timeZone={timeZone} />
                    </li>
                  ))}
                </ul>
              )}
            </li>
          );
        })}
      </ol>
      {data.posts.totalCount > 100 && (
        <p className="mt-3 text-muted">
          Only the first 100 posts of this week are shown. The list of posts has them all.
        </p>
      )}
    </Page>
  );
}
