import { browserSupportsWebAuthn, browserSupportsWebAuthnAutofill } from '@simplewebauthn/browser';
import { useEffect, useState } from 'react';
import { authSentence } from '../../graphql/error-messages.ts';
import { signInWithPasskey } from '../../lib/passkey.ts';
import { Alert } from '../ui/alert.tsx';
import { Button } from '../ui/button.tsx';

/**
 * Signs in with a passkey, by this button or among what the browser offers at the field for the e-mail address.
 *
 * @param next path on this site to go to
 */
export function UsePasskeyButton({ next }: { next: string }) {
  const [supported, setSupported] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  useEffect(() => {
    setSupported(browserSupportsWebAuthn());
    void browserSupportsWebAuthnAutofill().then(async (autofill) => {
      if (!autofill) return;
      const answer = await signInWithPasskey({ autofill });
      if (answer.ok) window.location.assign(next);
      // Nobody asked for anything yet, so only a passkey that was chosen and refused is worth words.
      else if (answer.code === 'PASSKEY_NOT_FOUND') setFailure(authSentence(answer));
    });
  }, [next]);

  const signIn = async () => {
    setBusy(true);
    setFailure(null);
    const answer = await signInWithPasskey();
    if (answer.ok) return window.location.assign(next);
    setBusy(false);
    setFailure(authSentence(answer));
  };

  if (!supported) return null;
  return (
    <div className="grid gap-3">
      {failure !== null && (
        <Alert tone="bad" announce>
          {failure}
        </Alert>
      )}
      <Button busy={busy} onClick={() => void signIn()}>
        Sign in with a passkey
      </Button>
    </div>
  );
}
