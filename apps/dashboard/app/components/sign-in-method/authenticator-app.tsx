import { useFetcher } from '@remix-run/react';
import { QRCodeSVG } from 'qrcode.react';
import { useEffect, useRef } from 'react';
import { plural } from '../../lib/quantity.ts';
import type { NewAuthenticatorApp, SignInMethods } from '../../lib/sign-in-methods.ts';
import { useHydrated } from '../../lib/use-hydrated.ts';
import { Alert } from '../ui/alert.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { BackupCodes } from './backup-codes.tsx';
import { CodeField } from './code-field.tsx';
import { FORM_TARGET, type MethodOutcome } from './outcome.ts';
import { PresentPasswordField } from './present-password-field.tsx';

/** Turns the codes of an authenticator app on and off. */
export function AuthenticatorApp({ app }: { app: SignInMethods['authenticatorApp'] }) {
  if (app.on) return <PresentApp backupCodesLeft={app.backupCodesLeft} />;
  if (!app.offered) {
    return (
      <p className="text-muted">
        Not in the demo: everybody shares its login, so it cannot ask for one person’s code.
      </p>
    );
  }
  return <AddApp />;
}

function AddApp() {
  const hydrated = useHydrated();
  const begin = useFetcher<MethodOutcome<NewAuthenticatorApp>>({ key: 'begin-app' });
  const made = begin.data?.ok ? begin.data.made : null;
  if (made) return <ConfirmApp app={made} />;
  return (
    <begin.Form method="post" action={FORM_TARGET} className="grid max-w-sm gap-3">
      <p>
        Signing in with the password then asks for a code as well, which an app on your telephone shows:
        Aegis, Google Authenticator, 1Password or any other one. A passkey asks for no code.
      </p>
      <Refusal outcome={begin.data} />
      <PresentPasswordField />
      <Button
        type="submit"
        name="intent"
        value="begin-app"
        disabled={!hydrated}
        busy={begin.state !== 'idle'}
        className="justify-self-start"
      >
        Set up an app
      </Button>
    </begin.Form>
  );
}

function ConfirmApp({ app }: { app: NewAuthenticatorApp }) {
  const confirm = useFetcher<MethodOutcome>();
  const start = useRef<HTMLParagraphElement>(null);
  useEffect(() => start.current?.focus(), []);
  const secret = new URL(app.totpURI).searchParams.get('secret') ?? '';
  return (
    <div className="grid gap-5">
      <div className="grid gap-2">
        <p ref={start} tabIndex={-1} className="font-medium outline-none">
          1. Scan this picture with the app.
        </p>
        <QRCodeSVG
          value={app.totpURI}
          title="The key for the authenticator app"
          size={176}
          marginSize={4}
          className="rounded-lg border border-line"
        />
        <p className="text-[0.9rem] text-muted">
          Or type this key into it:{' '}
          <code className="text-ink wrap-anywhere">{secret.replaceAll(/.{4}(?=.)/g, '$& ')}</code>
        </p>
      </div>
      <div className="grid gap-2">
        <p className="font-medium">2. Store the backup codes.</p>
        <BackupCodes codes={app.backupCodes} />
      </div>
      <confirm.Form method="post" action={FORM_TARGET} className="grid max-w-sm gap-3">
        <p className="font-medium">3. Show that it works.</p>
        <Refusal outcome={confirm.data} />
        <CodeField />
        <Button
          type="submit"
          variant="primary"
          name="intent"
          value="confirm-app"
          busy={confirm.state !== 'idle'}
          className="justify-self-start"
        >
          Turn it on
        </Button>
        <p className="text-[0.867rem] text-muted">
          You stay signed in here and are signed out everywhere else. Nothing changes until you turn it on.
        </p>
      </confirm.Form>
    </div>
  );
}

function PresentApp({ backupCodesLeft }: { backupCodesLeft: number }) {
  const hydrated = useHydrated();
  const change = useFetcher<MethodOutcome<{ backupCodes: string[] }>>({ key: 'change-app' });
  const made = change.data?.ok ? change.data.made : null;
  const form = useRef<HTMLFormElement>(null);
  // What was typed for one thing must not be there for the next.
  useEffect(() => {
    if (made) form.current?.reset();
  }, [made]);
  const left = made ? made.backupCodes.length : backupCodesLeft;
  return (
    <div className="grid gap-4">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone="good" icon="check">
          On
        </Badge>
        <span>Signing in with the password asks for a code.</span>
        {left > 0 ? (
          <span className="text-muted">{plural(left, 'backup code')} left.</span>
        ) : (
          <Badge tone="warn" icon="warning">
            No backup code left
          </Badge>
        )}
      </p>
      {made && <BackupCodes codes={made.backupCodes} />}
      <change.Form ref={form} method="post" action={FORM_TARGET} className="grid max-w-sm gap-3">
        <Refusal outcome={change.data} />
        <PresentPasswordField hint="For new backup codes, which void the old ones, and to turn the app off." />
        <div className="flex flex-wrap gap-2">
          <Button
            type="submit"
            name="intent"
            value="new-codes"
            disabled={!hydrated}
            busy={change.state !== 'idle'}
          >
            Make new backup codes
          </Button>
          <Button
            type="submit"
            name="intent"
            value="remove-app"
            variant="danger"
            disabled={!hydrated}
            busy={change.state !== 'idle'}
          >
            Turn it off
          </Button>
        </div>
      </change.Form>
    </div>
  );
}

function Refusal({ outcome }: { outcome: MethodOutcome<unknown> | undefined }) {
  if (!outcome || outcome.ok) return null;
  return (
    <Alert tone="bad" announce>
      {outcome.sentence}
    </Alert>
  );
}
