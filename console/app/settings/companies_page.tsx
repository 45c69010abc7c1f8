import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import doc from '../documents/companies.graphql';
import { formatDay, formatNumber } from '../lib/format';
import { useDebounced, useIsAdministrator, useTitle } from '../lib/hooks';
import { usePages } from '../lib/pages';
import type { Connection, Count } from '../lib/types';
import { useParam } from '../lib/url';
import { Avatar, Button, Empty, IconButton, PageHead } from '../ui/basics';
import type { Spec } from '../ui/form';
import { Icon } from '../ui/icon';
import { PageList } from '../ui/page_list';
import { useToast } from '../ui/toast';
import { Table, useDialogs } from './records';

export type Company = {
  id: string;
  version: number;
  name: string;
  domain: string | null;
  description: string;
  avatarUrl: string | null;
  createdAt: string;
  contacts: { count: Count };
};

export const companyFields: Spec[] = [
  { name: 'name', label: 'Name', required: true },
  { name: 'domain', label: 'Domain', help: 'Contacts with such an email are linked to the company: acme.com' },
  { name: 'description', label: 'Description', type: 'textarea' },
];

// CompaniesPage lists the companies, and creates, changes and deletes them.
export function CompaniesPage() {
  useTitle('Companies');
  const administrator = useIsAdministrator();
  const [search, setSearch] = useParam('q');
  const [text, setText] = useState(search);
  const settled = useDebounced(text.trim());
  const [tick, setTick] = useState(0);
  const say = useToast();
  useEffect(() => setSearch(settled || null, true), [settled]);
  const asked = [...settled].length >= 2 ? settled : undefined;
  const pages = usePages<Company, { companies: Connection<Company> }>(doc.CompanyList, { search: asked }, (data) => data.companies, [tick]);
  const { create, edit, remove, dialogs } = useDialogs<Company>({
    noun: 'company',
    nameOf: ({ name }) => name,
    fields: () => companyFields,
    initial: (one) => ({ name: one?.name ?? '', domain: one?.domain ?? '', description: one?.description ?? '' }),
    toInput: ({ domain, ...values }) => ({ ...values, domain: domain || null }),
    create: doc.CompanyCreate,
    update: doc.CompanyUpdate,
    remove: doc.CompanyDelete,
    removeText: () => 'Its contacts stay, without a company.',
    onDone: (_, record) => {
      setTick((n) => n + 1);
      say(record ? 'Saved.' : 'Company created.');
    },
  });
  return (
    <div className="page">
      <PageHead title="Companies">
        <Link href="/companies/duplicates" className="button plain">
          <Icon name="copies" size={16} /> Duplicates
        </Link>
        <Button kind="primary" icon="plus" onClick={create}>
          New company
        </Button>
      </PageHead>
      <div className="toolbar">
        <div className="search-box">
          <Icon name="search" size={16} />
          <input
            type="search"
            aria-label="Search companies"
            placeholder="Name or domain"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      </div>
      <PageList
        pages={pages}
        empty={
          asked ? (
            <Empty icon="search" title="Nothing matches" />
          ) : (
            <Empty icon="building" title="No companies yet">
              <p>Contacts are linked to a company by the domain of their email.</p>
            </Empty>
          )
        }
      >
        {(nodes) => (
          <Table
            label="Companies"
            head={['Name', 'Domain', { label: 'Contacts', numeric: true }, 'Created', { label: 'Actions', hidden: true }]}
          >
            {nodes.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  <Link href={`/companies/${one.id}`} className="person">
                    <Avatar url={one.avatarUrl} name={one.name} /> {one.name}
                  </Link>
                </th>
                <td>{one.domain}</td>
                <td className="numeric">
                  {formatNumber(one.contacts.count.value)}
                  {one.contacts.count.precision === 'AT_LEAST' && '+'}
                </td>
                <td>{formatDay(one.createdAt)}</td>
                <td className="row-actions">
                  <IconButton icon="edit" label={`Edit ${one.name}`} onClick={() => edit(one)} />
                  {administrator && <IconButton icon="trash" label={`Delete ${one.name}`} onClick={() => remove(one)} />}
                </td>
              </tr>
            ))}
          </Table>
        )}
      </PageList>
      {dialogs}
    </div>
  );
}
