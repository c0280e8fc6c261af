import type { ReactNode } from 'react';
import type { MutationForm } from '../../graphql/use-mutation-form.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { MutationAlert } from './mutation-alert.tsx';

/** Asks before something that ends or removes what is there. A failure stays inside, to be tried again, until it closes. */
export function ConfirmDialog({
  open,
  onClose,
  title,
  children,
  action,
  form,
  onConfirm,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** The words of the button that does it. */
  action: string;
  form: MutationForm;
  onConfirm: () => void;
}) {
  const close = () => {
    form.clear();
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={title}
      actions={
        <>
          <Button onClick={close}>Keep it</Button>
          <Button variant="danger" busy={form.pending} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      {children}
      <MutationAlert failure={form.failure} />
    </Dialog>
  );
}
