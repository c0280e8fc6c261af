import { setTimeout as sleep } from 'node:timers/promises';
import { type CreatorInput, createSimulator, type Simulator } from '../../simulator/index.ts';
import { type Answer, send } from './answer.ts';
import { Caller } from './caller.ts';
import type { RealApi } from './environment.ts';

export const ALL_SCOPES = [
  'user.info.basic',
  'user.info.profile',
  'user.info.stats',
  'video.list',
  'video.publish',
  'video.upload',
];

/** Statuses after which a worker stops asking. */
const FINAL = ['PUBLISH_COMPLETE', 'SEND_TO_USER_INBOX', 'FAILED'];
const POLL_MS = 5_000;
const LONGEST_POLLS = 60;

/** Whatever the suite is pointed at: the real API or a simulator. */
export type TikTok = {
  readonly apiUrl: string;
  readonly authorizeUrl: string;
  readonly app: { clientKey: string; clientSecret: string; redirectUri: string };
  /** The account under test, with every scope. */
  readonly creator: Caller;
  /** POSTs a form to an OAuth endpoint with the credentials of the app; `null` leaves a field out. */
  form(path: string, fields: Record<string, string | null>): Promise<Answer>;
  /** Resolves to the answer of status/fetch once the publish has come to an end. */
  ended(publishId: string, caller?: Caller): Promise<Answer>;
};

/** A TikTok whose clock, faults, app and creators are ours. */
export type SimulatedTikTok = TikTok & {
  readonly simulator: Simulator;
  /** A new creator, public and without restrictions unless told otherwise, who granted these scopes. */
  newCreator(changes?: Omit<CreatorInput, 'username'>, scopes?: readonly string[]): Caller;
  /** Another token of the same creator. */
  tokenFor(username: string, scopes?: readonly string[]): Caller;
  /** Moves time. */
  pass(ms: number): Promise<void>;
};

export function pointedAt(real: RealApi): TikTok {
  const { apiUrl, authorizeUrl, clientKey, clientSecret, redirectUri } = real;
  const creator = new Caller({
    apiUrl,
    accessToken: real.accessToken ?? '',
    refreshToken: real.refreshToken ?? '',
    patient: true,
  });
  const app = { clientKey, clientSecret, redirectUri };
  const ended = async (publishId: string, caller = creator): Promise<Answer> => {
    for (let polls = 1; ; polls++) {
      const answer = await caller.status(publishId);
      if (answer.code !== 'ok' || FINAL.includes(answer.data.status) || polls > LONGEST_POLLS) return answer;
      await sleep(POLL_MS);
    }
  };
  return { apiUrl, authorizeUrl, app, creator, form: formTo(apiUrl, app), ended };
}

/** The domain that the simulated app has verified. */
export const VERIFIED_DOMAIN = 'media.example.com';
const REDIRECT_URI = 'http://localhost:3000/callback';

/** A simulator with an audited app and no creators; time stands still in it between {@link prepare} and the next. */
export async function startSimulator(): Promise<Simulator> {
  return createSimulator({
    seed: [],
    app: {
      audited: true,
      redirectUris: [REDIRECT_URI],
      urlProperties: [{ type: 'domain', value: VERIFIED_DOMAIN }],
    },
    settings: { allowLoopbackPull: true, growthFactor: 0 },
  });
}

/** Puts a simulator back to its beginning and gives a case what it needs. */
export function prepare(simulator: Simulator): SimulatedTikTok {
  simulator.reset();
  simulator.clock.freeze();
  const { apiUrl, authorizeUrl } = simulator;
  const { clientKey, clientSecret } = simulator.app;
  const app = { clientKey, clientSecret, redirectUri: REDIRECT_URI };
  let created = 0;
  const tokenFor = (username: string, scopes: readonly string[] = ALL_SCOPES) =>
    new Caller({ apiUrl, username, ...simulator.issueTokens(username, [...scopes]) });
  const newCreator: SimulatedTikTok['newCreator'] = (changes = {}, scopes = ALL_SCOPES) => {
    created += 1;
    const { username } = simulator.createCreator({ username: `creator_${created}`, ...changes });
    return tokenFor(username, scopes);
  };
  const creator = newCreator();
  const pass = (ms: number) => simulator.clock.advance(ms);
  const ended = async (publishId: string, caller = creator) => {
    await pass(60_000);
    return caller.status(publishId);
  };
  const form = formTo(apiUrl, app);
  return { apiUrl, authorizeUrl, app, creator, form, ended, simulator, newCreator, tokenFor, pass };
}

function formTo(apiUrl: string, app: { clientKey: string; clientSecret: string }): TikTok['form'] {
  return (path, fields) => {
    const all = { client_key: app.clientKey, client_secret: app.clientSecret, ...fields };
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(all)) if (value !== null) body.set(name, value);
    return send(apiUrl + path, { method: 'POST', body });
  };
}
