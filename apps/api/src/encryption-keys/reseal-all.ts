import { resealGrants } from '../accounts/reseal-grants.ts';
import type { Deps } from '../deps.ts';
import { resealAnswers } from '../idempotency/reseal-answers.ts';
import { resealSourceUrls } from '../media/reseal-source-urls.ts';
import { resealUploadUrls } from '../publishing/reseal-upload-urls.ts';
import { resealWebhookSecrets } from '../webhooks/reseal-webhook-secrets.ts';

const MOST_PASSES = 20;

export type ResealReport = {
  /** Rows sealed anew. */
  grants: number;
  uploadUrls: number;
  /** Addresses that videos are downloaded from. */
  sourceUrls: number;
  /** Answers kept for repetitions. */
  answers: number;
  webhookSecrets: number;
  /** Rows that no key of the keyring opens; they are left as they are. */
  unreadable: number;
  /** False when others kept sealing with another key, which a process does that does not know the new keyring. */
  settled: boolean;
};

/**
 * Seals everything that is kept sealed with the first key of the keyring, while other processes read and write. Each row is
 * written only where it is still as it was read, so nothing newer is overwritten, and a run that was interrupted is simply
 * repeated.
 */
export async function resealAll(deps: Pick<Deps, 'db' | 'keyring'>): Promise<ResealReport> {
  const report = {
    ...{ grants: 0, uploadUrls: 0, sourceUrls: 0, answers: 0, webhookSecrets: 0 },
    ...{ unreadable: 0, settled: false },
  };
  for (let pass = 1; pass <= MOST_PASSES && !report.settled; pass++) {
    const grants = await resealGrants(deps);
    const uploadUrls = await resealUploadUrls(deps);
    const sourceUrls = await resealSourceUrls(deps);
    const answers = await resealAnswers(deps);
    const webhookSecrets = await resealWebhookSecrets(deps);
    const all = [grants, uploadUrls, sourceUrls, answers, webhookSecrets];
    report.grants += grants.resealed;
    report.uploadUrls += uploadUrls.resealed;
    report.sourceUrls += sourceUrls.resealed;
    report.answers += answers.resealed;
    report.webhookSecrets += webhookSecrets.resealed;
    report.unreadable = all.reduce((sum, { unreadable }) => sum + unreadable, 0);
    report.settled = all.every((seen) => seen.resealed + seen.changedMeanwhile === 0);
  }
  return report;
}
