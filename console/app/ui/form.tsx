// Forms: fields with their errors, and dialogs that are a form.
import { byField } from '@kith/client';
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import type { Payload } from '../lib/api';
import type { Problem } from '../lib/types';
import { Button } from './basics';
import { Dialog } from './dialog';

export type FieldProps = {
  label: string;
  help?: ReactNode;
  error?: string;
  children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }) => ReactNode;
};

export function Field({ label, help, error, children }: FieldProps) {
  const id = useId();
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={`field ${error ? 'wrong' : ''}`}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {error && (
        <p id={`${id}-error`} className="field-error">
          {error}
        </p>
      )}
      {help && (
        <p id={`${id}-help`} className="field-help">
          {help}
        </p>
      )}
    </div>
  );
}

export type Option = { value: string; label: string };

export type Spec = {
  name: string;
  label: string;
  type?: 'text' | 'email' | 'password' | 'textarea' | 'select' | 'checkbox' | 'color' | 'url' | 'number' | 'checks' | 'datetime-local';
  options?: Option[];
  required?: boolean;
  help?: string;
  disabled?: boolean;
  autoComplete?: string;
  min?: number;
  max?: number;
  step?: string;
  // when says whether the field is shown, given what the form holds.
  when?: (values: Values) => boolean;
};

export type Values = Record<string, string | boolean | string[]>;

type ControlProps = { spec: Spec; value: Values[string]; onChange: (value: Values[string]) => void; error?: string; autoFocus?: boolean };

function Control({ spec, value, onChange, error, autoFocus }: ControlProps) {
  const { name, label, type = 'text', options = [], required, help, disabled, autoComplete = 'off', min, max, step } = spec;
  if (type === 'checkbox') {
    return (
      <div className="field">
        <label className="check">
          <input type="checkbox" name={name} checked={!!value} onChange={(event) => onChange(event.target.checked)} /> {label}
        </label>
        {help && <p className="field-help">{help}</p>}
      </div>
    );
  }
  if (type === 'checks') {
    const chosen = value as string[];
    return (
      <fieldset className="field">
        <legend>{label}</legend>
        {options.map((option) => (
          <label key={option.value} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(option.value)}
              onChange={(event) =>
                onChange(event.target.checked ? [...chosen, option.value] : chosen.filter((one) => one !== option.value))
              }
            />{' '}
            {option.label}
          </label>
        ))}
        {help && <p className="field-help">{help}</p>}
        {error && <p className="field-error">{error}</p>}
      </fieldset>
    );
  }
  const text = String(value ?? '');
  return (
    <Field label={label} help={help} error={error}>
      {(ids) => {
        const shared = { ...ids, name, required, disabled, autoFocus, value: text };
        const change = (event: { target: { value: string } }) => onChange(event.target.value);
        switch (type) {
          case 'textarea':
            return <textarea rows={4} {...shared} onChange={change} />;
          case 'select':
            return (
              <select {...shared} onChange={change}>
                {options.map((one) => (
                  <option key={one.value} value={one.value}>
                    {one.label}
                  </option>
                ))}
              </select>
            );
          default:
            return <input type={type} autoComplete={autoComplete} {...{ min, max, step }} {...shared} onChange={change} />;
        }
      }}
    </Field>
  );
}

type FormDialogProps<T extends Payload> = {
  title: string;
  fields: Spec[];
  initial: Values;
  action: string;
  // submit sends what the form holds; user errors go to their fields.
  submit: (values: Values) => Promise<T | void>;
  onDone: (payload: T | void) => void;
  onClose: () => void;
  danger?: boolean;
  children?: ReactNode;
  onProblem?: (problem: Problem) => ReactNode;
};

export function FormDialog<T extends Payload>(props: FormDialogProps<T>) {
  const { title, fields, initial, action, submit, onDone, onClose, danger, children, onProblem } = props;
  const [values, setValues] = useState(initial);
  const [problems, setProblems] = useState<Problem[]>([]);
  const [busy, setBusy] = useState(false);
  const shown = fields.filter(({ when }) => !when || when(values));
  const { fields: errors, rest } = byField(
    problems,
    shown.map(({ name }) => name),
  );

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblems([]);
    try {
      const payload = await submit(values);
      if (payload?.userErrors.length) {
        setProblems(payload.userErrors);
      } else {
        onDone(payload);
        return;
      }
    } catch (error) {
      setProblems([{ code: 'REQUEST', message: (error as Error).message, field: [] }]);
    }
    setBusy(false);
  };

  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={send} className="form" noValidate={false}>
        {children}
        {shown.map((spec, i) => (
          <Control
            key={spec.name}
            spec={spec}
            value={values[spec.name]}
            error={errors[spec.name]}
            autoFocus={i === 0}
            onChange={(value) => setValues((all) => ({ ...all, [spec.name]: value }))}
          />
        ))}
        <div role="alert" className="form-problems">
          {rest.map((problem, i) => (
            <p key={i}>{problem.message}</p>
          ))}
          {onProblem && problems.map((problem, i) => <div key={i}>{onProblem(problem)}</div>)}
        </div>
        <div className="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind={danger ? 'danger' : 'primary'} disabled={busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type ConfirmProps = {
  title: string;
  text: ReactNode;
  action: string;
  run: () => Promise<Payload | void>;
  onDone: () => void;
  onClose: () => void;
};

// ConfirmDialog asks before something that cannot be taken back.
export const ConfirmDialog = ({ title, text, action, run, onDone, onClose }: ConfirmProps) => (
  <FormDialog title={title} fields={[]} initial={{}} action={action} submit={run} onDone={onDone} onClose={onClose} danger>
    <div>{text}</div>
  </FormDialog>
);
