import { useState } from 'react';
import { Link } from 'wouter';
import doc from '../documents/settings.graphql';
import { formatNumber, plural } from '../lib/format';
import { useIsAdministrator, useTitle } from '../lib/hooks';
import { usePages } from '../lib/pages';
import type { Connection, Count } from '../lib/types';
import { Button, ColorDot, Empty, IconButton, PageHead } from '../ui/basics';
import { PageList } from '../ui/page_list';
import { Table, usageText, useDialogs, type Usage } from './records';

type Label = {
  id: string;
  version: number;
  title: string;
  color: string;
  description: string;
  contactsCount: Count;
  usedBySegments: Usage;
};

// LabelsPage lists the labels of the account with their colours.
export function LabelsPage() {
  useTitle('Labels');
  const administrator = useIsAdministrator();
  const [tick, setTick] = useState(0);
  const pages = usePages<Label, { labels: Connection<Label> }>(doc.LabelList, {}, (data) => data.labels, [tick]);
  const { create, edit, remove, dialogs } = useDialogs<Label>({
    noun: 'label',
    onChanged: () => setTick((n) => n + 1),
    nameOf: ({ title }) => title,
    fields: () => [
      { name: 'title', label: 'Title', required: true },
      { name: 'color', label: 'Colour', type: 'color' },
      { name: 'description', label: 'Description', type: 'textarea' },
    ],
    initial: (one) => ({ title: one?.title ?? '', color: one?.color ?? '#2f6f62', description: one?.description ?? '' }),
    create: doc.LabelCreate,
    update: doc.LabelUpdate,
    remove: doc.LabelDelete,
    removeText: ({ contactsCount, usedBySegments }) =>
      `It is taken off ${plural(contactsCount.value, 'contact')}.${usageText(usedBySegments)}`,
  });
  const filter = (title: string) => `/contacts?f=${encodeURIComponent(JSON.stringify([['labels', 'any', [title]]]))}`;
  return (
    <div className="page">
      <PageHead title="Labels">
        {administrator && (
          <Button kind="primary" icon="plus" onClick={create}>
            New label
          </Button>
        )}
      </PageHead>
      <PageList
        pages={pages}
        empty={
          <Empty icon="tag" title="No labels yet">
            <p>Labels sort contacts and conversations.</p>
          </Empty>
        }
      >
        {(nodes) => (
          <Table label="Labels" head={['Label', 'Description', { label: 'Contacts', numeric: true }, { label: 'Actions', hidden: true }]}>
            {nodes.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  <span className="row">
                    <ColorDot color={one.color} /> {one.title}
                  </span>
                </th>
                <td>{one.description}</td>
                <td className="numeric">
                  <Link href={filter(one.title)}>
                    {formatNumber(one.contactsCount.value)}
                    {one.contactsCount.precision === 'AT_LEAST' && '+'}
                  </Link>
                </td>
                <td className="row-actions">
                  {administrator && <IconButton icon="edit" label={`Edit ${one.title}`} onClick={() => edit(one)} />}
                  {administrator && <IconButton icon="trash" label={`Delete ${one.title}`} onClick={() => remove(one)} />}
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
