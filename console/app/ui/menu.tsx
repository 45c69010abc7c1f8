import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { Icon } from './icon';

type MenuProps = {
  label: string;
  icon?: string;
  children: (close: () => void) => ReactNode;
  align?: 'left' | 'right';
  quiet?: boolean;
  text?: ReactNode;
};

// Menu is a button that opens a panel beneath it; Escape and a press outside close it.
export function Menu({ label, icon, children, align = 'left', quiet, text }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) {
      return;
    }
    root.current?.querySelector<HTMLElement>('.menu-panel :is(button, input, select, a)')?.focus();
    const outside = (event: Event) => !root.current?.contains(event.target as Node) && setOpen(false);
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div
      className="menu"
      ref={root}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && open) {
          event.stopPropagation();
          event.preventDefault();
          close();
        }
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (open && step && !(event.target as HTMLElement).matches('select, input')) {
          event.preventDefault();
          const items = [...root.current!.querySelectorAll<HTMLElement>('.menu-panel :is(button, input, select, a)')];
          items[(items.indexOf(document.activeElement as HTMLElement) + step + items.length) % items.length]?.focus();
        }
      }}
    >
      <button
        ref={button}
        type="button"
        className={text ? `button ${quiet ? 'quiet' : 'plain'}` : 'icon-button'}
        aria-label={text ? undefined : label}
        title={text ? undefined : label}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {icon && <Icon name={icon} size={text ? 16 : 18} />}
        {text}
        {text && <Icon name="down" size={14} />}
      </button>
      {open && (
        <div id={id} className={`menu-panel ${align}`} role="group" aria-label={label}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
