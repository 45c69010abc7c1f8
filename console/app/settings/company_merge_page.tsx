import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import doc from '../documents/company_merge.graphql';
import { useData, write, type Payload } from '../lib/api';
import { fieldLabel, formatDay, formatValue, plural } from '../lib/format';
import { useTitle } from '../lib/hooks';
import type { Count, Json, Named, Problem } from '../lib/types';
import { useParams } from '../lib/url';
import { Avatar, Badge, Button, Empty, Failure, PageHead, Placeholder } from '../ui/basics';
import { Icon } from '../ui/icon';
import { useToast } from '../ui/toast';
import { useCompanyUnmerge } from './company_merges';

type Candidate = Named & {
  version: number;
  domain: string | null;
  avatarUrl: string | null;
  createdAt: string;
  contacts: { count: Count };
};
type Line = { field: string; before: Json; after: Json; dropped: Json };
type Preview = {
  companyMergePreview: { fields: Line[]; moved: { contacts: number | null; domains: number }; blockers: Problem[] };
};

// CompanyMergePage shows what a merge of two companies would do, lets the one that stays be chosen, and merges.
export function CompanyMergePage() {
  useTitle('Merge companies');
  const [params, change] = useParams();
  const ids = (params.get('ids') ?? '').split(',').filter(Boolean).slice(0, 2);
  const sorted = [...ids].sort();
  const { data, error, again } = useData<{ nodes: (Candidate | null)[] }>(
    doc.CompaniesToMerge,
    { ids: sorted },
    ['Company'],
    ids.length < 2,
  );
  const found = ids.map((id) => data?.nodes[sorted.indexOf(id)]).filter((node): node is Candidate => !!node?.id);
  if (error) {
    return (
      <div className="page">
        <Failure message={error} again={again} />
      </div>
    );
  }
  if (ids.length === 2 && !data) {
    return (
      <div className="page">
        <Placeholder active lines={6} />
      </div>
    );
  }
  if (found.length < 2 || found[0].id === found[1].id) {
    return (
      <div className="page">
        <Empty icon="merge" title="Nothing to merge">
          <p>These companies are one already, or do not exist.</p>
          <Link href="/companies/duplicates" className="button plain">
            All duplicates
          </Link>
        </Empty>
      </div>
    );
  }
  return <Merge into={found[0]} from={found[1]} swap={() => change({ ids: [ids[1], ids[0]].join(',') }, true)} />;
}

function Merge({ into, from, swap }: { into: Candidate; from: Candidate; swap: () => void }) {
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const [, navigate] = useLocation();
  const say = useToast();
  const unmerge = useCompanyUnmerge(() => navigate(`/companies/merge?ids=${into.id},${from.id}`));
  const input = { into: into.id, from: from.id, expectedVersion: into.version, expectedFromVersion: from.version };
  const { data, error, fetching } = useData<Preview>(doc.CompanyMergePreview, { input });
  const preview = data?.companyMergePreview;
  const merge = async () => {
    setBusy(true);
    setProblem('');
    try {
      const { userErrors, merge, company } = await write<Payload & { merge: { id: string }; company: Named }>(doc.CompanyMerge, input);
      if (userErrors.length) {
        setProblem(userErrors[0].message);
        setBusy(false);
        return;
      }
      navigate(`/companies/${company.id}`);
      say(`${company.name} merged.`, { action: { label: 'Undo', run: () => void unmerge(merge.id) } });
    } catch (error) {
      setProblem((error as Error).message);
      setBusy(false);
    }
  };
  return (
    <div className="page compare-page">
      <Link href="/companies/duplicates" className="back">
        <Icon name="left" size={16} /> Duplicate companies
      </Link>
      <PageHead
        title="Merge companies"
        text="The first one stays; what it lacks and the contacts of the other move to it. A merge can be undone."
      >
        <Button kind="primary" icon="merge" onClick={merge} disabled={busy || fetching || !preview || preview.blockers.length > 0}>
          Merge into {into.name}
        </Button>
      </PageHead>
      <div role="alert">
        {[problem, ...(preview?.blockers.map(({ message }) => message) ?? [])].filter(Boolean).map((message) => (
          <div key={message} className="notice bad">
            <Icon name="warning" />
            <p>{message}</p>
          </div>
        ))}
      </div>
      {error && <Failure message={error} />}
      <div className="table-wrap">
        <table className="compare">
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">Property</span>
              </th>
              <th scope="col">
                <Head one={into} />
                <Badge tone="good">stays</Badge>
              </th>
              <th scope="col">
                <Head one={from} />
                <Button kind="quiet" icon="swap" onClick={swap}>
                  Keep this one instead
                </Button>
              </th>
            </tr>
          </thead>
          <tbody>
            {preview?.fields
              .filter(({ field, before, after, dropped }) => field !== 'avatarUrl' && [before, after, dropped].some((v) => v !== null))
              .map(({ field, before, after, dropped }) => (
                <tr key={field}>
                  <th scope="row">{fieldLabel(field)}</th>
                  <td className={after !== null ? 'chosen' : ''}>{formatValue(after) || '–'}</td>
                  <td className="quiet-text">
                    {dropped !== null ? `${formatValue(dropped)}, not kept` : before === null && after !== null ? 'moves' : '–'}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
      {preview && preview.moved.contacts !== null && (
        <p className="quiet-text">
          {plural(preview.moved.contacts, 'contact')} {preview.moved.contacts === 1 ? 'moves' : 'move'} to {into.name}.
        </p>
      )}
    </div>
  );
}

const Head = ({ one }: { one: Candidate }) => (
  <span className="person">
    <Avatar url={one.avatarUrl} name={one.name} />
    <span className="person-text">
      <Link href={`/companies/${one.id}`}>{one.name}</Link>
      <span className="person-detail">
        {[one.domain, plural(one.contacts.count.value, 'contact'), `created ${formatDay(one.createdAt)}`].filter(Boolean).join(' · ')}
      </span>
    </span>
  </span>
);
