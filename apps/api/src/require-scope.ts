import type { ApiKeyScope } from '@airdate/db';
import type { Actor } from './context.ts';
import type { Config } from './env.ts';
import { ScopeMissingError, TestKeyError } from './errors.ts';
import type { SecurityLog } from './security-log.ts';

/** A person or key, as far as scopes go. */
type Holder = {
  actor: Extract<Actor, { kind: 'user' | 'apiKey' }>;
  /** Null for a person, who has all. */
  scopes: readonly ApiKeyScope[] | null;
  isTest: boolean;
};

/** What something needs of a key, beside the role. */
type Need = { scope: ApiKeyScope | null; reachesTikTok?: boolean };

export function hasScope({ scopes }: Pick<Holder, 'scopes'>, scope: ApiKeyScope): boolean {
  return scopes === null || scopes.includes(scope);
}

/**
 * People have all scopes.
 *
 * @throws ScopeMissingError for a key that was made without the scope
 * @throws TestKeyError for a test key where no simulator stands in for TikTok
 */
export function requireScope(
  { config, securityLog }: { config: Config; securityLog: SecurityLog },
  holder: Holder,
  { scope, reachesTikTok = false }: Need,
): void {
  if (scope && !hasScope(holder, scope)) {
    const viewer = `${holder.actor.kind}:${holder.actor.id}`;
    securityLog.note('forbidden', { viewer, reason: `no scope ${scope}` });
    throw new ScopeMissingError(scope);
  }
  if (reachesTikTok && !mayReachTikTok(config, holder)) throw new TestKeyError();
}

/** Whether what TikTok is asked for a viewer's sake may be asked: for a test key, only where the simulator answers. */
export function mayReachTikTok(config: Config, { isTest }: Pick<Holder, 'isTest'>): boolean {
  return !isTest || isSimulated(config);
}

const TIKTOKS_OWN = /(^|\.)(tiktok|tiktokapis|tiktokv)\.com$/;

function isSimulated({ simulatorUrl, tiktok }: Config): boolean {
  return simulatorUrl !== null && !TIKTOKS_OWN.test(new URL(tiktok.apiUrl).hostname);
}
