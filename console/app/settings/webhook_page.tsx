import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import doc from '../documents/webhooks.graphql';
import { useData, write, type Payload } from '../lib/api';
import { formatAgo, formatInstant, sentence } from '../lib/format';
import { useTitle } from '../lib/hooks';
import { usePages } from '../lib/pages';
import type { Connection, Job, Json, Named } from '../lib/types';
import { useParam } from '../lib/url';
import { useJobTray } from '../shell/job_tray';
import { Badge, Button, Empty, Failure, PageHead, Placeholder } from '../ui/basics';
import { Dialog } from '../ui/dialog';
import { ConfirmDialog, FormDialog } from '../ui/form';
import { Icon } from '../ui/icon';
import { Menu } from '../ui/menu';
import { PageList } from '../ui/page_list';
import { useToast } from '../ui/toast';
import { Table } from './records';
import { SecretDialog } from './secret_dialog';
import { EndpointState, endpointFields, type Endpoint } from './webhooks_page';

type Delivery = {
  id: string;
  state: string;
  attempts: number;
  lastStatus: number | null;
  lastError: string | null;
  nextAttemptAt: string | null;
  deliveredAt: string | null;
  createdAt: string;
  event: {
    id: string;
    type: string;
    contactId: string;
    snapshot: Json;
    contact: Named | null;
    changes: { field: string; from: Json; to: Json }[];
  } | null;
};
type Data = { node: (Endpoint & { deliveries: Connection<Delivery> }) | null };

const states = ['PENDING', 'DELIVERED', 'RETRYING', 'DEAD'];
const tones: Record<string, string> = { PENDING: 'neutral', DELIVERED: 'good', RETRYING: 'warn', DEAD: 'bad' };

