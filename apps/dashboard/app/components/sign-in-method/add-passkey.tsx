import { browserSupportsWebAuthn } from '@simplewebauthn/browser';
import { type FormEvent, useEffect, useState } from 'react';
import { authSentence } from '../../graphql/error-messages.ts';
import { formText } from '../../lib/form-text.ts';
import { addPasskey } from '../../lib/passkey.ts';
import { useHydrated } from '../../lib/use-hydrated.ts';
import { Alert } from '../ui/alert.tsx';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { PresentPasswordField } from './present-password-field.tsx';

/** Adds a passkey of this browser, or of a device that it reaches. */
export function AddPasskey() {
  const hydrated = useHydrated();
  const [supported, setSupported] = useState(true);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => setSupported(browserSupportsWebAuthn()), []);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFailure(null);
    const answer = await addPasskey({ name: formText(form, 'name'), password: formText(form, 'password') });
    // A fresh page, because the live connection of this one ended with the other sessions.
    if (answer.ok) return window.location.assign('/settings?changed=passkey-added');
    setBusy(false);
    setFailure(authSentence(answer));
  };

  if (!supported) {
    return <p className="text-muted">This browser offers no passkeys at this address. They need https.</p>;
  }
  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="grid max-w-sm gap-3">
      {failure !== null && (
        <Alert tone="bad" announce>
          {failure}
        </Alert>
      )}
      <TextField
        label="Name of the passkey"
        name="name"
        required
        maxLength={100}
        autoComplete="off"
        hint="Where it is kept, so that you know it again: “Work laptop”."
      />
      <PresentPasswordField />
      <Button type="submit" disabled={!hydrated} busy={busy} className="justify-self-start">
        Add a passkey
      </Button>
    </form>
  );
}
