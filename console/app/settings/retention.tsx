import { useState } from 'react';
import doc from '../documents/settings.graphql';
import { read, write, type Payload } from '../lib/api';
import { plural } from '../lib/format';
import { Button } from '../ui/basics';
import { ConfirmDialog, FormDialog } from '../ui/form';
import { useToast } from '../ui/toast';

export type Rules = { visitorRetentionDays: number | null; messageRetentionMonths: number | null };
type Preview = { visitors: number; messages: number };

export const visitorsText = ({ visitorRetentionDays: days }: Rules) => (days ? `${plural(days, 'day')} without activity` : 'for good');
export const messagesText = ({ messageRetentionMonths: months }: Rules) => (months ? plural(months, 'month') : 'for good');

// RetentionButton changes for how long visitors and messages are kept: it shows what would be removed before it saves the rules.
export function RetentionButton({ account, onDone }: { account: Rules & { version: number }; onDone: () => void }) {
  const [editing, setEditing] = useState(false);
  const [asked, setAsked] = useState<Rules | null>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  const say = useToast();
  const close = () => {
    setEditing(false);
    setAsked(null);
    setPreview(null);
  };
  const save = (rules: Rules) => write<Payload>(doc.AccountUpdate, { expectedVersion: account.version, ...rules });
  const done = () => {
    close();
    onDone();
    say('Saved.');
  };
  return (
    <>
      <Button onClick={() => setEditing(true)}>Limit the time</Button>
      {editing && !preview && (
        <FormDialog
          title="Limit the time"
          action="See what would go"
          initial={{
            days: String((asked ?? account).visitorRetentionDays ?? ''),
            months: String((asked ?? account).messageRetentionMonths ?? ''),
          }}
          fields={[
            {
              name: 'days',
              label: 'Remove visitors after so many days without activity',
              type: 'number',
              min: 1,
              max: 3650,
              help: 'Blank keeps them. Blocked visitors, and those with a conversation that is not resolved, are always kept.',
            },
            {
              name: 'months',
              label: 'Delete messages of resolved conversations after so many months',
              type: 'number',
              min: 1,
              max: 120,
              help: 'Blank keeps them.',
            },
          ]}
          submit={async ({ days, months }) => {
            const rules = { visitorRetentionDays: Number(days) || null, messageRetentionMonths: Number(months) || null };
            const found = await read<{ retentionPreview: Preview }>(doc.RetentionPreview, rules);
            setAsked(rules);
            setPreview(found.retentionPreview);
          }}
          onDone={() => {}}
          onClose={close}
        />
      )}
      {asked && preview && (
        <ConfirmDialog
          title="Limit the time"
          action="Save"
          text={
            <p>
              As things are now, {plural(preview.visitors, 'visitor')} and {plural(preview.messages, 'message')} would be removed in the
              next night. This cannot be taken back.
            </p>
          }
          run={() => save(asked)}
          onDone={done}
          onClose={close}
        />
      )}
    </>
  );
}
