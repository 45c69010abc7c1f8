import { useState } from 'react';
import doc from '../documents/settings.graphql';
import { formatDay, sentence } from '../lib/format';
import { useIsAdministrator, useTitle, useViewer } from '../lib/hooks';
import { usePages } from '../lib/pages';
import type { Connection } from '../lib/types';
import { Badge, Button, Empty, IconButton, PageHead } from '../ui/basics';
import { PageList } from '../ui/page_list';
import { useToast } from '../ui/toast';
import { Table, useDialogs } from './records';

type User = { id: string; version: number; name: string; email: string; role: string; availability: string; createdAt: string };

const roles = [
  { value: 'AGENT', label: 'Agent' },
  { value: 'ADMINISTRATOR', label: 'Administrator' },
];

// UsersPage lists who works with the account.
export function UsersPage() {
  useTitle('Users');
  const administrator = useIsAdministrator();
  const { viewer, renew } = useViewer();
  const [tick, setTick] = useState(0);
  const say = useToast();
  const pages = usePages<User, { account: { users: Connection<User> } }>(doc.Users, {}, (data) => data.account.users, [tick]);
  const { create, edit, dialogs } = useDialogs<User>({
    noun: 'user',
    nameOf: ({ name }) => name,
    fields: (record) => [
      { name: 'name', label: 'Name', required: true },
      { name: 'email', label: 'Email', type: 'email', required: true, disabled: !!record },
      { name: 'role', label: 'Role', type: 'select', options: roles },
      {
        name: 'password',
        label: record ? 'New password' : 'Password',
        type: 'password',
        autoComplete: 'new-password',
        help: record ? 'Blank leaves it.' : 'Blank lets the user sign in by OpenID Connect only.',
      },
    ],
    initial: (one) => ({ name: one?.name ?? '', email: one?.email ?? '', role: one?.role ?? 'AGENT', password: '' }),
    toInput: ({ email, password, ...values }, record) => ({ ...values, ...(record ? {} : { email }), ...(password && { password }) }),
    create: doc.UserCreate,
    update: doc.UserUpdate,
    onDone: (_, record) => {
      setTick((n) => n + 1);
      say(record ? 'Saved.' : 'User created.');
      if (record?.id === viewer.user?.id) {
        renew();
      }
    },
  });
  return (
    <div className="page">
      <PageHead title="Users">
        {administrator && (
          <Button kind="primary" icon="plus" onClick={create}>
            New user
          </Button>
        )}
      </PageHead>
      <PageList pages={pages} empty={<Empty icon="id" title="No users" />}>
        {(nodes) => (
          <Table label="Users" head={['Name', 'Email', 'Role', 'Availability', 'Since', { label: 'Actions', hidden: true }]}>
            {nodes.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  {one.name} {one.id === viewer.user?.id && <Badge>you</Badge>}
                </th>
                <td>{one.email}</td>
                <td>{sentence(one.role)}</td>
                <td>{sentence(one.availability)}</td>
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
