import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import doc from '../documents/erasure.graphql';
import { write, type Payload } from '../lib/api';
import { contactName, formatInstant, formatNumber, plural, sentence } from '../lib/format';
import type { Contact, Problem } from '../lib/types';
import { Button, Placeholder } from '../ui/basics';
import { Dialog } from '../ui/dialog';

type Erasure = {
  contactId: string;
  version: number;
  dryRun: boolean;
  removed: { place: string; count: number }[];
  segmentsDeleted: string[];
  segmentsChanged: string[];
};
type Result = Payload & { erasure: Erasure | null };

// EraseDialog erases a person: it shows first what would be removed, asks for the name as a confirmation, and shows the receipt.
export function EraseDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const name = contactName(contact);
  const [plan, setPlan] = useState<Erasure | null>(null);
  const [receipt, setReceipt] = useState<(Erasure & { at: string }) | null>(null);
  const [typed, setTyped] = useState('');
  const [problems, setProblems] = useState<Pick<Problem, 'message'>[]>([]);
  const [busy, setBusy] = useState(false);
  const [, navigate] = useLocation();
  const attempt = async (input: object, done: (erasure: Erasure) => void) => {
    setBusy(true);
    setProblems([]);
    try {
      const { erasure, userErrors } = await write<Result>(doc.Erase, { id: contact.id, ...input });
      setProblems(userErrors);
      if (erasure) {
        done(erasure);
      }
    } catch (error) {
      setProblems([{ message: (error as Error).message }]);
    }
    setBusy(false);
  };
  const look = () => attempt({ dryRun: true }, setPlan);
  useEffect(() => void look(), []);
  const close = () => {
    onClose();
    if (receipt) {
      navigate('/contacts');
    }
  };
  const shown = receipt ?? plan;
  return (
    <Dialog title={receipt ? 'Erased' : `Erase ${name}?`} onClose={close}>
      {receipt ? (
        <p role="status">
          Erased {formatInstant(receipt.at)}. Keep this receipt: <code className="wrap-anywhere">{receipt.contactId}</code> names nobody any
          more.
        </p>
      ) : (
        <p>
          Everything about this person is removed for good, also from the history, merges, jobs and files. The addresses can&apos;t be
          stored again until an administrator lifts that.
        </p>
      )}
      {!shown && !problems.length && <Placeholder active lines={5} />}
      {shown && <Removed erasure={shown} />}
      <div role="alert" className="form-problems">
        {problems.map(({ message }) => (
          <p key={message}>{message}</p>
        ))}
      </div>
      {receipt ? (
        <div className="form-actions">
          <a
            className="button plain"
            href={`data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(receipt, null, 2))}`}
            download={`erasure-${receipt.contactId}.json`}
          >
            Download receipt
          </a>
          <Button kind="primary" onClick={close}>
            Done
          </Button>
        </div>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void attempt({ expectedVersion: plan!.version }, (erasure) => setReceipt({ ...erasure, at: new Date().toISOString() }));
          }}
        >
          <label className="field">
            <span>
              Type <strong>{name}</strong> to confirm
            </span>
            <input type="text" value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
          </label>
          <div className="form-actions">
            <Button onClick={close}>Cancel</Button>
            {problems.length > 0 && <Button onClick={() => void look()}>Look again</Button>}
            <Button type="submit" kind="danger" disabled={busy || !plan || typed.trim() !== name.trim()}>
              Erase
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function Removed({ erasure }: { erasure: Erasure }) {
  const found = erasure.removed.filter(({ count }) => count > 0);
  const segments = [
    erasure.segmentsDeleted.length && `${plural(erasure.segmentsDeleted.length, 'segment')} deleted`,
    erasure.segmentsChanged.length && `${plural(erasure.segmentsChanged.length, 'segment')} changed`,
  ].filter(Boolean);
  return (
    <>
      <dl className="erased" aria-label={erasure.dryRun ? 'What would be removed' : 'What was removed'}>
        {found.map(({ place, count }) => (
          <div key={place}>
            <dt>{sentence(place)}</dt>
            <dd>{formatNumber(count)}</dd>
          </div>
        ))}
      </dl>
      {segments.length > 0 && <p>{segments.join(', ')}</p>}
    </>
  );
}
