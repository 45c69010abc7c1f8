// Changes of one contact: each carries the version that was shown. When somebody else was faster, both values are shown to choose from.
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import doc from '../documents/contact.graphql';
import { write, type Payload } from '../lib/api';
import { formatValue } from '../lib/format';
import type { Attributes, Contact, Json, Problem } from '../lib/types';
import { Button } from '../ui/basics';
import { Dialog } from '../ui/dialog';

export type Patch = {
  name?: string;
  middleName?: string;
  lastName?: string;
  contactType?: string;
  location?: string;
  countryCode?: string | null;
  companyId?: string | null;
  additionalAttributes?: Record<string, string | null>;
  customAttributes?: Attributes;
};

type Read = (contact: Contact) => Json | undefined;
// Save changes a field and returns what the server found wrong with it; nothing if it was stored, or if theirs was kept.
export type Save = (patch: Patch, field: string, yours: Json, read: Read) => Promise<Problem[]>;

const Context = createContext<Save>(null!);
export const useSave = () => useContext(Context);

type Conflict = { patch: Patch; field: string; yours: Json; read: Read; theirs: Contact; answer: (problems: Problem[]) => void };

export function EditContact({ contact, onChanged, children }: { contact: Contact; onChanged: () => void; children: ReactNode }) {
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const send = useCallback(
    async (version: number, patch: Patch, field: string, yours: Json, read: Read): Promise<Problem[]> => {
      const { userErrors } = await write<Payload>(doc.ContactUpdate, { id: contact.id, expectedVersion: version, ...patch });
      const stale = userErrors.find((one) => one.code === 'STALE_VERSION');
      if (!stale) {
        return userErrors;
      }
      const theirs = stale.current as unknown as Contact;
      if (JSON.stringify(read(theirs) ?? null) === JSON.stringify(read(contact) ?? null)) {
        return send(theirs.version, patch, field, yours, read); // they changed something else
      }
      return new Promise((answer) => setConflict({ patch, field, yours, read, theirs, answer }));
    },
    [contact],
  );
  const save = useCallback<Save>(
    async (patch, field, yours, read) => {
      try {
        return await send(contact.version, patch, field, yours, read);
      } catch (error) {
        return [{ code: 'REQUEST', message: (error as Error).message, field: [] }];
      }
    },
    [contact.version, send],
  );
  const settle = async (mine: boolean) => {
    const { patch, field, yours, read, theirs, answer } = conflict!;
    setConflict(null);
    if (!mine) {
      onChanged();
      answer([]);
      return;
    }
    try {
      answer(await send(theirs.version, patch, field, yours, read));
    } catch (error) {
      answer([{ code: 'REQUEST', message: (error as Error).message, field: [] }]);
    }
  };
  return (
    <Context.Provider value={useMemo(() => save, [save])}>
      {children}
      {conflict && (
        <Dialog title="Somebody else changed this" onClose={() => settle(false)}>
          <p>{conflict.field} was changed while you were editing it. Which value is right?</p>
          <div className="versus">
            <section>
              <h3>Theirs</h3>
              <p>{formatValue(conflict.read(conflict.theirs)) || <em>nothing</em>}</p>
              <Button onClick={() => settle(false)}>Keep theirs</Button>
            </section>
            <section>
              <h3>Yours</h3>
              <p>{formatValue(conflict.yours) || <em>nothing</em>}</p>
              <Button kind="primary" onClick={() => settle(true)}>
                Use yours
              </Button>
            </section>
          </div>
        </Dialog>
      )}
    </Context.Provider>
  );
}
