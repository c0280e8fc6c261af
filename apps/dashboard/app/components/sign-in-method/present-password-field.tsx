import { TextField } from '../ui/field.tsx';

/** Asked of somebody who is signed in, before what they sign in with changes. */
export function PresentPasswordField({ name = 'password', hint }: { name?: string; hint?: string }) {
  return (
    <TextField
      label="Present password"
      type="password"
      name={name}
      autoComplete="current-password"
      required
      hint={hint}
    />
  );
}
