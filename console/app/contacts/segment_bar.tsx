import { useState } from 'react';
import doc from '../documents/contacts.graphql';
import { write, type Payload } from '../lib/api';
import { useViewer } from '../lib/hooks';
import type { Segment } from '../lib/types';
import { Badge, Button } from '../ui/basics';
import { ConfirmDialog, FormDialog } from '../ui/form';
import { Icon } from '../ui/icon';
import { Menu } from '../ui/menu';
import { useToast } from '../ui/toast';
import type { View } from './view';

type Props = { view: View; onOpen: (id: string | null) => void };

// SegmentBar opens and stores filters under names.
export function SegmentBar({ view, onOpen }: Props) {
  const { viewer } = useViewer();
  const say = useToast();
  const [dialog, setDialog] = useState<'create' | 'edit' | 'delete' | null>(null);
  const { segment, segments, changed, filter } = view;
  const mine = segment && (segment.owner?.id === viewer.user?.id || (segment.shared && viewer.role === 'ADMINISTRATOR'));
  const close = () => setDialog(null);
  const save = async () => {
    try {
      const { userErrors } = await write<Payload>(doc.SegmentUpdate, { id: segment!.id, expectedVersion: segment!.version, filter });
      if (userErrors.length) {
        say(userErrors[0].message, { bad: true });
      } else {
        onOpen(segment!.id);
        say(`Segment ${segment!.name} saved.`);
      }
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  };
  return (
    <div className="segment-bar">
      <Menu
        label="Segments"
        icon="segment"
        quiet
        text={
          <span>
            {segment?.name ?? 'All contacts'}
            {changed && ' · changed'}
          </span>
        }
      >
        {(shut) => (
          <>
            <button
              type="button"
              onClick={() => {
                shut();
                onOpen(null);
              }}
            >
              All contacts
            </button>
            {segments.map((one) => (
              <button
                key={one.id}
                type="button"
                aria-pressed={one.id === segment?.id}
                onClick={() => {
                  shut();
                  onOpen(one.id);
                }}
              >
                <span>{one.name}</span> {one.shared && <Badge>shared</Badge>}
                {!!one.deadReferences?.length && (
                  <Badge tone="warn">
                    <Icon name="warning" size={12} /> {one.deadReferences[0].message}
                  </Badge>
                )}
              </button>
            ))}
            {!segments.length && <p className="quiet-text">No segments yet. Filter the list and save it as one.</p>}
          </>
        )}
      </Menu>
      {changed && mine && (
        <Button kind="quiet" onClick={save}>
          Save changes
        </Button>
      )}
      {changed && (
        <Button kind="quiet" onClick={() => onOpen(segment!.id)}>
          Discard
        </Button>
      )}
      {filter && (!segment || changed) && (
        <Button kind="quiet" icon="plus" onClick={() => setDialog('create')}>
          Save as segment
        </Button>
      )}
      {mine && (
        <Menu label="This segment" icon="more">
          {(shut) => (
            <>
              <button
                type="button"
                onClick={() => {
                  shut();
                  setDialog('edit');
                }}
              >
                <Icon name="edit" size={16} /> Rename or share
              </button>
              <button
                type="button"
                onClick={() => {
                  shut();
                  setDialog('delete');
                }}
              >
                <Icon name="trash" size={16} /> Delete segment
              </button>
            </>
          )}
        </Menu>
      )}
      {(dialog === 'create' || dialog === 'edit') && (
        <FormDialog
          title={dialog === 'create' ? 'Save as segment' : 'Rename or share'}
          action="Save"
          initial={dialog === 'create' ? { name: '', shared: false } : { name: segment!.name, shared: segment!.shared }}
          fields={[
            { name: 'name', label: 'Name', required: true },
            { name: 'shared', label: 'Everyone in the account sees it', type: 'checkbox' },
          ]}
          submit={(values) =>
            dialog === 'create'
              ? write<Payload & { segment: Segment }>(doc.SegmentCreate, { ...values, filter })
              : write<Payload & { segment: Segment }>(doc.SegmentUpdate, { id: segment!.id, expectedVersion: segment!.version, ...values })
          }
          onDone={(payload) => {
            close();
            onOpen(payload!.segment.id);
            say(`Segment ${payload!.segment.name} saved.`);
          }}
          onClose={close}
        />
      )}
      {dialog === 'delete' && (
        <ConfirmDialog
          title={`Delete segment ${segment!.name}?`}
          text="Its contacts stay as they are."
          action="Delete segment"
          run={() => write<Payload>(doc.SegmentDelete, { id: segment!.id })}
          onDone={() => {
            close();
            onOpen(null);
            say('Segment deleted.');
          }}
          onClose={close}
        />
      )}
    </div>
  );
}