// WebhookPage shows an endpoint and what was sent to it.
export function WebhookPage({ id }: { id: string }) {
  useTitle('Webhook');
  const [state, setState] = useParam('state');
  const [tick, setTick] = useState(0);
  const variables = { id, state: state || undefined };
  const { data, error, again } = useData<Data>(doc.Deliveries, variables, ['WebhookEndpoint']);
  const pages = usePages<Delivery, Data>(doc.Deliveries, variables, (data) => data.node?.deliveries, [tick]);
  const [shown, setShown] = useState<Delivery | null>(null);
  const renew = () => {
    setTick((n) => n + 1);
    again();
  };
  const waiting = pages.nodes.some(({ state }) => state === 'PENDING' || state === 'RETRYING');
  useEffect(() => {
    if (waiting) {
      const timer = setTimeout(renew, 3000);
      return () => clearTimeout(timer);
    }
  }, [waiting, pages.nodes]);
  const endpoint = data?.node;
  if (error) {
    return (
      <div className="page">
        <Failure message={error} again={again} />
      </div>
    );
  }
  if (!endpoint?.url) {
    return (
      <div className="page">
        {data ? (
          <Empty icon="link" title="There is no such endpoint">
            <Link href="/webhooks">All endpoints</Link>
          </Empty>
        ) : (
          <Placeholder active />
        )}
      </div>
    );
  }
  return (
    <div className="page">
      <Link href="/webhooks" className="back">
        <Icon name="left" size={16} /> Webhooks
      </Link>
      <PageHead title={endpoint.url} text={<EndpointState endpoint={endpoint} />}>
        <Actions endpoint={endpoint} onDone={renew} />
      </PageHead>
      <div className="toolbar">
        <label className="row">
          State
          <select value={state} onChange={(event) => setState(event.target.value || null, true)}>
            <option value="">all</option>
            {states.map((one) => (
              <option key={one} value={one}>
                {sentence(one)}
              </option>
            ))}
          </select>
        </label>
        <Button kind="quiet" icon="refresh" onClick={renew}>
          Refresh
        </Button>
      </div>
      <PageList
        pages={pages}
        empty={
          <Empty icon="link" title="No deliveries">
            <p>Each event of a chosen type becomes one.</p>
          </Empty>
        }
      >
        {(nodes) => (
          <Table
            label="Deliveries"
            head={[
              'When',
              'Event',
              'Contact',
              'State',
              { label: 'Attempts', numeric: true },
              'Last answer',
              { label: 'Actions', hidden: true },
            ]}
          >
            {nodes.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  <time dateTime={one.createdAt} title={formatInstant(one.createdAt)}>
                    {formatAgo(one.createdAt)}
                  </time>
                </th>
                <td>{one.event ? sentence(one.event.type) : 'Test'}</td>
                <td>
                  {one.event?.contact && <Link href={`/contacts/${one.event.contact.id}`}>{one.event.contact.name || 'No name'}</Link>}
                </td>
                <td>
                  <Badge tone={tones[one.state]}>{sentence(one.state)}</Badge>
                  {one.nextAttemptAt && (
                    <>
                      {' '}
                      <small>next {formatAgo(one.nextAttemptAt)}</small>
                    </>
                  )}
                </td>
                <td className="numeric">{one.attempts}</td>
                <td>{one.lastStatus ?? one.lastError ?? ''}</td>
                <td className="row-actions">
                  <Button kind="quiet" onClick={() => setShown(one)}>
                    Details
                  </Button>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </PageList>
      {shown && <DeliveryDialog delivery={shown} endpoint={endpoint} onClose={() => setShown(null)} onDone={renew} />}
    </div>
  );
}

function DeliveryDialog({
  delivery,
  endpoint,
  onClose,
  onDone,
}: {
  delivery: Delivery;
  endpoint: Endpoint;
  onClose: () => void;
  onDone: () => void;
}) {
  const replay = useReplay(endpoint, onDone);
  return (
    <Dialog title={delivery.event ? sentence(delivery.event.type) : 'Test'} onClose={onClose} wide>
      {delivery.lastError && <p className="notice bad">{delivery.lastError}</p>}
      {delivery.event && (
        <pre className="payload" tabIndex={0}>
          {JSON.stringify({ changes: delivery.event.changes, contact: delivery.event.snapshot }, null, 2)}
        </pre>
      )}
      <div className="form-actions">
        {delivery.event && (delivery.state === 'DEAD' || delivery.state === 'DELIVERED') && (
          <Button
            icon="refresh"
            onClick={() => {
              onClose();
              void replay({ deliveries: { ids: [delivery.id] }, states: [delivery.state] });
            }}
          >
            Send again
          </Button>
        )}
        <Button kind="primary" onClick={onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}

function useReplay(endpoint: Endpoint, onDone: () => void) {
  const track = useJobTray();
  const say = useToast();
  return async (which: object) => {
    try {
      const { job, userErrors } = await write<Payload & { job: Job }>(doc.WebhookReplay, { endpointId: endpoint.id, ...which });
      if (userErrors.length) {
        say(userErrors[0].message, { bad: true });
      } else {
        track(job, 'Send again');
        setTimeout(onDone, 2000);
      }
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  };
}

function Actions({ endpoint, onDone }: { endpoint: Endpoint; onDone: () => void }) {
  const [dialog, setDialog] = useState<'edit' | 'delete' | null>(null);
  const [secret, setSecret] = useState('');
  const [, navigate] = useLocation();
  const say = useToast();
  const replay = useReplay(endpoint, onDone);
  const attempt = async <T extends Payload>(mutation: string, input: object, done: (payload: T) => void) => {
    try {
      const payload = await write<T>(mutation, input);
      if (payload.userErrors.length) {
        say(payload.userErrors[0].message, { bad: true });
      } else {
        done(payload);
        onDone();
      }
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  };
  const { id, version, enabled, url, events } = endpoint;
  return (
    <>
      <Button onClick={() => attempt(doc.WebhookTest, { endpointId: id }, () => say('A test is on its way.'))}>Send a test</Button>
      <Menu label="More" icon="more" align="right">
        {(close) => (
          <>
            <button
              type="button"
              onClick={() => {
                close();
                setDialog('edit');
              }}
            >
              <Icon name="edit" size={16} /> Edit
            </button>
            <button
              type="button"
              onClick={() => {
                close();
                void attempt(doc.WebhookUpdate, { id, expectedVersion: version, enabled: !enabled }, () =>
                  say(enabled ? 'Disabled.' : 'Enabled.'),
                );
              }}
            >
              <Icon name="ban" size={16} /> {enabled ? 'Disable' : 'Enable'}
            </button>
            <button
              type="button"
              onClick={() => {
                close();
                void replay({});
              }}
            >
              <Icon name="refresh" size={16} /> Send all dead ones again
            </button>
            <button
              type="button"
              onClick={() => {
                close();
                void attempt<Payload & { secret: string }>(doc.WebhookRotate, { endpointId: id }, (payload) => setSecret(payload.secret));
              }}
            >
              <Icon name="key" size={16} /> New secret
            </button>
            <button
              type="button"
              onClick={() => {
                close();
                setDialog('delete');
              }}
            >
              <Icon name="trash" size={16} /> Delete
            </button>
          </>
        )}
      </Menu>
      {dialog === 'edit' && (
        <FormDialog
          title="Edit endpoint"
          action="Save"
          fields={endpointFields}
          initial={{ url, events }}
          submit={(values) => write<Payload>(doc.WebhookUpdate, { id, expectedVersion: version, ...values })}
          onDone={() => {
            setDialog(null);
            onDone();
          }}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'delete' && (
        <ConfirmDialog
          title="Delete this endpoint?"
          text="Its deliveries are deleted too, also those that are pending."
          action="Delete"
          run={() => write<Payload>(doc.WebhookDelete, { id })}
          onDone={() => navigate('/webhooks')}
          onClose={() => setDialog(null)}
        />
      )}
      {secret && (
        <SecretDialog
          title="The new secret"
          secret={secret}
          text="Deliveries are signed with the old one too for 24 hours."
          onClose={() => setSecret('')}
        />
      )}
    </>
  );
}
