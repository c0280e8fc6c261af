import type { Db } from '@airdate/db';
import type { Deps } from '../deps.ts';
import { type Explanation, explainFailure } from '../explain-failure.ts';
import { gather } from '../gather.ts';
import { forecastPosts } from './forecast-posts.ts';

/** Something that keeps planned posts from going out, if nothing changes. */
export type Warning = Explanation & {
  /** Of how many planned posts. */
  postCount: number;
};

type ByKey = (key: string) => Promise<Warning[]>;

const byPost = new WeakMap<Db, ByKey>();
const byAccount = new WeakMap<Db, ByKey>();

/**
 * What would keep a planned post from going out. What several ask for at the same moment is one statement.
 *
 * @param deps across teams; the caller has made sure that the post is the team's
 */
export function warningsOfPost(deps: Deps, postId: string): Promise<Warning[]> {
  return readerOf(deps, byPost, 'id')(postId);
}

/** The same for all planned posts of an account, each reason once. */
export function warningsOfAccount(deps: Deps, accountId: string): Promise<Warning[]> {
  return readerOf(deps, byAccount, 'accountId')(accountId);
}

function readerOf(deps: Deps, readers: WeakMap<Db, ByKey>, key: 'id' | 'accountId'): ByKey {
  const reader =
    readers.get(deps.db) ??
    gather(async (keys: string[]) => {
      const forecasts = await forecastPosts(deps, { [key]: { in: keys } });
      return keys.map((wanted) => count(forecasts.filter((forecast) => forecast[key] === wanted)));
    });
  readers.set(deps.db, reader);
  return reader;
}

function count(forecasts: { codes: string[] }[]): Warning[] {
  const counts = new Map<string, number>();
  for (const code of forecasts.flatMap(({ codes }) => codes)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, postCount]) => ({ ...explainFailure(code), postCount }));
}
