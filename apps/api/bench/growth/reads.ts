import { formatPrismaCursor } from '@pothos/plugin-prisma';
import { eventCursor } from '../../src/events/event-cursor.graphql.ts';
import { globalId } from '../../src/global-id.ts';
import type { Filled } from './fill.ts';

/** One read that people or programs make, with variables of the team that is asked about. */
export type Read = {
  name: string;
  query: string;
  variables(team: Filled & { teamId: string; posts: number }): Record<string, unknown>;
};

const ROW = 'id caption status createdAt publishAt account { id nickname } mediaAsset { id fileName }';
const cursor = (id: string) => formatPrismaCursor({ id }, 'id');
const events = (teamId: string, sequence: number) => eventCursor({ teamId, sequence: BigInt(sequence) });

export const READS: Read[] = [
  {
    name: 'posts',
    query: `{ posts(first: 20) { edges { node { ${ROW} } } } }`,
    variables: () => ({}),
  },
  {
    name: 'postsFromTheMiddle',
    query: `query ($after: String!) { posts(first: 20, after: $after) { edges { node { ${ROW} } } } }`,
    variables: ({ middle }) => ({ after: cursor(middle.post) }),
  },
  {
    name: 'postsBackFromTheMiddle',
    query: `query ($before: String!) { posts(last: 20, before: $before) { edges { node { ${ROW} } } } }`,
    variables: ({ middle }) => ({ before: cursor(middle.post) }),
  },
  {
    name: 'failedPostsFromTheMiddle',
    query: `query ($after: String!) {
      posts(first: 20, after: $after, filter: { status: [FAILED] }) { edges { node { ${ROW} } } } }`,
    variables: ({ middle }) => ({ after: cursor(middle.failed) }),
  },
  {
    name: 'postsThatNeedSomebody',
    query: `{ posts(first: 20, filter: { status: [HELD, UNCONFIRMED, NEEDS_ATTENTION] }) { edges { node { ${ROW} } } } }`,
    variables: () => ({}),
  },
  {
    name: 'postsOfAnAccount',
    query: `query ($account: ID!) {
      posts(first: 20, filter: { accountId: $account }) { edges { node { ${ROW} } } } }`,
    variables: ({ accountIds }) => ({ account: globalId('Account', accountIds[7]!) }),
  },
  {
    name: 'calendarWeek',
    query: `query ($from: DateTime!, $to: DateTime!) {
      posts(first: 50, filter: { publishAtFrom: $from, publishAtTo: $to }) { edges { node { ${ROW} } } } }`,
    variables: () => ({
      from: new Date(Date.now() + 86_400_000).toISOString(),
      to: new Date(Date.now() + 8 * 86_400_000).toISOString(),
    }),
  },
  { name: 'totalCount', query: '{ posts(first: 1) { totalCount } }', variables: () => ({}) },
  {
    name: 'eventsFromTheMiddle',
    query: `query ($after: String!) { events(first: 50, after: $after) { edges { node { type summary post { id } mediaAsset { id } } } } }`,
    variables: ({ teamId, posts }) => ({ after: events(teamId, Math.floor(posts / 2)) }),
  },
  {
    name: 'eventsFromTheBeginning',
    query: `query ($after: String!) { events(first: 1, after: $after) { edges { node { type } } } }`,
    variables: ({ teamId }) => ({ after: events(teamId, 10) }),
  },
  {
    name: 'newestEvents',
    query: '{ events(last: 50) { edges { node { type summary post { id } mediaAsset { id } } } } }',
    variables: () => ({}),
  },
  {
    name: 'mediaFromTheMiddle',
    query: `query ($after: String!) { mediaAssets(first: 20, after: $after) { edges { node { id fileName } } } }`,
    variables: ({ middle }) => ({ after: cursor(middle.media) }),
  },
  {
    name: 'quota',
    query: `{ quota { app { activeCreators } accounts { directPosts directPostCap pendingInboxShares } } }`,
    variables: () => ({}),
  },
  {
    name: 'freeSlots',
    query: `{ schedules(first: 20) { edges { node { nextFreeSlots { at } } } } }`,
    variables: () => ({}),
  },
];
