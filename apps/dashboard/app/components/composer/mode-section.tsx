import { Alert } from '../ui/alert.tsx';
import { Card } from '../ui/card.tsx';
import { Choice } from '../ui/choice.tsx';
import { INBOX_NOTICE } from './composer-rules.ts';
import type { Mode } from './composition.ts';

/** How the video reaches TikTok. Offered only where the account allowed uploads to its inbox. */
export function ModeSection({ mode, onChange }: { mode: Mode; onChange: (mode: Mode) => void }) {
  return (
    <Card title="How it is delivered">
      <fieldset className="grid gap-3">
        <legend className="sr-only">How it is delivered</legend>
        <Choice
          type="radio"
          name="mode"
          label="Direct post"
          description="Published on the profile with the choices made here."
          checked={mode === 'DIRECT'}
          onChange={() => onChange('DIRECT')}
        />
        <Choice
          type="radio"
          name="mode"
          label="Inbox upload"
          description="Delivered to the creator’s TikTok inbox, to be edited and published in the TikTok app."
          checked={mode === 'INBOX'}
          onChange={() => onChange('INBOX')}
        />
        {mode === 'INBOX' && <Alert tone="accent">{INBOX_NOTICE}</Alert>}
      </fieldset>
    </Card>
  );
}
