import { useId, useRef } from 'react';
import { useAnnounce } from '../../lib/announce.ts';
import { Button, ButtonAnchor } from '../ui/button.tsx';
import { inputClass } from '../ui/field.tsx';

/** Codes that are shown this once. */
export function BackupCodes({ codes }: { codes: string[] }) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const announce = useAnnounce();
  const text = codes.join('\n');
  const copy = async () => {
    field.current?.select();
    // Browsers offer the clipboard only over https; elsewhere the selected text can be copied by keyboard.
    if (!window.isSecureContext) return;
    await navigator.clipboard.writeText(text);
    announce('The backup codes are copied.');
  };
  return (
    <div className="grid gap-2">
      <label htmlFor={id} className="text-[0.9rem] font-medium">
        Backup codes
      </label>
      <p className="text-[0.9rem] text-muted">
        Each signs you in once when you do not have the app. This is the only time they are shown: store them
        where you will find them without your telephone.
      </p>
      <textarea
        ref={field}
        id={id}
        readOnly
        rows={codes.length / 2}
        value={inTwoColumns(codes)}
        className={`${inputClass} max-w-xs resize-none font-mono text-[0.867rem]`}
      />
      <div className="flex flex-wrap gap-2">
        <Button size="small" onClick={() => void copy()}>
          Copy the codes
        </Button>
        <ButtonAnchor
          size="small"
          download="airdate-backup-codes.txt"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`}
        >
          Download the codes
        </ButtonAnchor>
      </div>
    </div>
  );
}

function inTwoColumns(codes: string[]): string {
  const half = Math.ceil(codes.length / 2);
  return codes
    .slice(0, half)
    .map((code, row) => `${code}   ${codes[row + half] ?? ''}`.trimEnd())
    .join('\n');
}
