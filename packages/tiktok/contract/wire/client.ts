import {
  type CallRecord,
  createTikTokClient,
  type DirectPhotoPost,
  planChunks,
  type TikTokClientOptions,
  TikTokError,
  type VideoPost,
} from '../../src/index.ts';
import type { SimulatedTikTok } from './tiktok.ts';
import { sampleVideo } from './video.ts';

/** The typed client, pointed at a simulator and living by its clock; pauses between tries are nothing. */
export function clientOf(tiktok: SimulatedTikTok, options: Partial<TikTokClientOptions> = {}) {
  const calls: CallRecord[] = [];
  const { clientKey, clientSecret } = tiktok.app;
  const client = createTikTokClient({
    credentials: { clientKey, clientSecret },
    apiUrl: tiktok.apiUrl,
    authorizeUrl: tiktok.authorizeUrl,
    clock: () => new Date(tiktok.simulator.clock.now()),
    onCall: (record) => calls.push(record),
    ...options,
    retry: { random: () => 0, ...options.retry },
  });
  return { client, calls };
}

export type Client = ReturnType<typeof clientOf>['client'];

/** The failure of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<TikTokError> {
  const outcome = await call.catch((error: unknown) => error);
  if (outcome instanceof TikTokError) return outcome;
  throw new Error('The call did not fail with a TikTokError.', { cause: outcome });
}

/** How often an endpoint of the simulator was reached, dropped connections included. */
export function reached(tiktok: SimulatedTikTok, point: string): number {
  return tiktok.simulator.calls().filter((call) => call.endpoint === point).length;
}

export const VIDEO_POST: VideoPost = {
  title: 'caption #tag',
  privacyLevel: 'SELF_ONLY',
  disableComment: false,
  disableDuet: true,
  disableStitch: true,
  brandContentToggle: false,
  brandOrganicToggle: false,
  isAigc: false,
};

export const PHOTO_POST: DirectPhotoPost = {
  mode: 'DIRECT_POST',
  title: 'Trip',
  description: 'day one #trip',
  privacyLevel: 'SELF_ONLY',
  disableComment: true,
  autoAddMusic: false,
  brandContentToggle: false,
  brandOrganicToggle: false,
  isAigc: false,
};

/** A source that uploads the sample in one chunk. */
export const sampleSource = () => ({
  source: 'FILE_UPLOAD' as const,
  plan: planChunks(sampleVideo().length),
});
