import { type Answer, send } from './answer.ts';
import type { TikTok } from './tiktok.ts';

/** The authorize URL as the Login Kit pages describe it; `null` leaves a parameter out. */
export function authorizeUrl(tiktok: TikTok, changes: Record<string, string | null> = {}): URL {
  const url = new URL(tiktok.authorizeUrl);
  const query = {
    client_key: tiktok.app.clientKey,
    scope: 'user.info.basic,video.publish,video.upload',
    response_type: 'code',
    redirect_uri: tiktok.app.redirectUri,
    state: 'a state with spaces & signs',
    ...changes,
  };
  for (const [name, value] of Object.entries(query)) if (value !== null) url.searchParams.set(name, value);
  return url;
}

/** What a creator does on the simulator's consent page. */
export type Decision = {
  username: string;
  allow?: boolean;
  /** Scopes left switched on; all that were asked for when left out. */
  scopes?: string[];
};

/** Decides on the consent page. The answer is a redirect to the app, or an error page. */
export function decide(url: URL, { username, allow = true, scopes }: Decision): Promise<Answer> {
  const form = new URLSearchParams({ creator: username, decision: allow ? 'allow' : 'deny' });
  for (const scope of scopes ?? url.searchParams.get('scope')?.split(',') ?? []) form.append('scope', scope);
  return send(url, { method: 'POST', body: form });
}

/** The query with which a browser comes back to the app. */
export function callbackQuery(answer: Answer): URLSearchParams {
  const location = answer.headers.get('location');
  if (location === null) throw new Error(`No redirect, but ${answer.status}: ${answer.text.slice(0, 200)}`);
  return new URL(location).searchParams;
}
