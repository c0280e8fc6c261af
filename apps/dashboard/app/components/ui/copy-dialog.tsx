import { type ReactNode, useId, useRef } from 'react';
import { useAnnounce } from '../../lib/announce.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { inputClass } from './field.tsx';

/** Shows a text to be copied elsewhere, for as long as there is one. */
export function CopyDialog({
  text,
  label,
  title,
  copied,
  onClose,
  children,
}: {
  text: string | null;
  label: string;
  title: string;
  /** Said once it is in the clipboard. */
  copied: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const announce = useAnnounce();
  const copy = async () => {
    field.current?.select();
    // Browsers offer the clipboard only over https; elsewhere the selected text can be copied by keyboard.
    if (!window.isSecureContext) return;
    await navigator.clipboard.writeText(text ?? '');
    announce(copied);
  };
  return (
    <Dialog
      open={text !== null}
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button variant="primary" onClick={() => void copy()}>
            Copy
          </Button>
        </>
      }
    >
      {children}
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <input
        ref={field}
        id={id}
        readOnly
        value={text ?? ''}
        className={`${inputClass} font-mono text-[0.867rem]`}
        onFocus={(event) => event.target.select()}
      />
    </Dialog>
  );
}
