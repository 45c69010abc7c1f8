import { Link } from 'wouter';
import doc from '../documents/contact.graphql';
import { fieldLabel, formatAgo, formatInstant, formatValue } from '../lib/format';
import { usePages } from '../lib/pages';
import type { Connection, Json, Named } from '../lib/types';
import { Empty } from '../ui/basics';
import { PageList } from '../ui/page_list';

type Event = {
  id: string;
  type: string;
  occurredAt: string;
  mergedFrom: string[];
  mergedInto: string | null;
  changes: { field: string; from: Json; to: Json }[];
  actor: (Named & { __typename: string }) | null;
};

const words: Record<string, string> = {
  CONTACT_CREATED: 'created the contact',
  CONTACT_UPDATED: 'changed the contact',
  CONTACT_DELETED: 'deleted the contact',
  CONTACT_MERGED: 'merged',
  CONTACT_UNMERGED: 'undid a merge',
  CONTACT_BLOCKED: 'blocked the contact',
  CONTACT_UNBLOCKED: 'unblocked the contact',
  SEGMENT_ENTERED: 'saw the contact enter a segment',
  SEGMENT_LEFT: 'saw the contact leave a segment',
};

// History lists what happened to a contact, newest first.
export function History({ contactId, tick }: { contactId: string; tick: number }) {
  const pages = usePages<Event, { contact: { history: Connection<Event> } | null }>(
    doc.ContactHistory,
    { id: contactId },
    (data) => data.contact?.history,
    [tick],
  );
  return (
    <PageList pages={pages} empty={<Empty icon="history" title="Nothing happened yet" />}>
      {(nodes) => (
        <ol className="history">
          {nodes.map((event) => (
            <li key={event.id}>
              <p>
                <strong>{event.actor?.name ?? 'Kith'}</strong> {words[event.type] ?? event.type}{' '}
                {event.mergedFrom.length > 0 && `(${event.mergedFrom.length} into this one) `}
                {event.mergedInto && event.mergedInto !== contactId && (
                  <Link href={`/contacts/${event.mergedInto}`}>into another one </Link>
                )}
                <time dateTime={event.occurredAt} title={formatInstant(event.occurredAt)}>
                  {formatAgo(event.occurredAt)}
                </time>
              </p>
              {event.changes.length > 0 && event.type !== 'CONTACT_CREATED' && (
                <ul>
                  {event.changes.map(({ field, from, to }) => (
                    <li key={field}>
                      {fieldLabel(field)}: {formatValue(from) ? <del>{formatValue(from)}</del> : <em>nothing</em>} →{' '}
                      {formatValue(to) ? <ins>{formatValue(to)}</ins> : <em>nothing</em>}
                    </li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ol>
      )}
    </PageList>
  );
}
