import { fuzzGraphQL } from '../../apps/api/test/fuzz/fuzz-graphql.ts';
import type { GraphQLClient } from '../fixtures/graphql-client.ts';
import type { Product } from '../fixtures/product.ts';
import { announceUpload } from '../fixtures/upload-video.ts';
import { attack } from '../hostile/attack.ts';
import { brokenUpgrades, hostileRequests } from '../hostile/requests.ts';
import { generate } from '../hostile/script.ts';
import { hostileTargets } from '../hostile/targets.ts';
import { hostileUploads } from '../hostile/uploads.ts';
import { hostileWebSockets } from '../hostile/web-sockets.ts';
import { makeThings } from './known-things.ts';

export const KINDS = ['documents', 'uploads', 'sockets', 'requests'] as const;
export type Kind = (typeof KINDS)[number];
export type Counts = Record<Kind, number>;

export type Fuzzed = {
  product: Product;
  owner: GraphQLClient;
  /** API keys of the owner's team. */
  viewerKey: { authorization: string };
  editorKey: { authorization: string };
};

/** What came of one kind of load. `findings` are internal errors, leaks and silence where somebody should listen. */
export type Outcome = { statuses: Record<string, number>; findings: unknown[] };

type Play = (fuzzed: Fuzzed, run: { seed: number; count: number }) => Promise<Outcome>;

/** By kind of load; the same seed sends the same, but for ids. */
export const LOADS: Record<Kind, Play> = {
  async documents({ product, owner, viewerKey }, { seed, count }) {
    const session = { ...owner.credentials, origin: product.url };
    const { faults, statuses } = await fuzzGraphQL({
      url: `${product.url}/graphql`,
      callers: [session, session, viewerKey, {}],
      seed,
      documents: count,
      known: () => makeThings(owner),
    });
    return { statuses, findings: faults };
  },

  async uploads({ product, owner, viewerKey, editorKey }, { seed, count }) {
    const outcome = nothingYet();
    const ports = [product.ports.app, product.ports.api];
    for (let sent = 0; sent < count; sent += UPLOADS_A_ROUND) {
      const ids = await Promise.all(UPLOAD_SIZES.map((size) => beginUpload(owner, size)));
      const authorizations = [editorKey, editorKey, editorKey, viewerKey].map((key) => key.authorization);
      const scripts = generate(hostileUploads({ authorizations, ids }), {
        seed: seed + sent,
        count: Math.min(UPLOADS_A_ROUND, count - sent),
      });
      const port = ports[(sent / UPLOADS_A_ROUND) % ports.length]!;
      add(outcome, await attack(port, scripts));
      await removeUnfinished(owner);
    }
    return outcome;
  },

  async sockets({ product, editorKey }, { seed, count }) {
    const outcome = nothingYet();
    for (const [port, share] of shares([product.ports.app, product.ports.api], count))
      add(outcome, await attack(port, generate(hostileWebSockets(editorKey), { seed, count: share })));
    return outcome;
  },

  async requests({ product }, { seed, count }) {
    const outcome = nothingYet();
    for (const [target, share] of shares(hostileTargets(product.ports), count)) {
      const upgrades = Math.floor(share / 6);
      const scripts = [
        ...generate(hostileRequests(target), { seed, count: share - upgrades }),
        ...generate(brokenUpgrades(target), { seed, count: upgrades }),
      ];
      add(outcome, await attack(target.port, scripts));
    }
    return outcome;
  },
};

/** Below the number of uploads that a team may have open, most of the time. */
const UPLOADS_A_ROUND = 50;
const UPLOAD_SIZES = [1, 300, 4096, 65_536, 65_536, 70_000, 200_000, 1_000_000];

const nothingYet = (): Outcome => ({ statuses: {}, findings: [] });

function add(outcome: Outcome, { statuses, findings }: Outcome): void {
  outcome.findings.push(...findings);
  for (const [status, count] of Object.entries(statuses))
    outcome.statuses[status] = (outcome.statuses[status] ?? 0) + count;
}

/** Divides a number among places; the first ones take what does not divide. */
function shares<Place>(places: Place[], count: number): [Place, number][] {
  return places.map((place, at) => [place, Math.ceil((count - at) / places.length)]);
}

/** @returns the last part of its address */
async function beginUpload(owner: GraphQLClient, size: number): Promise<string> {
  const announced = await announceUpload(owner, { name: 'fuzz.mp4', bytes: Buffer.alloc(size) });
  const location = announced.headers.get('location');
  if (!location) throw new Error(`An upload was refused: ${announced.status} ${await announced.text()}`);
  return location.split('/').at(-1)!;
}

/** A team may have only so many uploads open. */
async function removeUnfinished(owner: GraphQLClient): Promise<void> {
  const query = '{ mediaAssets(first: 100) { edges { node { id status } } } }';
  const remove = 'mutation ($id: ID!) { deleteMediaAsset(input: { mediaAssetId: $id }) { __typename } }';
  type Assets = { mediaAssets: { edges: { node: { id: string; status: string } }[] } };
  const { mediaAssets } = await owner.ask<Assets>(query);
  const unfinished = mediaAssets.edges.filter(({ node }) => node.status !== 'READY');
  for (const { node } of unfinished) await owner.send(remove, { id: node.id });
}
