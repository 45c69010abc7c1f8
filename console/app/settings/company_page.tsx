import { Link } from 'wouter';
import doc from '../documents/companies.graphql';
import { useData } from '../lib/api';
import { contactName, formatAgo, formatValue, plural } from '../lib/format';
import { useTitle } from '../lib/hooks';
import { usePages } from '../lib/pages';
import type { Attributes, Connection, Row } from '../lib/types';
import { Avatar, Button, Empty, Failure, LabelChip, PageHead, Placeholder } from '../ui/basics';
import { Icon } from '../ui/icon';
import { PageList } from '../ui/page_list';
import { companyFields } from './companies_page';
import { CompanyMerges } from './company_merges';
import { CompanyPicture } from './company_picture';
import { CompanyConversations, CompanyNotes } from './company_talk';
import { Table, useDialogs } from './records';

type Company = {
  id: string;
  version: number;
  name: string;
  domain: string | null;
  description: string;
  customAttributes: Attributes;
  avatarUrl: string | null;
  contacts: Connection<Row>;
};

// CompanyPage shows a company, its contacts with their conversations and notes, and what was merged into it.
export function CompanyPage({ id }: { id: string }) {
  const { data, error, again } = useData<{ company: Company | null }>(doc.Company, { id }, ['Company']);
  const pages = usePages<Row, { company: Company | null }>(doc.Company, { id }, (data) => data.company?.contacts);
  const company = data?.company;
  useTitle(company?.name ?? 'Company');
  const { edit, dialogs } = useDialogs<Company>({
    noun: 'company',
    nameOf: ({ name }) => name,
    fields: () => companyFields,
    initial: (one) => ({ name: one?.name ?? '', domain: one?.domain ?? '', description: one?.description ?? '' }),
    toInput: ({ domain, ...values }) => ({ ...values, domain: domain || null }),
    create: doc.CompanyCreate,
    update: doc.CompanyUpdate,
  });
  if (error) {
    return (
      <div className="page">
        <Failure message={error} again={again} />
      </div>
    );
  }
  if (!company) {
    return (
      <div className="page">
        {data ? (
          <Empty icon="building" title="There is no such company">
            <Link href="/companies">All companies</Link>
          </Empty>
        ) : (
          <Placeholder active />
        )}
      </div>
    );
  }
  const attributes = Object.entries(company.customAttributes);
  return (
    <div className="page">
      <Link href="/companies" className="back">
        <Icon name="left" size={16} /> Companies
      </Link>
      <Avatar url={company.avatarUrl} name={company.name} size="large" />
      <PageHead
        title={company.name}
        text={[company.domain, company.contacts.count && plural(company.contacts.count.value, 'contact')].filter(Boolean).join(' · ')}
      >
        <CompanyPicture company={company} changed={again} />
        <Button icon="edit" onClick={() => edit(company)}>
          Edit
        </Button>
      </PageHead>
      {company.description && <p>{company.description}</p>}
      {attributes.length > 0 && (
        <dl className="facts card">
          {attributes.map(([key, value]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{formatValue(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      <PageList pages={pages} empty={<Empty icon="people" title="No contacts" />}>
        {(nodes) => (
          <Table label="Contacts" head={['Name', 'Email', 'Labels', 'Last active']}>
            {nodes.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  <Link href={`/contacts/${row.id}`} className="person">
                    <Avatar url={row.avatarUrl} name={contactName(row)} /> {contactName(row)}
                  </Link>
                </th>
                <td>{row.email}</td>
                <td>
                  <span className="chips">
                    {row.labels.map((label) => (
                      <LabelChip key={label.id} label={label} />
                    ))}
                  </span>
                </td>
                <td>{row.lastActivityAt && formatAgo(row.lastActivityAt)}</td>
              </tr>
            ))}
          </Table>
        )}
      </PageList>
      <h2 className="section-title">Conversations</h2>
      <CompanyConversations id={company.id} />
      <h2 className="section-title">Notes</h2>
      <CompanyNotes id={company.id} />
      <h2 className="section-title">Merged into this company</h2>
      <CompanyMerges
        id={company.id}
        changed={() => {
          again();
          pages.again();
        }}
      />
      {dialogs}
    </div>
  );
}
