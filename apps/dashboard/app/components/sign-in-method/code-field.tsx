import { TextField } from '../ui/field.tsx';

/** Where the six digits are typed, or filled in by a password manager. */
export function CodeField() {
  return (
    <TextField
      label="Code of the app"
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9 ]{6,7}"
      title="Six digits"
      required
      hint="Six digits, a new one every 30 seconds."
    />
  );
}
