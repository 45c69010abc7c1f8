import { useState } from 'react';
import { Link } from 'wouter';
import doc from '../documents/companies.graphql';
import { write, type Payload } from '../lib/api';
import { formatDay, plural } from '../lib/format';
import { useTitle } from '../lib/hooks';
import { usePages } from '../lib/pages';
import type { Connection, Count, Named, Reason } from '../lib/types';
import { useParam } from '../lib/url';
import { Evidence } from '../duplicates/evidence';
import { levels } from '../duplicates/levels';
import { Avatar, Button, Empty, PageHead } from '../ui/basics';
import { Icon } from '../ui/icon';
import { PageList } from '../ui/page_list';
import { useToast } from '../ui/toast';

type Company = Named & { domain: string | null; avatarUrl: string | null; createdAt: string; contacts: { count: Count } };
type Pair = { probability: number; reasons: Reason[]; companies: Company[] };

const keyOf = ({ companies }: Pair) => companies.map(({ id }) => id).join();

// CompanyDuplicatesPage is the queue of pairs of companies that are probably one.
export function CompanyDuplicatesPage() {
  useTitle('Duplicate companies');
  const [level, setLevel] = useParam('min');
  const minProbability = Number(level) || 0.5;
  const pages = usePages<Pair, { companyDuplicates: Connection<Pair> }>(
    doc.CompanyDuplicates,
    { minProbability },
    (data) => data.companyDuplicates,
  );
  const [done, setDone] = useState<Set<string>>(new Set());
  const say = useToast();
  const dismiss = async (pair: Pair) => {
    try {
      const { userErrors } = await write<Payload>(doc.CompanyDismiss, { companyIds: pair.companies.map(({ id }) => id) });
      if (userErrors.length) {
        say(userErrors[0].message, { bad: true });
        return;
      }
      setDone((all) => new Set([...all, keyOf(pair)]));
      say(`${pair.companies.map(({ name }) => name).join(' and ')} are different companies.`);
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  };
  return (
    <div className="page">
      <Link href="/companies" className="back">
        <Icon name="left" size={16} /> Companies
      </Link>
      <PageHead title="Duplicate companies" text="By their names without legal forms, and by their domains.">
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
          <Empty icon="building" title="No duplicates">
            <p>No two companies look like one.</p>
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
                    {pair.companies.map((one) => (
                      <Link key={one.id} href={`/companies/${one.id}`} className="person">
                        <Avatar url={one.avatarUrl} name={one.name} />
                        <span className="person-text">
                          <span className="person-name">{one.name}</span>
                          <span className="person-detail">
                            {[one.domain, contactsText(one), `created ${formatDay(one.createdAt)}`].filter(Boolean).join(' · ')}
                          </span>
                        </span>
                      </Link>
                    ))}
                  </div>
                  <Evidence probability={pair.probability} reasons={pair.reasons} />
                  <div className="pair-actions">
                    <Link href={`/companies/merge?ids=${keyOf(pair)}`} className="button plain">
                      <Icon name="merge" size={16} /> Merge
                      <span className="visually-hidden">: {pair.companies.map(({ name }) => name).join(', ')}</span>
                    </Link>
                    <Button kind="quiet" onClick={() => void dismiss(pair)}>
                      Not the same<span className="visually-hidden">: {pair.companies.map(({ name }) => name).join(', ')}</span>
                    </Button>
                  </div>
                </li>
              ))}
          </ul>
        )}
      </PageList>
    </div>
  );
}

const contactsText = ({ contacts: { count } }: Company) =>
  plural(count.value, 'contact') + (count.precision === 'AT_LEAST' ? ' or more' : '');
