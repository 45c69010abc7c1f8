import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import type { Problem } from '../lib/types';
import { Button } from '../ui/basics';
import { Icon } from '../ui/icon';

type Ids = { id: string; 'aria-invalid'?: boolean; 'aria-describedby'?: string };

type InlineProps = {
  label: string;
  text: string;
  shown?: ReactNode;
  save: (text: string) => Promise<Problem[]>;
  input?: (ids: Ids, text: string, onChange: (text: string) => void) => ReactNode;
  disabled?: boolean;
  help?: string;
  // editing opens the field from outside, by a key.
  editing?: boolean;
  onEditing?: (open: boolean) => void;
};

// Inline is a value that turns into a field when it is pressed. Enter stores it, Escape leaves it.
export function Inline({ label, text, shown, save, input, disabled, help, editing, onEditing }: InlineProps) {
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(text);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const root = useRef<HTMLFormElement>(null);
  const id = useId();
  const show = (next: boolean) => {
    setOpen(next);
    onEditing?.(next);
    setDraft(text);
    setProblem('');
    if (!next) {
      setTimeout(() => button.current?.focus());
    }
  };
  useEffect(() => {
    if (editing && !open && !disabled) {
      show(true);
    }
  }, [editing]);
  useEffect(() => {
    if (open) {
      const field = root.current?.querySelector<HTMLInputElement>('input, select, textarea');
      field?.focus();
      if (field instanceof HTMLInputElement && field.type === 'text') {
        field.select();
      }
    }
  }, [open]);
  if (!open) {
    return (
      <div className="inline">
        <span className="inline-label">{label}</span>
        {disabled ? (
          <span className="inline-value">{shown ?? (text || '–')}</span>
        ) : (
          <button ref={button} type="button" className="inline-value" onClick={() => show(true)}>
            <span>
              <span className="visually-hidden">Edit {label}: </span>
              {shown ?? (text || <span className="quiet-text">Add</span>)}
            </span>
            <Icon name="edit" size={14} />
          </button>
        )}
      </div>
    );
  }
  const ids: Ids = { id, 'aria-invalid': problem ? true : undefined, 'aria-describedby': problem ? `${id}-error` : undefined };
  const submit = async () => {
    if (draft === text) {
      show(false);
      return;
    }
    setBusy(true);
    const problems = await save(draft);
    setBusy(false);
    if (problems.length) {
      setProblem(problems.map(({ message }) => message).join(' '));
    } else {
      show(false);
    }
  };
  return (
    <form
      ref={root}
      className="inline open"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          event.preventDefault();
          show(false);
        }
      }}
    >
      <label className="inline-label" htmlFor={id}>
        {label}
      </label>
      <div className="inline-edit">
        {input ? (
          input(ids, draft, setDraft)
        ) : (
          <input {...ids} type="text" autoComplete="off" value={draft} onChange={(event) => setDraft(event.target.value)} />
        )}
        <Button type="submit" kind="primary" disabled={busy}>
          Save
        </Button>
        <Button onClick={() => show(false)}>Cancel</Button>
      </div>
      {help && <p className="field-help">{help}</p>}
      <p id={`${id}-error`} role="alert" className="field-error">
        {problem}
      </p>
    </form>
  );
}
