import { useMemo, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useUnmerge } from '../contact/merges';
import doc from '../documents/duplicates.graphql';
import { useData, write, type Payload } from '../lib/api';
import { contactName, fieldLabel, formatAgo, formatValue, plural } from '../lib/format';
import { useTitle } from '../lib/hooks';
import type { Count, Json, Point, Problem, Row } from '../lib/types';
import { useParams } from '../lib/url';
import { Avatar, Badge, Button, Empty, Failure, PageHead, Placeholder } from '../ui/basics';
import { Icon } from '../ui/icon';
import { useToast } from '../ui/toast';

type Candidate = Row & { points: Point[]; conversations: { count: Count }; notes: { count: Count } };
type MergeField = { field: string; value: Json; from: string | null; dropped: { contactId: string; value: Json }[] };
type Preview = {
  contactMergePreview: {
    fields: MergeField[];
    moved: { conversations: number; messages: number; contactInboxes: number; notes: number; csatResponses: number; labels: number };
    blockers: Problem[];
  };
};

// Fields that follow from others, or about which nobody has an opinion.
const hidden = new Set(['avatarUrl', 'lastActivityAt', 'createdAt']);

// ComparePage shows contacts side by side, lets values and the survivor be chosen, and merges.
export function ComparePage() {
  useTitle('Compare');
  const [params, change] = useParams();
  const ids = (params.get('ids') ?? '').split(',').filter(Boolean);
  const sorted = [...ids].sort(); // another survivor is another order of the same contacts, which need not be read again
  const { data, error, again } = useData<{ nodes: (Candidate | null)[] }>(doc.Compare, { ids: sorted }, ['Contact'], ids.length < 2);
  const people = ids.map((id) => data?.nodes[sorted.indexOf(id)]).filter((node): node is Candidate => !!node?.id && 'version' in node);
  if (error) {
    return (
      <div className="page">
        <Failure message={error} again={again} />
      </div>
    );
  }
  if (ids.length >= 2 && !data) {
    return (
      <div className="page">
        <Placeholder active lines={8} />
      </div>
    );
  }
  const different = [...new Map(people.map((person) => [person.id, person])).values()];
  if (different.length < 2) {
    return (
      <div className="page">
        <Empty icon="merge" title="Nothing to compare">
          <p>These contacts are one already, or do not exist.</p>
          <Link href="/duplicates" className="button plain">
            All duplicates
          </Link>
        </Empty>
      </div>
    );
  }
  return <Compare people={different} onSurvivor={(id) => change({ ids: [id, ...ids.filter((one) => one !== id)].join(',') }, true)} />;
}

