import { useState } from 'react';
import doc from '../documents/settings.graphql';
import { write, type Payload } from '../lib/api';
import { formatAgo, formatDay, sentence } from '../lib/format';
import { useTitle } from '../lib/hooks';
import { usePages } from '../lib/pages';
import type { Connection, Named } from '../lib/types';
import { Button, Empty, PageHead } from '../ui/basics';
import { ConfirmDialog, FormDialog } from '../ui/form';
import { PageList } from '../ui/page_list';
import { useToast } from '../ui/toast';
import { Table } from './records';
import { SecretDialog } from './secret_dialog';

type Token = {
  id: string;
  name: string;
  role: string;
  lastFour: string | null;
  expiresAt: string | null;
  allowedAddresses: string[] | null;
  lastUsedAt: string | null;
  lastUsedAddress: string | null;
  createdAt: string;
  createdBy: Named | null;
};

const fields = [
  { name: 'name', label: 'Name', required: true, help: 'What it is for' },
  {
    name: 'role',
    label: 'Role',
    type: 'select' as const,
    options: [
      { value: 'AGENT', label: 'Agent' },
      { value: 'ADMINISTRATOR', label: 'Administrator' },
    ],
  },
  { name: 'expiresAt', label: 'Valid until', type: 'datetime-local' as const, help: 'Blank for no end' },
  {
    name: 'allowedAddresses',
    label: 'Networks',
    type: 'textarea' as const,
    help: 'From which it is accepted, one on each line; blank for anywhere',
  },
];

// TokensPage lists the API tokens, and makes and revokes them.
export function TokensPage() {
  useTitle('API tokens');
  const [tick, setTick] = useState(0);
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState('');
  const [revoking, setRevoking] = useState<Token | null>(null);
  const say = useToast();
  const pages = usePages<Token, { account: { apiTokens: Connection<Token> } }>(doc.Tokens, {}, (data) => data.account.apiTokens, [tick]);
  const renew = () => setTick((n) => n + 1);
  return (
    <div className="page">
      <PageHead title="API tokens" text="With which apps and scripts speak to the API.">
        <Button kind="primary" icon="plus" onClick={() => setCreating(true)}>
          New token
        </Button>
      </PageHead>
      <PageList pages={pages} empty={<Empty icon="key" title="No tokens" />}>
        {(nodes) => (
          <Table
            label="API tokens"
            head={['Name', 'Role', 'Ends in', 'Used', 'Valid until', 'Made by', { label: 'Actions', hidden: true }]}
          >
            {nodes.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  {one.name}
                  {one.allowedAddresses && <p className="field-help">{one.allowedAddresses.join(', ')}</p>}
                </th>
                <td>{sentence(one.role)}</td>
                <td>{one.lastFour && <code>…{one.lastFour}</code>}</td>
                <td>
                  {one.lastUsedAt ? `${formatAgo(one.lastUsedAt)}${one.lastUsedAddress ? ` from ${one.lastUsedAddress}` : ''}` : 'never'}
                </td>
                <td>{one.expiresAt ? formatDay(one.expiresAt) : 'no end'}</td>
                <td>
                  {one.createdBy?.name} <small>{formatDay(one.createdAt)}</small>
                </td>
                <td className="row-actions">
                  <Button kind="quiet" onClick={() => setRevoking(one)}>
                    Revoke<span className="visually-hidden"> {one.name}</span>
                  </Button>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </PageList>
      {creating && (
        <FormDialog
          title="New token"
          action="Create"
          fields={fields}
          initial={{ name: '', role: 'AGENT', expiresAt: '', allowedAddresses: '' }}
          submit={({ expiresAt, allowedAddresses, ...values }) => {
            const networks = String(allowedAddresses)
              .split('\n')
              .map((one) => one.trim())
              .filter(Boolean);
            return write<Payload & { token: string }>(doc.TokenCreate, {
              ...values,
              expiresAt: expiresAt ? new Date(String(expiresAt)).toISOString() : undefined,
              allowedAddresses: networks.length ? networks : undefined,
            });
          }}
          onDone={(payload) => {
            setCreating(false);
            setSecret(payload!.token);
            renew();
          }}
          onClose={() => setCreating(false)}
        />
      )}
      {secret && (
        <SecretDialog
          title="The new token"
          secret={secret}
          text="It is shown once. Store it where the app finds it."
          onClose={() => setSecret('')}
        />
      )}
      {revoking && (
        <ConfirmDialog
          title={`Revoke ${revoking.name}?`}
          text="Whatever uses it is refused from then on."
          action="Revoke"
          run={() => write<Payload>(doc.TokenRevoke, { id: revoking.id })}
          onDone={() => {
            setRevoking(null);
            renew();
            say('Token revoked.');
          }}
          onClose={() => setRevoking(null)}
        />
      )}
    </div>
  );
}
