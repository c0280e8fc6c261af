import type { ReactNode } from 'react';
import type { MutationFailure } from '../../graphql/mutation-failure.ts';
import { Alert } from './alert.tsx';
import { RelativeTime } from './time.tsx';

type Shown = Pick<MutationFailure, 'sentence' | 'nextStep' | 'retryAt' | 'logId'>;

/** A failed action in words: what happened, what to do, when it can work again, and what TikTok's support asks for. */
export function MutationAlert({ failure, actions }: { failure: Shown | null; actions?: ReactNode }) {
  if (failure === null) return null;
  return (
    <Alert tone="bad" announce title={failure.sentence} actions={actions}>
      {failure.nextStep && <p>{failure.nextStep}</p>}
      {failure.retryAt && (
        <p>
          Can work again <RelativeTime at={failure.retryAt} />.
        </p>
      )}
      {failure.logId && (
        <p className="text-[0.867rem] text-muted wrap-anywhere">TikTok log id: {failure.logId}</p>
      )}
    </Alert>
  );
}
