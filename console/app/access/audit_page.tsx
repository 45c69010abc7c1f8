import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import doc from '../documents/access.graphql';
import { useData } from '../lib/api';
import { formatInstant, sentence } from '../lib/format';
import { useDebounced, useTitle } from '../lib/hooks';
import { usePages } from '../lib/pages';
import type { Connection, Json, Named } from '../lib/types';
import { useParams } from '../lib/url';
import { Button, Empty, PageHead } from '../ui/basics';
import { PageList } from '../ui/page_list';
import { Table } from '../settings/records';
import { auditKinds } from './audit_kinds';

type Entry = {
  id: string;
  kind: string;
  actor: Named | null;
  actorId: string | null;
  address: string | null;
  requestId: string;
  targetId: string | null;
  details: { [key: string]: Json };
  occurredAt: string;
};
type Actors = { account: { users: { nodes: Named[] }; apiTokens: { nodes: Named[] } } };

// AuditPage lists what was done in the account, the newest first. Its filters are parts of the address.
export function AuditPage() {
  useTitle('Audit log');
  const [params, change] = useParams();
  const param = (name: string) => params.get(name) ?? '';
  const [target, setTarget] = useState(param('target'));
  const settled = useDebounced(target.trim());
  useEffect(() => change({ target: settled || null }, true), [settled]);
  const actors = useData<Actors>(doc.Actors, {}, ['User', 'ApiToken']).data?.account;
  const variables = {
    kinds: param('kind') ? [param('kind')] : undefined,
    actorId: param('actor') || undefined,
    targetId: param('target') || undefined,
    from: instantOf(param('from')),
    until: instantOf(param('until'), 1),
  };
  const pages = usePages<Entry, { auditEvents: Connection<Entry> }>(doc.AuditLog, variables, (data) => data.auditEvents);
  const filtered = Object.values(variables).some((value) => value !== undefined);
  const choose = (name: string) => (event: { target: { value: string } }) => change({ [name]: event.target.value || null }, true);
  return (
    <div className="page">
      <PageHead title="Audit log" text="Who did what, the newest first. It holds no values of contacts.">
        <Button icon="refresh" onClick={pages.again}>
          Refresh
        </Button>
      </PageHead>
      <div className="filters" role="search" aria-label="Filters of the audit log">
        <label>
          What
          <select value={param('kind')} onChange={choose('kind')}>
            <option value="">anything</option>
            {auditKinds.map((kind) => (
              <option key={kind} value={kind}>
                {sentence(kind)}
              </option>
            ))}
          </select>
        </label>
        <label>
          Who
          <select value={param('actor')} onChange={choose('actor')}>
            <option value="">anybody</option>
            {[...(actors?.users.nodes ?? []), ...(actors?.apiTokens.nodes ?? [])].map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          From
          <input type="date" value={param('from')} onChange={choose('from')} />
        </label>
        <label>
          Until
          <input type="date" value={param('until')} onChange={choose('until')} />
        </label>
        <label>
          Id of the record
          <input
            type="text"
            value={target}
            placeholder="contact_… or another"
            spellCheck={false}
            onChange={(event) => setTarget(event.target.value)}
          />
        </label>
        {filtered && (
          <Button
            kind="quiet"
            onClick={() => {
              setTarget('');
              change({ kind: null, actor: null, from: null, until: null, target: null }, true);
            }}
          >
            Clear
          </Button>
        )}
      </div>
      <PageList
        pages={pages}
        empty={filtered ? <Empty icon="search" title="Nothing matches" /> : <Empty icon="history" title="Nothing was recorded yet" />}
      >
        {(nodes) => (
          <Table label="Audit log" head={['When', 'What', 'Who', 'Record', 'From where', 'More']}>
            {nodes.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  <time dateTime={one.occurredAt}>{formatInstant(one.occurredAt)}</time>
                </th>
                <td>{sentence(one.kind)}</td>
                <td>{one.actor?.name ?? (one.actorId ? 'removed' : '–')}</td>
                <td>{one.targetId && <Target id={one.targetId} />}</td>
                <td>{one.address}</td>
                <td className="wrap-anywhere">{detailsText(one.details)}</td>
              </tr>
            ))}
          </Table>
        )}
      </PageList>
    </div>
  );
}

const placesOf: Record<string, string> = { contact: '/contacts', job: '/jobs', company: '/companies', endpoint: '/webhooks' };

// Target leads to the record if it has a page of its own, and shows its id otherwise.
function Target({ id }: { id: string }) {
  const place = placesOf[id.slice(0, id.lastIndexOf('_'))];
  const text = <code title={id}>{`${id.slice(0, id.lastIndexOf('_') + 1)}…${id.slice(-6)}`}</code>;
  return place ? <Link href={`${place}/${id}`}>{text}</Link> : text;
}

// detailsText lists what an entry says besides: names of fields, and numbers.
const detailsText = (details: Entry['details']) =>
  Object.entries(details)
    .map(([key, value]) => `${key}: ${Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(' · ');

// instantOf is the beginning of a day, or of one of those after it, where the reader is.
function instantOf(day: string, later = 0): string | undefined {
  const [year, month, date] = day.split('-').map(Number);
  return date ? new Date(year, month - 1, date + later).toISOString() : undefined;
}
