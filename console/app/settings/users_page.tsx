import { useState } from 'react';
import { Link } from 'wouter';
import access from '../documents/access.graphql';
import doc from '../documents/settings.graphql';
import { write, type Payload } from '../lib/api';
import { formatAgo, formatInstant, plural, sentence } from '../lib/format';
import { useIsAdministrator, useTitle, useViewer } from '../lib/hooks';
import { usePages } from '../lib/pages';
import type { Connection, Named } from '../lib/types';
import { useParam } from '../lib/url';
import { Badge, Button, Empty, IconButton, PageHead } from '../ui/basics';
import { Dialog } from '../ui/dialog';
import { FormDialog, type Spec } from '../ui/form';
import { Icon } from '../ui/icon';
import { PageList } from '../ui/page_list';
import { useToast } from '../ui/toast';
import { Table, useDialogs } from './records';
import { SecretDialog } from './secret_dialog';

type User = {
  id: string;
  version: number;
  name: string;
  email: string;
  role: string;
  availability: string;
  deactivatedAt: string | null;
  lastSignInAt: string | null;
  secondFactorSince: string | null;
  createdAt: string;
};
type PasswordLink = { url: string; expiresAt: string; user: Named };
type LinkPayload = Payload & { link: PasswordLink | null };

const roles = [
  { value: 'AGENT', label: 'Agent' },
  { value: 'ADMINISTRATOR', label: 'Administrator' },
];
const invitation: Spec[] = [
  { name: 'name', label: 'Name', required: true },
  { name: 'email', label: 'Email', type: 'email', required: true },
  { name: 'role', label: 'Role', type: 'select', options: roles },
];

