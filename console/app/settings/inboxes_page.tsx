import { useState } from 'react';
import { Link } from 'wouter';
import doc from '../documents/settings.graphql';
import { formatDay, sentence } from '../lib/format';
import { useIsAdministrator, useTitle } from '../lib/hooks';
import { usePages } from '../lib/pages';
import type { Connection } from '../lib/types';
import { Button, Empty, IconButton, PageHead } from '../ui/basics';
import { PageList } from '../ui/page_list';
import { Table, useDialogs } from './records';

type Inbox = { id: string; version: number; name: string; channelType: string; csatSurveyEnabled: boolean; createdAt: string };

const channels = [
  'API',
  'EMAIL',
  'WEB_WIDGET',
  'WHATSAPP',
  'SMS',
  'FACEBOOK',
  'INSTAGRAM',
  'TELEGRAM',
  'LINE',
  'TIKTOK',
  'TWITTER',
  'VOICE',
];

// channelName keeps the case of names that have one.
const channelName = (channel: string) =>
  ({ API: 'API', SMS: 'SMS', WHATSAPP: 'WhatsApp', TIKTOK: 'TikTok', LINE: 'LINE', WEB_WIDGET: 'Website' })[channel] ?? sentence(channel);

// InboxesPage lists the channels through which conversations come.
export function InboxesPage() {
  useTitle('Inboxes');
  const administrator = useIsAdministrator();
  const [tick, setTick] = useState(0);
  const pages = usePages<Inbox, { inboxes: Connection<Inbox> }>(doc.InboxList, {}, (data) => data.inboxes, [tick]);
  const { create, edit, dialogs } = useDialogs<Inbox>({
    noun: 'inbox',
    onChanged: () => setTick((n) => n + 1),
    nameOf: ({ name }) => name,
    fields: (record) => [
      { name: 'name', label: 'Name', required: true },
      {
        name: 'channelType',
        label: 'Channel',
        type: 'select',
        disabled: !!record,
        options: channels.map((value) => ({ value, label: channelName(value) })),
      },
      { name: 'csatSurveyEnabled', label: 'Ask for a rating when a conversation is resolved', type: 'checkbox' },
    ],
    initial: (one) => ({
      name: one?.name ?? '',
      channelType: one?.channelType ?? 'API',
      csatSurveyEnabled: one?.csatSurveyEnabled ?? false,
    }),
    toInput: ({ channelType, ...values }, record) => (record ? values : { channelType, ...values }),
    create: doc.InboxCreate,
    update: doc.InboxUpdate,
  });
  const filter = (id: string) => `/contacts?f=${encodeURIComponent(JSON.stringify([['inboxId', 'in', [id]]]))}`;
  return (
    <div className="page">
      <PageHead title="Inboxes">
        {administrator && (
          <Button kind="primary" icon="plus" onClick={create}>
            New inbox
          </Button>
        )}
      </PageHead>
      <PageList
        pages={pages}
        empty={
          <Empty icon="inbox" title="No inboxes yet">
            <p>An inbox stands for a channel: a mailbox, a website, a messenger.</p>
          </Empty>
        }
      >
        {(nodes) => (
          <Table label="Inboxes" head={['Name', 'Channel', 'Ratings', 'Created', { label: 'Actions', hidden: true }]}>
            {nodes.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  <Link href={filter(one.id)}>{one.name}</Link>
                </th>
                <td>{channelName(one.channelType)}</td>
                <td>{one.csatSurveyEnabled ? 'asked for' : '–'}</td>
                <td>{formatDay(one.createdAt)}</td>
                <td className="row-actions">
                  {administrator && <IconButton icon="edit" label={`Edit ${one.name}`} onClick={() => edit(one)} />}
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
