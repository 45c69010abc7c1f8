import { useEffect, useId, useRef, type ReactNode } from 'react';
import { IconButton } from './basics';

type DialogProps = { title: string; onClose: () => void; children: ReactNode; wide?: boolean; side?: boolean };

const fields = ':is(input, select, textarea):not(:disabled, .visually-hidden)';

// Dialog is a native modal dialog: the browser keeps the focus inside and gives it back.
export function Dialog({ title, onClose, children, wide, side }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const opener = useRef<Element | null>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current!;
    opener.current = document.activeElement;
    dialog.showModal();
    dialog.querySelector<HTMLElement>(fields)?.focus(); // the browser would take the button that closes it
    return () => {
      dialog.close();
      if (opener.current instanceof HTMLElement && opener.current.isConnected) {
        opener.current.focus();
      }
    };
  }, []);
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      className={`dialog ${wide ? 'wide' : ''} ${side ? 'side' : ''}`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => event.target === ref.current && onClose()}
    >
      <div className="dialog-body">
        <div className="dialog-head">
          <h2 id={id}>{title}</h2>
          <IconButton icon="close" label="Close" onClick={onClose} />
        </div>
        {children}
      </div>
    </dialog>
  );
}
