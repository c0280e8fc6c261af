import type { Deps } from '../deps.ts';
import { type Explanation, explainFailure } from '../explain-failure.ts';
import { gatherByDb } from '../gather.ts';
import { forecastPosts } from './forecast-posts.ts';

/** Something that keeps planned posts from going out, if nothing changes. */
export type Warning = Explanation & {
  /** Of how many planned posts. */
  postCount: number;
};

/**
 * What would keep a planned post from going out. What several ask for at the same moment is one statement.
 *
 * @param deps across teams; the caller has made sure that the post is the team's
 */
export function warningsOfPost(deps: Deps, postId: string): Promise<Warning[]> {
  return readByPost(deps.db, { deps, key: postId });
}

/** The same for all planned posts of an account, each reason once. */
export function warningsOfAccount(deps: Deps, accountId: string): Promise<Warning[]> {
  return readByAccount(deps.db, { deps, key: accountId });
}

type Asked = { deps: Deps; key: string };

const readBy = (column: 'id' | 'accountId') =>
  gatherByDb(async (_db, asked: Asked[]): Promise<Warning[][]> => {
    const forecasts = await forecastPosts(asked[0]!.deps, { [column]: { in: asked.map(({ key }) => key) } });
    return asked.map(({ key }) => count(forecasts.filter((forecast) => forecast[column] === key)));
  });
const readByPost = readBy('id');
const readByAccount = readBy('accountId');

function count(forecasts: { codes: string[] }[]): Warning[] {
  const counts = new Map<string, number>();
  for (const code of forecasts.flatMap(({ codes }) => codes)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, postCount]) => ({ ...explainFailure(code), postCount }));
}
