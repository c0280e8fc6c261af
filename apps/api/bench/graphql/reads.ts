/** The same read in the words of both schemas. */
export type Read = {
  name: string;
  /** @param teamId an UUID */
  ours: string;
  peer(teamId: string): string;
  /** Takes from either answer what both must say alike. */
  rows(data: unknown): unknown;
};

const SCALARS = 'id caption status privacyLevel allowComment publishAt createdAt';
const page = (teamId: string) =>
  `first: 20, condition: { teamId: "${teamId}" }, orderBy: [CREATED_AT_DESC, ROW_ID_DESC]`;

type Row = { caption: string; status: string; account?: object; mediaAsset?: object };

function told({ caption, status, account, mediaAsset }: Row): Row {
  const { id: _, ...ofAccount } = { id: null, ...account };
  const { id: __, ...ofMedia } = { id: null, ...mediaAsset };
  return { caption, status, account: ofAccount, mediaAsset: ofMedia };
}

const rowsOf = ({ posts }: { posts: { edges: { node: Row }[] } }) =>
  posts.edges.map(({ node }) => told(node));

export const READS: Read[] = [
  {
    name: 'nested',
    ours: `{ posts(first: 20) { edges { node { ${SCALARS}
      account { id nickname username status timeZone } mediaAsset { id fileName contentType durationSeconds } } } } }`,
    peer: (teamId) => `{ posts: allPosts(${page(teamId)}) { edges { node { ${SCALARS}
      account: accountByAccountId { id nickname username status timeZone }
      mediaAsset: mediaAssetByMediaAssetId { id fileName contentType durationSeconds } } } } }`,
    rows: rowsOf,
  },
  {
    name: 'flat',
    ours: `{ posts(first: 20) { edges { node { ${SCALARS} } } } }`,
    peer: (teamId) => `{ posts: allPosts(${page(teamId)}) { edges { node { ${SCALARS} } } } }`,
    rows: rowsOf,
  },
  {
    name: 'nothing',
    ours: '{ __typename }',
    peer: () => '{ __typename }',
    rows: (data) => data,
  },
];
