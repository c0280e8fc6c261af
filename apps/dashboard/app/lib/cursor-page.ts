/** Variables of a cursor connection. */
export type PageVariables = { first?: number; after?: string; last?: number; before?: string };

/** The page that an address asks for by `?after=` or `?before=`; the first one otherwise. */
export function pageVariables(search: URLSearchParams, size: number): PageVariables {
  const before = search.get('before');
  if (before) return { last: size, before };
  const after = search.get('after');
  return after ? { first: size, after } : { first: size };
}

/** The same address at another page. */
export function pageSearch(search: URLSearchParams, to: { after: string } | { before: string }): string {
  const next = new URLSearchParams(search);
  next.delete('after');
  next.delete('before');
  for (const [name, cursor] of Object.entries(to)) next.set(name, cursor);
  return `?${next}`;
}