// UsersPage lists who works with the account.
export function UsersPage() {
  useTitle('Users');
  const administrator = useIsAdministrator();
  const { viewer, renew } = useViewer();
  const [all, setAll] = useParam('all');
  const [tick, setTick] = useState(0);
  const [inviting, setInviting] = useState(false);
  const [managing, setManaging] = useState<User | null>(null);
  const [leaving, setLeaving] = useState<User | null>(null);
  const [link, setLink] = useState<PasswordLink | null>(null);
  const say = useToast();
  const again = () => setTick((n) => n + 1);
  const pages = usePages<User, { account: { users: Connection<User> } }>(doc.Users, { deactivated: !!all }, (data) => data.account.users, [
    tick,
  ]);
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
      again();
      say(record ? 'Saved.' : 'User created.');
      if (record?.id === viewer.user?.id) {
        renew();
      }
    },
  });
  const attempt = async <T extends Payload>(mutation: string, input: object, done: (payload: T) => void) => {
    try {
      const payload = await write<T>(mutation, input);
      if (payload.userErrors.length) {
        say(payload.userErrors[0].message, { bad: true });
      } else {
        done(payload);
        again();
      }
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  };
  const reset = ({ id }: User) => attempt<LinkPayload>(access.UserPasswordReset, { id }, (payload) => setLink(payload.link));
  const back = ({ id, name }: User) => attempt(access.UserReactivate, { id }, () => say(`${name} can sign in again.`));
  return (
    <div className="page">
      <PageHead title="Users">
        {administrator && (
          <>
            <Button icon="plus" onClick={create}>
              New user
            </Button>
            <Button kind="primary" icon="mail" onClick={() => setInviting(true)}>
              Invite
            </Button>
          </>
        )}
      </PageHead>
      <div className="toolbar">
        <label className="check">
          <input type="checkbox" checked={!!all} onChange={(event) => setAll(event.target.checked ? '1' : null, true)} /> Deactivated users
          too
        </label>
      </div>
      <PageList pages={pages} empty={<Empty icon="id" title="No users" />}>
        {(nodes) => (
          <Table
            label="Users"
            head={['Name', 'Email', 'Role', 'Availability', 'Signed in', 'Second factor', { label: 'Actions', hidden: true }]}
          >
            {nodes.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  {one.name} {one.id === viewer.user?.id && <Badge>you</Badge>} {one.deactivatedAt && <Badge tone="bad">deactivated</Badge>}
                </th>
                <td>{one.email}</td>
                <td>{sentence(one.role)}</td>
                <td>{sentence(one.availability)}</td>
                <td title={one.lastSignInAt ? formatInstant(one.lastSignInAt) : undefined}>
                  {one.lastSignInAt ? formatAgo(one.lastSignInAt) : 'never'}
                </td>
                <td>{one.secondFactorSince ? <Badge tone="good">on</Badge> : '–'}</td>
                <td className="row-actions">
                  {administrator && (
                    <>
                      <IconButton icon="edit" label={`Edit ${one.name}`} onClick={() => edit(one)} />
                      <IconButton icon="more" label={`More about ${one.name}`} onClick={() => setManaging(one)} />
                    </>
                  )}
                </td>
              </tr>
            ))}
          </Table>
        )}
      </PageList>
      {dialogs}
      {managing && (
        <ManageDialog
          user={managing}
          own={managing.id === viewer.user?.id}
          onReset={() => void reset(managing)}
          onLeave={() => setLeaving(managing)}
          onBack={() => void back(managing)}
          onClose={() => setManaging(null)}
        />
      )}
      {inviting && (
        <FormDialog
          title="Invite"
          action="Make the link"
          fields={invitation}
          initial={{ name: '', email: '', role: 'AGENT' }}
          submit={(values) => write<LinkPayload>(access.UserInvite, values)}
          onDone={(payload) => {
            setInviting(false);
            setLink(payload!.link);
            again();
          }}
          onClose={() => setInviting(false)}
        >
          <p>You get a link, by which the person chooses a password. Kith sends no mail.</p>
        </FormDialog>
      )}
      {leaving && (
        <FormDialog
          title={`Deactivate ${leaving.name}?`}
          action="Deactivate"
          danger
          initial={{ handOverTo: '' }}
          fields={[
            {
              name: 'handOverTo',
              label: 'Conversations that are not resolved go to',
              type: 'select',
              options: [
                { value: '', label: 'nobody' },
                ...pages.nodes
                  .filter(({ id, deactivatedAt }) => id !== leaving.id && !deactivatedAt)
                  .map(({ id, name }) => ({ value: id, label: name })),
              ],
            },
          ]}
          submit={({ handOverTo }) =>
            write<Payload & { reassignedConversations: number }>(access.UserDeactivate, {
              id: leaving.id,
              handOverTo: handOverTo || undefined,
            })
          }
          onDone={(payload) => {
            setLeaving(null);
            again();
            say(`${leaving.name} is deactivated; ${plural(payload!.reassignedConversations, 'conversation')} handed over.`);
          }}
          onClose={() => setLeaving(null)}
        >
          <p>The user is signed out at once and can&apos;t sign in. What they wrote keeps their name.</p>
        </FormDialog>
      )}
      {link && (
        <SecretDialog
          title={`Link for ${link.user.name}`}
          secret={link.url}
          text={`Give it to the person whom it is for: it sets the password, once, until ${formatInstant(link.expiresAt)}. It is shown only now.`}
          onClose={() => setLink(null)}
        />
      )}
    </div>
  );
}

type ManageProps = { user: User; own: boolean; onReset: () => void; onLeave: () => void; onBack: () => void; onClose: () => void };

// ManageDialog leads to what is done to a user: a dialog and no menu, which the table would cut off.
function ManageDialog({ user, own, onReset, onLeave, onBack, onClose }: ManageProps) {
  const then = (run: () => void) => () => {
    onClose();
    run();
  };
  return (
    <Dialog title={user.name} onClose={onClose}>
      <div className="stacked-actions">
        <Link href={`/security?user=${user.id}`} className="button plain">
          <Icon name="id" size={16} /> Sign-ins and second factor
        </Link>
        {!own && !user.deactivatedAt && (
          <Button icon="key" onClick={then(onReset)}>
            Link for a new password
          </Button>
        )}
        {user.deactivatedAt ? (
          <Button icon="check" onClick={then(onBack)}>
            Reactivate
          </Button>
        ) : (
          <Button icon="ban" onClick={then(onLeave)}>
            Deactivate
          </Button>
        )}
      </div>
    </Dialog>
  );
}
