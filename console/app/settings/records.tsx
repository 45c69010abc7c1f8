// What the pages of records share: a table, and the dialogs that create, change and delete.
import { useState, type ReactNode } from 'react';
import { write, type Payload } from '../lib/api';
import type { Named } from '../lib/types';
import { ConfirmDialog, FormDialog, type Spec, type Values } from '../ui/form';
import { useToast } from '../ui/toast';

export type Head = string | { label: string; numeric?: boolean; hidden?: boolean };

export function Table({ label, head, children }: { label: string; head: Head[]; children: ReactNode }) {
  return (
    <div className="table-wrap" role="group" aria-label={label} tabIndex={0}>
      <table className="records" aria-label={label}>
        <thead>
          <tr>
            {head.map((one, i) => {
              const { label, numeric, hidden } = typeof one === 'string' ? { label: one, numeric: false, hidden: false } : one;
              return (
                <th key={i} scope="col" className={numeric ? 'numeric' : undefined}>
                  {hidden ? <span className="visually-hidden">{label}</span> : label}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export type Usage = { count: number; segments: Named[] };

// usageText says which segments name a record that is about to be deleted.
export function usageText(usage: Usage | undefined): string {
  if (!usage?.count) {
    return '';
  }
  const names = usage.segments.map(({ name }) => name).join(', ');
  return ` Segments name it and will no longer match anybody by it: ${names}${usage.count > usage.segments.length ? ' and others' : ''}.`;
}

export type Dialogs<T> = {
  create: () => void;
  edit: (record: T) => void;
  remove: (record: T) => void;
  dialogs: ReactNode;
};

type DialogOptions<T> = {
  noun: string;
  nameOf: (record: T) => string;
  fields: (record: T | null) => Spec[];
  initial: (record: T | null) => Values;
  create: string;
  update: string;
  remove?: string;
  toInput?: (values: Values, record: T | null) => object;
  removeText?: (record: T) => string;
  onDone?: (payload: Payload, record: T | null) => void;
  // onChanged is called after each change, deletes included.
  onChanged?: () => void;
};

// useDialogs returns what opens the dialogs of one kind of record.
export function useDialogs<T extends { id: string; version?: number }>(options: DialogOptions<T>): Dialogs<T> {
  const [open, setOpen] = useState<{ kind: 'edit' | 'remove'; record: T | null } | null>(null);
  const say = useToast();
  const { noun, nameOf, fields, initial, create, update, remove, toInput = (values) => values, removeText, onDone, onChanged } = options;
  const close = () => setOpen(null);
  let dialogs: ReactNode = null;
  if (open?.kind === 'edit') {
    const { record } = open;
    dialogs = (
      <FormDialog
        title={record ? nameOf(record) : `New ${noun}`}
        action={record ? 'Save' : 'Create'}
        fields={fields(record)}
        initial={initial(record)}
        submit={(values) =>
          record
            ? write<Payload>(update, { id: record.id, expectedVersion: record.version, ...toInput(values, record) })
            : write<Payload>(create, toInput(values, null))
        }
        onDone={(payload) => {
          close();
          onChanged?.();
          if (onDone && payload) {
            onDone(payload, record);
          } else {
            say(record ? 'Saved.' : `${noun.charAt(0).toUpperCase()}${noun.slice(1)} created.`);
          }
        }}
        onClose={close}
      />
    );
  } else if (open?.record) {
    const { record } = open;
    dialogs = (
      <ConfirmDialog
        title={`Delete ${nameOf(record)}?`}
        text={removeText?.(record) ?? 'This cannot be undone.'}
        action="Delete"
        run={() => write<Payload>(remove!, { id: record.id })}
        onDone={() => {
          close();
          onChanged?.();
          say(`${nameOf(record)} deleted.`);
        }}
        onClose={close}
      />
    );
  }
  return {
    create: () => setOpen({ kind: 'edit', record: null }),
    edit: (record) => setOpen({ kind: 'edit', record }),
    remove: (record) => setOpen({ kind: 'remove', record }),
    dialogs,
  };
}
