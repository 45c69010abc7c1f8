import { useState } from 'react';
import { Link } from 'wouter';
import doc from '../documents/duplicates.graphql';
import { useData, write, type Payload } from '../lib/api';
import { contactName, formatAgo, plural } from '../lib/format';
import { useTitle } from '../lib/hooks';
import { usePages } from '../lib/pages';
import type { Connection, Count, Named, Reason } from '../lib/types';
import { useParam } from '../lib/url';
import { Avatar, Button, Empty, PageHead } from '../ui/basics';
import { PageList } from '../ui/page_list';
import { useToast } from '../ui/toast';
import { Evidence } from './evidence';
import { levels } from './levels';

type Person = {
  id: string;
  name: string;
  email: string | null;
  phoneNumber: string | null;
  avatarUrl: string | null;
  company: Named | null;
  lastActivityAt: string | null;
  createdAt: string;
};
type Pair = { probability: number; reasons: Reason[]; contacts: Person[] };

const keyOf = ({ contacts }: Pair) => contacts.map(({ id }) => id).join();

// DuplicatesPage is the queue of pairs that are probably one person.
export function DuplicatesPage() {
  useTitle('Duplicates');
  const [level, setLevel] = useParam('min');
  const minProbability = Number(level) || 0.5;
  const count = useData<{ contactDuplicates: { count: Count } }>(doc.DuplicateCount, { minProbability }, ['Contact']);
  const pages = usePages<Pair, { contactDuplicates: Connection<Pair> }>(
    doc.Duplicates,
    { minProbability },
    (data) => data.contactDuplicates,
  );
  const [done, setDone] = useState<Set<string>>(new Set());
  const say = useToast();
  const dismiss = async (pair: Pair) => {
    try {
      const { userErrors } = await write<Payload>(doc.Dismiss, { contactIds: pair.contacts.map(({ id }) => id) });
      if (userErrors.length) {
        say(userErrors[0].message, { bad: true });
        return;
      }
      setDone((all) => new Set([...all, keyOf(pair)]));
      count.again();
      say(`${pair.contacts.map(contactName).join(' and ')} are different people.`);
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  };
  const total = count.data?.contactDuplicates.count;
  return (
    <div className="page">
      <PageHead
        title="Duplicates"
        text={total && `${total.precision === 'AT_LEAST' ? 'more than ' : ''}${plural(total.value, 'pair')}, the most probable first`}
      >
        <label className="row">
          <span className="visually-hidden">How probable</span>
          <select value={String(minProbability)} onChange={(event) => setLevel(event.target.value)}>
            {levels.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </PageHead>
      <PageList
        pages={pages}
        empty={
          <Empty icon="copies" title="No duplicates">
            <p>No two contacts look like one person.</p>
          </Empty>
        }
      >
        {(nodes) => (
          <ul className="pairs">
            {nodes
              .filter((pair) => !done.has(keyOf(pair)))
              .map((pair) => (
                <li key={keyOf(pair)} className="card pair">
                  <div className="pair-people">
                    {pair.contacts.map((person) => (
                      <PersonCard key={person.id} person={person} />
                    ))}
                  </div>
                  <Evidence probability={pair.probability} reasons={pair.reasons} />
                  <div className="pair-actions">
                    <Button kind="quiet" onClick={() => void dismiss(pair)}>
                      Not the same
                    </Button>
                    <Link className="button primary" href={`/duplicates/compare?ids=${keyOf(pair)}`}>
                      Compare
                    </Link>
                  </div>
                </li>
              ))}
          </ul>
        )}
      </PageList>
    </div>
  );
}

const PersonCard = ({ person }: { person: Person }) => (
  <Link href={`/contacts/${person.id}`} className="person">
    <Avatar url={person.avatarUrl} name={contactName(person)} />
    <span className="person-text">
      <span className="person-name">{contactName(person)}</span>
      <span className="person-detail">{[person.email, person.phoneNumber].filter(Boolean).join(' · ') || 'no address'}</span>
      <span className="person-detail">{[person.company?.name, `created ${formatAgo(person.createdAt)}`].filter(Boolean).join(' · ')}</span>
    </span>
  </Link>
);
