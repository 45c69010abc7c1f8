import { lazy, Suspense, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import doc from '../documents/contact.graphql';
import erasure from '../documents/erasure.graphql';
import { write, type Payload } from '../lib/api';
import { contactName, formatAgo, formatInstant, plural, sentence } from '../lib/format';
import { useIsAdministrator } from '../lib/hooks';
import type { Contact, Job } from '../lib/types';
import { useJobTray } from '../shell/job_tray';
import { Avatar, Badge, Button } from '../ui/basics';
import { ConfirmDialog, FormDialog } from '../ui/form';
import { Icon } from '../ui/icon';
import { Menu } from '../ui/menu';
import { useToast } from '../ui/toast';
import { CompanyLink } from './details';

const EraseDialog = lazy(() => import('./erase_dialog').then((m) => ({ default: m.EraseDialog })));

// ContactHead says who it is, and holds what is done to the contact as a whole.
export function ContactHead({ contact }: { contact: Contact }) {
  const [, navigate] = useLocation();
  const [dialog, setDialog] = useState<'block' | 'delete' | 'erase' | 'url' | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const say = useToast();
  const name = contactName(contact);
  const close = () => setDialog(null);
  const administrator = useIsAdministrator();
  const track = useJobTray();
  const handOver = async () => {
    try {
      const { job, userErrors } = await write<Payload & { job: Job }>(erasure.DataExport, { id: contact.id });
      if (userErrors.length) {
        say(userErrors[0].message, { bad: true });
      } else {
        track(job, `Data of ${name}`);
      }
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  };
  const run = async (mutation: string, input: object, done: string) => {
    try {
      const { userErrors } = await write<Payload>(mutation, { id: contact.id, ...input });
      say(userErrors[0]?.message ?? done, { bad: userErrors.length > 0 });
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  };
  return (
    <header className="contact-head">
      <Avatar url={contact.large} name={name} size="large" />
      <div className="contact-title">
        <h1>{name}</h1>
        <p>
          {contact.availability !== 'OFFLINE' && <Badge tone="good">{sentence(contact.availability)}</Badge>}
          {contact.blocked && <Badge tone="bad">Blocked</Badge>}
          <span>{sentence(contact.contactType)}</span>
          {contact.company && <CompanyLink contact={contact} />}
          {contact.lastActivityAt && <span title={formatInstant(contact.lastActivityAt)}>active {formatAgo(contact.lastActivityAt)}</span>}
        </p>
        {contact.block && (
          <p className="notice bad">
            Blocked {formatAgo(contact.block.blockedAt)}
            {contact.block.blockedBy && ` by ${contact.block.blockedBy.name}`}
            {contact.block.reason && `: ${contact.block.reason}`}
          </p>
        )}
      </div>
      <div className="page-actions">
        {contact.viewerCan.block &&
          (contact.blocked ? (
            <Button icon="ban" onClick={() => run(doc.Unblock, {}, `${name} is no longer blocked.`)}>
              Unblock
            </Button>
          ) : (
            <Button icon="ban" onClick={() => setDialog('block')}>
              Block
            </Button>
          ))}
        <Menu label="More" icon="more" align="right">
          {(shut) => (
            <>
              {contact.viewerCan.update && (
                <>
                  <button
                    type="button"
                    onClick={() => {
                      shut();
                      file.current?.click();
                    }}
                  >
                    <Icon name="upload" size={16} /> Picture from a file
                  </button>
                  <button
                    type="button"
                    onClick={() => {
                      shut();
                      setDialog('url');
                    }}
                  >
                    <Icon name="link" size={16} /> Picture from an address
                  </button>
                  <button
                    type="button"
                    onClick={() => {
                      shut();
                      void run(doc.AvatarRemove, {}, 'Picture removed.');
                    }}
                  >
                    <Icon name="close" size={16} /> Remove picture
                  </button>
                </>
              )}
              {contact.viewerCan.delete && (
                <button
                  type="button"
                  onClick={() => {
                    shut();
                    setDialog('delete');
                  }}
                >
                  <Icon name="trash" size={16} /> Delete contact
                </button>
              )}
              {administrator && (
                <>
                  <button
                    type="button"
                    onClick={() => {
                      shut();
                      void handOver();
                    }}
                  >
                    <Icon name="download" size={16} /> Export the person&apos;s data
                  </button>
                  <button
                    type="button"
                    onClick={() => {
                      shut();
                      setDialog('erase');
                    }}
                  >
                    <Icon name="ban" size={16} /> Erase the person
                  </button>
                </>
              )}
            </>
          )}
        </Menu>
        <input
          ref={file}
          type="file"
          className="visually-hidden"
          aria-label="Picture"
          tabIndex={-1}
          accept="image/png,image/jpeg,image/gif,image/webp"
          onChange={(event) => {
            const picture = event.target.files?.[0];
            if (picture) {
              void run(doc.AvatarSet, { picture: { file: picture } }, 'Picture changed.');
            }
            event.target.value = '';
          }}
        />
      </div>
      {dialog === 'block' && (
        <FormDialog
          title={`Block ${name}?`}
          action="Block"
          danger
          initial={{ reason: '', resolveOpenConversations: true }}
          fields={[
            { name: 'reason', label: 'Reason', type: 'textarea', help: 'For the others in the account' },
            { name: 'resolveOpenConversations', label: 'Resolve the open conversations', type: 'checkbox' },
          ]}
          submit={({ reason, ...values }) =>
            write<Payload & { resolvedConversations: number }>(doc.Block, { id: contact.id, reason: reason || undefined, ...values })
          }
          onDone={(payload) => {
            close();
            say(`${name} is blocked; ${plural(payload!.resolvedConversations, 'conversation')} resolved.`);
          }}
          onClose={close}
        />
      )}
      {dialog === 'url' && (
        <FormDialog
          title="Picture from an address"
          action="Fetch"
          initial={{ url: '' }}
          fields={[{ name: 'url', label: 'Address', type: 'url', required: true }]}
          submit={({ url }) => write<Payload>(doc.AvatarSet, { id: contact.id, picture: { url } })}
          onDone={() => {
            close();
            say('The picture is fetched.');
          }}
          onClose={close}
        />
      )}
      {dialog === 'erase' && (
        <Suspense>
          <EraseDialog contact={contact} onClose={close} />
        </Suspense>
      )}
      {dialog === 'delete' && (
        <ConfirmDialog
          title={`Delete ${name}?`}
          text="The conversations, messages, notes and ratings go too. This cannot be undone."
          action="Delete contact"
          run={() => write<Payload>(doc.ContactDelete, { id: contact.id })}
          onDone={() => {
            say(`${name} deleted.`);
            navigate('/contacts');
          }}
          onClose={close}
        />
      )}
    </header>
  );
}
