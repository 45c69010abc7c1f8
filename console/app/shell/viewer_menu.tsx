import { useState } from 'react';
import { Link } from 'wouter';
import settings from '../documents/settings.graphql';
import shell from '../documents/shell.graphql';
import { write, type Payload } from '../lib/api';
import { sentence } from '../lib/format';
import { useViewer } from '../lib/hooks';
import { FormDialog } from '../ui/form';
import { Icon } from '../ui/icon';
import { Menu } from '../ui/menu';
import { useToast } from '../ui/toast';

const availabilities = ['ONLINE', 'BUSY', 'OFFLINE'] as const;

// ViewerMenu says who is signed in, and leads to what is theirs.
export function ViewerMenu({ onKeys }: { onKeys: () => void }) {
  const { viewer, leave, renew } = useViewer();
  const { user } = viewer;
  const say = useToast();
  const [changing, setChanging] = useState(false);
  const change = async (availability: string) => {
    try {
      await write<Payload>(shell.Availability, { id: user!.id, availability });
      renew();
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  };
  return (
    <div className="nav-foot">
      <Menu
        label="Your session"
        quiet
        text={
          <span className="viewer">
            <strong>{user?.name ?? viewer.token?.name}</strong>
            <small>
              {sentence(viewer.role)}
              {user && ` · ${sentence(user.availability)}`}
            </small>
          </span>
        }
      >
        {(close) => (
          <>
            {user && (
              <label className="menu-field">
                Availability
                <select value={user.availability} onChange={(event) => void change(event.target.value)}>
                  {availabilities.map((one) => (
                    <option key={one} value={one}>
                      {sentence(one)}
                    </option>
                  ))}
                </select>
              </label>
            )}
            {user && (
              <button
                type="button"
                onClick={() => {
                  close();
                  setChanging(true);
                }}
              >
                <Icon name="key" size={16} /> Change password
              </button>
            )}
            {user && (
              <Link href="/security" onClick={close}>
                <Icon name="id" size={16} /> Sign-ins and second factor
              </Link>
            )}
            <button
              type="button"
              onClick={() => {
                close();
                onKeys();
              }}
            >
              <Icon name="keyboard" size={16} /> Keys
            </button>
            <a href="/graphiql">
              <Icon name="code" size={16} /> GraphiQL
            </a>
            <button type="button" onClick={() => leave()}>
              <Icon name="out" size={16} /> Sign out
            </button>
          </>
        )}
      </Menu>
      {changing && (
        <FormDialog
          title="Change password"
          action="Change"
          initial={{ currentPassword: '', password: '' }}
          fields={[
            { name: 'currentPassword', label: 'Present password', type: 'password', required: true, autoComplete: 'current-password' },
            { name: 'password', label: 'New password', type: 'password', required: true, autoComplete: 'new-password' },
          ]}
          submit={(values) => write<Payload>(settings.UserUpdate, { id: user!.id, ...values })}
          onDone={() => {
            setChanging(false);
            say('Password changed; your other sessions have ended.');
          }}
          onClose={() => setChanging(false)}
        />
      )}
    </div>
  );
}
