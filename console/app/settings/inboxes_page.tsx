import { Link } from 'wouter';
import doc from '../documents/settings.graphql';
import { useData } from '../lib/api';
import { formatDay, sentence } from '../lib/format';
import { useIsAdministrator, useTitle } from '../lib/hooks';
import type { Connection } from '../lib/types';
import { Button, Empty, Failure, IconButton, PageHead, Placeholder } from '../ui/basics';
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
  const { data, error, again } = useData<{ inboxes: Connection<Inbox> }>(doc.InboxList, {}, ['Inbox']);
  const { create, edit, dialogs } = useDialogs<Inbox>({
    noun: 'inbox',
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
  const inboxes = data?.inboxes.nodes ?? [];
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
      {error && <Failure message={error} again={again} />}
      {!data && !error && <Placeholder active />}
      {data && !inboxes.length && (
        <Empty icon="inbox" title="No inboxes yet">
          <p>An inbox stands for a channel: a mailbox, a website, a messenger.</p>
        </Empty>
      )}
      {inboxes.length > 0 && (
        <Table label="Inboxes" head={['Name', 'Channel', 'Ratings', 'Created', { label: 'Actions', hidden: true }]}>
          {inboxes.map((one) => (
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
      {dialogs}
    </div>
  );
}
