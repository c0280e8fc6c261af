import { useFetcher } from '@remix-run/react';
import { useEffect, useId, useState } from 'react';
import type { Passkey } from '../../lib/sign-in-methods.ts';
import { Alert } from '../ui/alert.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { RelativeTime, Time } from '../ui/time.tsx';
import { FORM_TARGET, type MethodOutcome } from './outcome.ts';
import { PresentPasswordField } from './present-password-field.tsx';

/** The passkeys of a person, to be named and removed. */
export function PasskeyList({ passkeys, timeZone }: { passkeys: Passkey[]; timeZone: string }) {
  if (passkeys.length === 0) return null;
  return (
    <ul className="divide-y divide-line">
      {passkeys.map((passkey) => (
        <PasskeyRow key={passkey.id} passkey={passkey} timeZone={timeZone} />
      ))}
    </ul>
  );
}

function PasskeyRow({ passkey, timeZone }: { passkey: Passkey; timeZone: string }) {
  const { name, synced, createdAt, lastUsedAt } = passkey;
  const [asking, setAsking] = useState<'rename' | 'remove' | null>(null);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex flex-wrap items-center gap-2 font-medium wrap-anywhere">
          {name} {synced && <Badge>Synced</Badge>}
        </p>
        <p className="text-[0.867rem] text-muted">
          Added <Time at={createdAt} timeZone={timeZone} />
          {' · '}
          {lastUsedAt ? (
            <>
              last used <RelativeTime at={lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
        </p>
      </div>
      <Button size="small" onClick={() => setAsking('rename')} aria-label={`Rename ${name}`}>
        Rename
      </Button>
      <Button size="small" variant="danger" onClick={() => setAsking('remove')} aria-label={`Remove ${name}`}>
        Remove
      </Button>
      <PasskeyDialog passkey={passkey} question={asking} onClose={() => setAsking(null)} />
    </li>
  );
}

function PasskeyDialog({
  passkey,
  question,
  onClose,
}: {
  passkey: Passkey;
  question: 'rename' | 'remove' | null;
  onClose: () => void;
}) {
  const form = useId();
  const change = useFetcher<MethodOutcome>();
  // A refusal belongs to the question that it answered.
  const [asked, setAsked] = useState<string | null>(null);
  const busy = change.state !== 'idle';
  const outcome = asked === question ? change.data : undefined;
  useEffect(() => {
    if (question === 'rename' && !busy && outcome?.ok) {
      setAsked(null);
      onClose();
    }
  }, [question, busy, outcome, onClose]);
  const close = () => {
    setAsked(null);
    onClose();
  };
  const removes = question === 'remove';
  return (
    <Dialog
      open={question !== null}
      onClose={close}
      title={removes ? `Remove ${passkey.name}?` : `Rename ${passkey.name}`}
      actions={
        <>
          <Button onClick={close}>Keep it</Button>
          <Button type="submit" form={form} variant={removes ? 'danger' : 'primary'} busy={busy}>
            {removes ? 'Remove' : 'Rename'}
          </Button>
        </>
      }
    >
      {!busy && outcome?.ok === false && (
        <Alert tone="bad" announce>
          {outcome.sentence}
        </Alert>
      )}
      {removes && (
        <p>
          It signs nobody in any more, and you are signed out everywhere else. Remove it from the device as
          well.
        </p>
      )}
      <change.Form
        id={form}
        method="post"
        action={FORM_TARGET}
        onSubmit={() => setAsked(question)}
        className="grid gap-3"
      >
        <input type="hidden" name="intent" value={removes ? 'remove-passkey' : 'rename-passkey'} />
        <input type="hidden" name="id" value={passkey.id} />
        {removes ? (
          <PresentPasswordField />
        ) : (
          <TextField label="Name" name="name" defaultValue={passkey.name} required maxLength={100} />
        )}
      </change.Form>
    </Dialog>
  );
}
