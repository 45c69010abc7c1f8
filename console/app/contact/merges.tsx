import { useEffect } from 'react';
import { Link } from 'wouter';
import doc from '../documents/contact.graphql';
import duplicates from '../documents/duplicates.graphql';
import { useData, write, type Payload } from '../lib/api';
import { contactName, formatAgo, plural } from '../lib/format';
import type { Attributes, Connection, Json, Named, Reason } from '../lib/types';
import { Evidence } from '../duplicates/evidence';
import { Avatar, Badge, Button, Empty, Failure, Placeholder } from '../ui/basics';
import { useToast } from '../ui/toast';

type Moved = { conversations: number; messages: number; notes: number };
type Merge = {
  id: string;
  createdAt: string;
  undoneAt: string | null;
  undoable: boolean;
  actor: Named | null;
  sources: { id: string; snapshot: Attributes; moved: Moved }[];
};
type Person = { id: string; name: string; email: string | null; phoneNumber: string | null; avatarUrl: string | null };
type Data = {
  contact: { mergedFrom: Connection<Merge> } | null;
  contactDuplicates: { nodes: { probability: number; reasons: Reason[]; contacts: Person[] }[] };
};

// Merges lists who may be the same person, and what was merged into the contact already.
export function Merges({ contactId, tick }: { contactId: string; tick: number }) {
  const { data, error, again } = useData<Data>(doc.ContactMerges, { id: contactId }, ['Contact', 'ContactMerge']);
  const unmerge = useUnmerge(again);
  useEffect(() => {
    if (tick) {
      again();
    }
  }, [tick]);
  if (error) {
    return <Failure message={error} again={again} />;
  }
  if (!data) {
    return <Placeholder active />;
  }
  const pairs = data.contactDuplicates.nodes;
  const merges = data.contact?.mergedFrom.nodes ?? [];
  if (!pairs.length && !merges.length) {
    return (
      <Empty icon="merge" title="No duplicates">
        <p>Nobody else looks like this contact, and nothing was merged into it.</p>
      </Empty>
    );
  }
  return (
    <>
      {pairs.length > 0 && <h2 className="section-title">Perhaps the same person</h2>}
      <ul className="notes">
        {pairs.map(({ probability, reasons, contacts }) => {
          const other = contacts.find(({ id }) => id !== contactId) ?? contacts[0];
          return (
            <li key={other.id} className="card duplicate">
              <Link href={`/contacts/${other.id}`} className="person">
                <Avatar url={other.avatarUrl} name={contactName(other)} />
                <span className="person-text">
                  <span className="person-name">{contactName(other)}</span>
                  <span className="person-detail">{other.email ?? other.phoneNumber}</span>
                </span>
              </Link>
              <Evidence probability={probability} reasons={reasons} />
              <Link className="button plain" href={`/duplicates/compare?ids=${contactId},${other.id}`}>
                Compare
              </Link>
            </li>
          );
        })}
      </ul>
      {merges.length > 0 && <h2 className="section-title">Merged into this contact</h2>}
      <ul className="notes">
        {merges.map((merge) => (
          <li key={merge.id} className="card merge">
            <div className="message-head">
              <strong>{merge.sources.map(({ snapshot }) => sourceName(snapshot)).join(', ')}</strong>
              {merge.actor && <span>by {merge.actor.name}</span>}
              <time dateTime={merge.createdAt}>{formatAgo(merge.createdAt)}</time>
              {merge.undoneAt && <Badge>undone {formatAgo(merge.undoneAt)}</Badge>}
              <span className="grow" />
              {merge.undoable && (
                <Button icon="undo" onClick={() => void unmerge(merge.id)}>
                  Unmerge
                </Button>
              )}
            </div>
            <p className="quiet-text">
              {merge.sources
                .map(({ moved }) =>
                  [plural(moved.conversations, 'conversation'), plural(moved.messages, 'message'), plural(moved.notes, 'note')].join(', '),
                )
                .join('; ')}{' '}
              moved here.
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

const sourceName = (snapshot: Attributes) => String(snapshot.name || snapshot.email || snapshot.phoneNumber || 'A contact without a name');

type Kept = { field: string; keptValue: Json; mergedValue: Json };

// useUnmerge returns a function that takes a merge back and says what stayed with the survivor.
export function useUnmerge(done: () => void) {
  const say = useToast();
  return async (mergeId: string) => {
    try {
      const { userErrors, kept } = await write<Payload & { kept: Kept[] }>(duplicates.Unmerge, { mergeId });
      if (userErrors.length) {
        say(userErrors[0].message, { bad: true });
        return;
      }
      say(kept?.length ? `Unmerged. Changed since, and kept: ${kept.map(({ field }) => field).join(', ')}.` : 'Unmerged.');
      done();
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  };
}