function Compare({ people, onSurvivor }: { people: Candidate[]; onSurvivor: (id: string) => void }) {
  const [survivor, ...others] = people;
  const [choices, setChoices] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const [, navigate] = useLocation();
  const say = useToast();
  const unmerge = useUnmerge(() => navigate(`/duplicates/compare?ids=${people.map(({ id }) => id).join(',')}`));
  const input = {
    into: survivor.id,
    from: others.map(({ id }) => id),
    choices: Object.entries(choices)
      .filter(([, contactId]) => people.some(({ id }) => id === contactId))
      .map(([field, contactId]) => ({ field, contactId })),
    expectedVersions: people.map(({ id, version }) => ({ id, version })),
  };
  const { data, error, fetching } = useData<Preview>(doc.MergePreview, { input });
  // Until the preview of another survivor is there, the one that is shown says nothing about what would be kept.
  const shownFor = useRef('');
  if (data && !fetching) {
    shownFor.current = survivor.id;
  }
  const stale = shownFor.current !== survivor.id;
  const preview = data?.contactMergePreview;
  const rows = useMemo(() => (preview?.fields ?? []).filter(({ field }) => !hidden.has(field)), [preview]);

  const merge = async () => {
    setBusy(true);
    setProblem('');
    try {
      const { userErrors, merge, contact } = await write<Payload & { merge: { id: string }; contact: Row }>(doc.Merge, input);
      if (userErrors.length) {
        setProblem(
          userErrors.some(({ code }) => code === 'STALE_VERSION')
            ? 'One of them was changed meanwhile; the page shows it as it is now. Look again and merge.'
            : userErrors[0].message,
        );
        setBusy(false);
        return;
      }
      navigate(`/contacts/${contact.id}`);
      say(`${contactName(contact)} merged.`, { action: { label: 'Undo', run: () => void unmerge(merge.id) } });
    } catch (error) {
      setProblem((error as Error).message);
      setBusy(false);
    }
  };
  const dismiss = async () => {
    try {
      const { userErrors } = await write<Payload>(doc.Dismiss, { contactIds: people.map(({ id }) => id) });
      if (userErrors.length) {
        setProblem(userErrors[0].message);
      } else {
        say('Recorded as different people.');
        navigate('/duplicates');
      }
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <div className="page compare-page">
      <Link href="/duplicates" className="back">
        <Icon name="left" size={16} /> Duplicates
      </Link>
      <PageHead title="Compare and merge" text="The first one stays; what the others have moves to it. A merge can be undone.">
        {people.length === 2 && <Button onClick={dismiss}>Not the same</Button>}
        <Button kind="primary" icon="merge" onClick={merge} disabled={busy || !preview || stale || preview.blockers.length > 0}>
          Merge into {contactName(survivor)}
        </Button>
      </PageHead>
      <div role="alert">
        {problem && (
          <div className="notice bad">
            <Icon name="warning" />
            <p>{problem}</p>
          </div>
        )}
      </div>
      {error && <Failure message={error} />}
      {preview?.blockers.map((blocker) => (
        <div key={blocker.message} className="notice bad">
          <Icon name="warning" />
          <p>{blocker.message}</p>
        </div>
      ))}
      {!preview && !error && <Placeholder active lines={4} />}
      <div className="table-wrap">
        <table className="compare">
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">Property</span>
              </th>
              {people.map((person, i) => (
                <th key={person.id} scope="col">
                  <span className="person">
                    <Avatar url={person.avatarUrl} name={contactName(person)} />
                    <span className="person-text">
                      <Link href={`/contacts/${person.id}`}>{contactName(person)}</Link>
                      <span className="person-detail">created {formatAgo(person.createdAt)}</span>
                    </span>
                  </span>
                  {i === 0 ? (
                    <Badge tone="good">stays</Badge>
                  ) : (
                    <Button kind="quiet" icon="swap" onClick={() => onSurvivor(person.id)}>
                      Keep this one instead
                    </Button>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <FieldRow
                key={row.field}
                row={row}
                people={people}
                choice={choices[row.field] ?? (stale ? null : row.from)}
                onChoose={(id) => setChoices((all) => ({ ...all, [row.field]: id }))}
              />
            ))}
            <tr>
              <th scope="row">Addresses</th>
              {people.map(({ id, points }) => (
                <td key={id}>
                  <ul className="plain-list">
                    {points.map((point) => (
                      <li key={point.id}>{point.value}</li>
                    ))}
                  </ul>
                </td>
              ))}
            </tr>
            <tr>
              <th scope="row">Has</th>
              {people.map(({ id, conversations, notes }) => (
                <td key={id}>
                  {plural(conversations.count.value, 'conversation')}, {plural(notes.count.value, 'note')}
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
      {preview && (
        <p className="quiet-text">
          {plural(preview.moved.conversations, 'conversation')}, {plural(preview.moved.messages, 'message')},{' '}
          {plural(preview.moved.notes, 'note')} and {plural(preview.moved.csatResponses, 'rating')} move to {contactName(survivor)}. All
          addresses are kept.
        </p>
      )}
    </div>
  );
}

type FieldRowProps = { row: MergeField; people: Candidate[]; choice: string | null; onChoose: (id: string) => void };

function FieldRow({ row, people, choice, onChoose }: FieldRowProps) {
  const valueOf = (person: Candidate) =>
    row.from === person.id
      ? row.value
      : (row.dropped.find(({ contactId }) => contactId === person.id)?.value ?? ownValue(person, row.field));
  const open = row.dropped.length > 0;
  const show = (value: Json | undefined, person: Candidate) =>
    row.field === 'companyId' ? (person.company?.name ?? '') : formatValue(value);
  return (
    <tr>
      <th scope="row">{fieldLabel(row.field)}</th>
      {people.map((person) => {
        const value = valueOf(person);
        const chosen = choice === person.id;
        if (value === undefined || value === null || value === '') {
          return (
            <td key={person.id} className="quiet-text">
              –
            </td>
          );
        }
        return (
          <td key={person.id} className={chosen ? 'chosen' : ''}>
            {open && (row.from === person.id || row.dropped.some(({ contactId }) => contactId === person.id)) ? (
              <label className="check">
                <input type="radio" name={row.field} checked={chosen} onChange={() => onChoose(person.id)} /> {show(value, person) || '–'}
              </label>
            ) : (
              show(value, person)
            )}
          </td>
        );
      })}
    </tr>
  );
}

// ownValue is what a contact has in a field; the preview names only what differs.
function ownValue(person: Candidate, field: string): Json | undefined {
  if (field === 'companyId') {
    return person.company?.id;
  }
  if (field === 'labels') {
    return person.labels.map(({ title }) => title);
  }
  const [group, key] = field.split(/\.(.*)/s);
  if (group === 'customAttributes' || group === 'additionalAttributes') {
    return (person[group] as Record<string, Json>)[key];
  }
  return (person as unknown as Record<string, Json>)[field];
}
