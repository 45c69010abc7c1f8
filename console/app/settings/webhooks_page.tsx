import { useState } from 'react';
import { Link } from 'wouter';
import doc from '../documents/webhooks.graphql';
import { useData, write, type Payload } from '../lib/api';
import { formatAgo, formatDay, sentence } from '../lib/format';
import { useTitle } from '../lib/hooks';
import { Badge, Button, Empty, Failure, PageHead, Placeholder } from '../ui/basics';
import { FormDialog, type Spec } from '../ui/form';
import { Table } from './records';
import { SecretDialog } from './secret_dialog';

export type Endpoint = {
  id: string;
  version: number;
  url: string;
  events: string[];
  enabled: boolean;
  failingSince: string | null;
  createdAt: string;
};

export const eventTypes = [
  'CONTACT_CREATED',
  'CONTACT_UPDATED',
  'CONTACT_DELETED',
  'CONTACT_MERGED',
  'CONTACT_UNMERGED',
  'CONTACT_BLOCKED',
  'CONTACT_UNBLOCKED',
  'SEGMENT_ENTERED',
  'SEGMENT_LEFT',
].map((value) => ({ value, label: sentence(value) }));

export const endpointFields: Spec[] = [
  { name: 'url', label: 'Address', type: 'url', required: true, help: 'https, at a public address' },
  { name: 'events', label: 'Events', type: 'checks', options: eventTypes },
];

export function EndpointState({ endpoint }: { endpoint: Endpoint }) {
  if (!endpoint.enabled) {
    return <Badge tone="bad">disabled</Badge>;
  }
  return endpoint.failingSince ? (
    <Badge tone="warn">failing since {formatAgo(endpoint.failingSince)}</Badge>
  ) : (
    <Badge tone="good">enabled</Badge>
  );
}

// WebhooksPage lists the endpoints that events are sent to.
export function WebhooksPage() {
  useTitle('Webhooks');
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState('');
  const { data, error, again } = useData<{ webhookEndpoints: Endpoint[] }>(doc.Webhooks, {}, ['WebhookEndpoint']);
  const endpoints = data?.webhookEndpoints ?? [];
  return (
    <div className="page">
      <PageHead title="Webhooks" text="Other systems hear of changes as they happen.">
        <Button kind="primary" icon="plus" onClick={() => setCreating(true)}>
          New endpoint
        </Button>
      </PageHead>
      {error && <Failure message={error} again={again} />}
      {!data && !error && <Placeholder active />}
      {data && !endpoints.length && (
        <Empty icon="link" title="No endpoints yet">
          <p>Add the address of a system that should hear of changes.</p>
        </Empty>
      )}
      {endpoints.length > 0 && (
        <Table label="Webhooks" head={['Address', 'State', 'Events', 'Created']}>
          {endpoints.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <Link href={`/webhooks/${one.id}`}>{one.url}</Link>
              </th>
              <td>
                <EndpointState endpoint={one} />
              </td>
              <td>{one.events.length === eventTypes.length ? 'all' : one.events.map((type) => sentence(type)).join(', ')}</td>
              <td>{formatDay(one.createdAt)}</td>
            </tr>
          ))}
        </Table>
      )}
      {creating && (
        <FormDialog
          title="New endpoint"
          action="Create"
          fields={endpointFields}
          initial={{ url: '', events: eventTypes.map(({ value }) => value) }}
          submit={(values) => write<Payload & { secret: string }>(doc.WebhookCreate, values)}
          onDone={(payload) => {
            setCreating(false);
            setSecret(payload!.secret);
            again();
          }}
          onClose={() => setCreating(false)}
        />
      )}
      {secret && (
        <SecretDialog
          title="The secret of the endpoint"
          secret={secret}
          text="It signs the deliveries and is shown once."
          onClose={() => setSecret('')}
        />
      )}
    </div>
  );
}
