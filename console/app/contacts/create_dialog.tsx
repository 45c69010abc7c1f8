import { byField } from '@kith/client';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import doc from '../documents/contacts.graphql';
import { useData, write, type Payload } from '../lib/api';
import { contactName, formatDecimal } from '../lib/format';
import { useDebounced } from '../lib/hooks';
import type { Named, Problem, Row } from '../lib/types';
import { Avatar, Button } from '../ui/basics';
import { CompanyInput } from '../ui/company_input';
import { Dialog } from '../ui/dialog';
import { Field } from '../ui/form';
import { LabelPicker } from '../ui/label_picker';
import { useToast } from '../ui/toast';

type Draft = { name: string; email: string; phoneNumber: string; identifier: string };
type Match = {
  probability: number;
  contact: { id: string; name: string; email: string | null; phoneNumber: string | null; avatarUrl: string | null };
};

const inputs: { name: keyof Draft; label: string; type: string; help?: string }[] = [
  { name: 'name', label: 'Name', type: 'text' },
  { name: 'email', label: 'Email', type: 'email' },
  { name: 'phoneNumber', label: 'Phone number', type: 'tel', help: 'With + and the code of the country' },
  { name: 'identifier', label: 'Identifier', type: 'text', help: 'The key of the contact in your own system' },
];

// CreateDialog makes a contact. It tells who may be the same person, and leads to whoever has an address already.
export function CreateDialog({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState<Draft>({ name: '', email: '', phoneNumber: '', identifier: '' });
  const [company, setCompany] = useState<Named | null>(null);
  const [labels, setLabels] = useState<string[]>([]);
  const [problems, setProblems] = useState<Problem[]>([]);
  const [busy, setBusy] = useState(false);
  const [, navigate] = useLocation();
  const say = useToast();
  const { fields, rest } = byField(
    problems,
    inputs.map(({ name }) => name),
  );
  const taken = problems.find((one) => one.code === 'TAKEN')?.contact as Named | null | undefined;

  const send = async () => {
    setBusy(true);
    try {
      const given = Object.fromEntries(Object.entries(draft).filter(([, value]) => value.trim()));
      const payload = await write<Payload & { contact: Row }>(doc.ContactCreate, { ...given, companyId: company?.id, labels });
      if (payload.userErrors.length) {
        setProblems(payload.userErrors);
      } else {
        say(`${contactName(payload.contact)} created.`);
        navigate(`/contacts/${payload.contact.id}`);
        return;
      }
    } catch (error) {
      setProblems([{ code: 'REQUEST', message: (error as Error).message, field: [] }]);
    }
    setBusy(false);
  };

  return (
    <Dialog title="New contact" onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {inputs.map(({ name, label, type, help }, i) => (
          <Field key={name} label={label} error={fields[name]} help={help}>
            {(ids) => (
              <input
                {...ids}
                type={type}
                autoComplete="off"
                autoFocus={i === 0}
                value={draft[name]}
                onChange={(event) => setDraft((all) => ({ ...all, [name]: event.target.value }))}
              />
            )}
          </Field>
        ))}
        <Field label="Company">{(ids) => <CompanyInput id={ids.id} label="Company" value={company} onChange={setCompany} />}</Field>
        <LabelPicker label="Labels" chosen={labels} onChange={setLabels} />
        <div role="alert" className="form-problems">
          {rest.map((problem, i) => (
            <p key={i}>{problem.message}</p>
          ))}
          {taken && (
            <p>
              <Link href={`/contacts/${taken.id}`} className="button plain">
                Open {contactName(taken)}, who has it
              </Link>
            </p>
          )}
        </div>
        {!taken && <Alike draft={draft} company={company} />}
        <div className="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" disabled={busy || !Object.values(draft).some((value) => value.trim())}>
            Create
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Alike({ draft, company }: { draft: Draft; company: Named | null }) {
  const { name, email, phoneNumber } = useDebounced(draft, 500);
  const asked = name.trim().length > 3 || email.includes('@') || phoneNumber.length > 6;
  const variables = {
    draft: {
      name: name || undefined,
      emails: email.includes('@') ? [email] : undefined,
      phoneNumbers: phoneNumber.length > 6 ? [phoneNumber] : undefined,
      companyName: company?.name,
    },
  };
  const { data } = useData<{ contactDuplicatesOf: Match[] }>(doc.DuplicatesOfDraft, variables, [], !asked);
  const found = asked ? (data?.contactDuplicatesOf ?? []).slice(0, 3) : [];
  if (!found.length) {
    return null;
  }
  return (
    <div className="notice" role="status">
      <div>
        <p>This may be a contact that you have:</p>
        <ul className="plain-list">
          {found.map(({ contact, probability }) => (
            <li key={contact.id}>
              <Link href={`/contacts/${contact.id}`} className="person">
                <Avatar url={contact.avatarUrl} name={contactName(contact)} size="tiny" /> {contactName(contact)}{' '}
                <small>{contact.email}</small>
              </Link>
              <small>{formatDecimal(Math.round(probability * 100))} %</small>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
