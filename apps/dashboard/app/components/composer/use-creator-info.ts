import { useCallback, useEffect, useState } from 'react';
import { useClient } from 'urql';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { type MutationFailure, MutationFailure_ErrorFragment } from '../../graphql/mutation-failure.ts';
import { readOutcome } from '../../graphql/mutation-outcome.ts';

const CreatorInfoQuery = graphql(
  `
  query CreatorInfo($accountId: ID!) {
    node(id: $accountId) {
      __typename
      ... on Account {
        id
        creatorInfo {
          __typename
          ... on CreatorInfo {
            avatarUrl
            commentDisabled
            duetDisabled
            fetchedAt
            maxVideoPostDurationSeconds
            nickname
            privacyLevelOptions
            refusal {
              code
              logId
              nextStep
              retryAt
              sentence
            }
            stitchDisabled
            username
          }
          ...MutationFailure_ErrorFragment
        }
      }
    }
  }
`,
  [MutationFailure_ErrorFragment],
);

type Answer = Extract<
  NonNullable<ResultOf<typeof CreatorInfoQuery>['node']>,
  { __typename: 'Account' }
>['creatorInfo'];
type CreatorInfo = Extract<Answer, { __typename: 'CreatorInfo' }>;

export type CreatorInfoState =
  | { state: 'none' | 'loading' }
  | { state: 'ready'; creator: CreatorInfo }
  | { state: 'failed'; failure: MutationFailure };

/** Asks TikTok what the creator may do now: whenever the screen is shown and whenever the account changes; never cached. */
export function useCreatorInfo(accountId: string | null): CreatorInfoState & { ask: () => void } {
  const client = useClient();
  const [answer, setAnswer] = useState<CreatorInfoState>({ state: 'none' });
  const [round, setRound] = useState(0);
  const ask = useCallback(() => setRound((n) => n + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asking again is what a new round is for
  useEffect(() => {
    if (!accountId) {
      setAnswer({ state: 'none' });
      return;
    }
    let current = true;
    setAnswer({ state: 'loading' });
    void client
      .query(CreatorInfoQuery, { accountId }, { requestPolicy: 'network-only' })
      .toPromise()
      .then(({ data, error }) => {
        if (!current) return;
        const info = data?.node?.__typename === 'Account' ? data.node.creatorInfo : undefined;
        const { done: creator, failure } = readOutcome(error, info);
        setAnswer(failure === null ? { state: 'ready', creator } : { state: 'failed', failure });
      });
    return () => {
      current = false;
    };
  }, [client, accountId, round]);

  return { ...answer, ask };
}
