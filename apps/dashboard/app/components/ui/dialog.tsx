import { type ReactNode, useEffect, useId, useRef } from 'react';

/** A modal question. The browser keeps the focus inside and returns it afterwards; Escape closes. */
export function Dialog({
  open,
  onClose,
  title,
  children,
  actions,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  actions: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (open && !dialog?.open) dialog?.showModal();
    if (!open && dialog?.open) dialog.close();
  }, [open]);
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      onClose={onClose}
      className="m-auto w-[min(30rem,calc(100vw-2rem))] rounded-xl border border-line bg-raised p-0 text-ink shadow-raised"
    >
      {open && (
        <div className="grid gap-3 p-5">
          <h2 id={id} className="text-lg">
            {title}
          </h2>
          <div className="grid gap-3 text-[0.967rem]">{children}</div>
          <div className="mt-2 flex flex-wrap justify-end gap-2">{actions}</div>
        </div>
      )}
    </dialog>
  );
}
