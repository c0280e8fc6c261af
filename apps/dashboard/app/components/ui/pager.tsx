import { useSearchParams } from '@remix-run/react';
import { pageSearch } from '../../lib/cursor-page.ts';
import { ButtonLink } from './button.tsx';
import { Icon } from './icon.tsx';

type PageInfo = {
  endCursor: string | null;
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
};

/** Links to the pages before and after; nothing when everything fits on one. */
export function Pager({ pageInfo, label }: { pageInfo: PageInfo; label: string }) {
  const [search] = useSearchParams();
  const { startCursor, endCursor } = pageInfo;
  const previous = (pageInfo.hasPreviousPage || search.has('after')) && startCursor;
  const next = (pageInfo.hasNextPage || search.has('before')) && endCursor;
  if (!previous && !next) return null;
  return (
    <nav aria-label={`${label}: pages`} className="flex justify-between gap-2 pt-2">
      {previous ? (
        <ButtonLink size="small" to={pageSearch(search, { before: previous })}>
          <Icon name="left" />
          Previous
        </ButtonLink>
      ) : (
        <span />
      )}
      {next && (
        <ButtonLink size="small" to={pageSearch(search, { after: next })}>
          Next
          <Icon name="right" />
        </ButtonLink>
      )}
    </nav>
  );
}
