import { useId, useRef, useState } from 'react';
import { fieldErrors } from '../../graphql/field-errors.ts';
import { graphql } from '../../graphql/graphql.ts';
import { MutationFailure_ErrorFragment } from '../../graphql/mutation-failure.ts';
import { useMutationForm } from '../../graphql/use-mutation-form.ts';
import { useAnnounce } from '../../lib/announce.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { Button } from '../ui/button.tsx';
import { Switch } from '../ui/choice.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { inputClass, SelectField, TextField } from '../ui/field.tsx';
import { MutationAlert } from '../ui/mutation-alert.tsx';
import { ROLES, type Role } from './role.ts';
import { SCOPES, type Scope } from './scope.ts';
import { ScopeField } from './scope-field.tsx';

const CreateApiKeyMutation = graphql(
  `
    mutation CreateApiKey($input: CreateApiKeyInput!) {
      createApiKey(input: $input) {
        __typename
        ... on CreatedApiKey {
          apiKey {
            id
            name
          }
          secret
        }
        ...MutationFailure_ErrorFragment
      }
    }
  `,
  [MutationFailure_ErrorFragment],
);

const LIFETIMES = [30, 90, 365] as const;

/** Makes a key and shows it this once. */
export function CreateApiKey({ onCreated }: { onCreated: () => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('EDITOR');
  const [scopes, setScopes] = useState<Scope[]>(SCOPES.map(({ value }) => value));
  const [isTest, setIsTest] = useState(false);
  const [lifetimeDays, setLifetimeDays] = useState<string>('90');
  const [secret, setSecret] = useState<{ name: string; text: string } | null>(null);
  const creation = useMutationForm(CreateApiKeyMutation, {
    onDone: (created) => {
      setSecret({ name: created.apiKey.name, text: created.secret });
      setName('');
      onCreated();
    },
  });

  const submit = () => {
    const expiresAt =
      lifetimeDays === 'never' ? null : new Date(Date.now() + Number(lifetimeDays) * DAY_MS).toISOString();
    return creation.submit({ name, role, scopes, isTest, expiresAt });
  };

  const errors = fieldErrors(creation.failure, ['name', 'scopes']);
  return (
    <>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="grid items-start gap-3 sm:grid-cols-[1fr_10rem_10rem]">
          <TextField
            label="Name"
            required
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
            placeholder="What the key is for"
            error={errors.name}
          />
          <SelectField label="Role" value={role} onChange={(event) => setRole(event.target.value as Role)}>
            {ROLES.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </SelectField>
          <SelectField
            label="Expires"
            value={lifetimeDays}
            onChange={(event) => setLifetimeDays(event.target.value)}
          >
            {LIFETIMES.map((days) => (
              <option key={days} value={days}>
                in {days} days
              </option>
            ))}
            <option value="never">never</option>
          </SelectField>
        </div>
        <ScopeField value={scopes} onChange={setScopes} error={errors.scopes} />
        <Switch
          label="Test key"
          description="Reaches the simulator only: with the real TikTok it reads, uploads and drafts, and publishes nothing."
          checked={isTest}
          onChange={setIsTest}
        />
        <div>
          <Button type="submit" variant="primary" busy={creation.pending}>
            Create key
          </Button>
        </div>
      </form>
      {creation.failure !== null && !errors.name && !errors.scopes && (
        <div className="mt-3">
          <MutationAlert failure={creation.failure} />
        </div>
      )}
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </>
  );
}

function SecretDialog({
  secret,
  onClose,
}: {
  secret: { name: string; text: string } | null;
  onClose: () => void;
}) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const announce = useAnnounce();
  const copy = async () => {
    field.current?.select();
    // Browsers offer the clipboard only over https; elsewhere the selected text can be copied by keyboard.
    if (!window.isSecureContext) return;
    await navigator.clipboard.writeText(secret?.text ?? '');
    announce('The key is copied.');
  };
  return (
    <Dialog
      open={secret !== null}
      onClose={onClose}
      title={`The key “${secret?.name ?? ''}”`}
      actions={
        <>
          <Button onClick={() => void copy()}>Copy</Button>
          <Button variant="primary" onClick={onClose}>
            I have stored it
          </Button>
        </>
      }
    >
      <p>This is the only time it is shown. Store it where secrets are kept.</p>
      <label htmlFor={id} className="sr-only">
        API key
      </label>
      <input
        ref={field}
        id={id}
        readOnly
        value={secret?.text ?? ''}
        className={`${inputClass} font-mono text-[0.867rem]`}
        onFocus={(event) => event.target.select()}
      />
    </Dialog>
  );
}
