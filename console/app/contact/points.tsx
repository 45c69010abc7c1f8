import { useState } from 'react';
import { Link } from 'wouter';
import doc from '../documents/contact.graphql';
import { write, type Payload } from '../lib/api';
import { contactName, formatDay } from '../lib/format';
import type { Contact, Named, Point } from '../lib/types';
import { Badge, Button } from '../ui/basics';
import { FormDialog } from '../ui/form';
import { Icon } from '../ui/icon';
import { Menu } from '../ui/menu';
import { useToast } from '../ui/toast';

const icons = { EMAIL: 'mail', PHONE_NUMBER: 'phone', IDENTIFIER: 'id' };
const kinds = [
  { value: 'EMAIL', label: 'Email' },
  { value: 'PHONE_NUMBER', label: 'Phone number' },
  { value: 'IDENTIFIER', label: 'Identifier' },
];
const href = ({ kind, value }: Point) => (kind === 'EMAIL' ? `mailto:${value}` : kind === 'PHONE_NUMBER' ? `tel:${value}` : undefined);

// PointsCard shows the addresses of a contact: emails, phone numbers and identifiers.
export function PointsCard({ contact }: { contact: Contact }) {
  const [dialog, setDialog] = useState<'add' | Point | null>(null);
  const say = useToast();
  const can = contact.viewerCan.update;
  const run = async (mutation: string, input: object, done: string, undo?: () => void) => {
    try {
      const { userErrors } = await write<Payload>(mutation, { contactId: contact.id, expectedVersion: contact.version, ...input });
      say(userErrors[0]?.message ?? done, {
        bad: userErrors.length > 0,
        action: !userErrors.length && undo ? { label: 'Undo', run: undo } : undefined,
      });
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  };
  const restore =
    ({ kind, value, system, label, preferred, shared, verifiedAt }: Point) =>
    () =>
      void run(
        doc.PointAdd,
        { kind, value, system: system || undefined, label, preferred, shared, verified: !!verifiedAt, expectedVersion: undefined },
        `${value} is back.`,
      );
  return (
    <section className="card" aria-labelledby="points-title">
      <div className="card-head">
        <h2 id="points-title">Addresses</h2>
        {can && (
          <Button kind="quiet" icon="plus" onClick={() => setDialog('add')}>
            Add<span className="visually-hidden"> address</span>
          </Button>
        )}
      </div>
      <ul className="points">
        {contact.points.map((point) => (
          <li key={point.id}>
            <Icon name={icons[point.kind]} size={16} />
            <span className="point-text">
              {href(point) ? <a href={href(point)}>{point.value}</a> : <span>{point.value}</span>}
              <span className="point-notes">
                {point.preferred && <Badge tone="good">primary</Badge>}
                {point.system && <Badge>{point.system}</Badge>}
                {point.label && <Badge>{point.label}</Badge>}
                {point.shared && <Badge>shared</Badge>}
                {!point.possible && <Badge tone="warn">not possible</Badge>}
                {point.verifiedAt && <Badge tone="good">verified {formatDay(point.verifiedAt)}</Badge>}
              </span>
            </span>
            {can && (
              <Menu label={`Change ${point.value}`} icon="more" align="right">
                {(close) => (
                  <>
                    {!point.preferred && (
                      <button
                        type="button"
                        onClick={() => {
                          close();
                          void run(doc.PointUpdate, { id: point.id, preferred: true }, `${point.value} is the primary one.`);
                        }}
                      >
                        <Icon name="star" size={16} /> Make primary
                      </button>
                    )}
                    <button
                      type="button"
                      onClick={() => {
                        close();
                        setDialog(point);
                      }}
                    >
                      <Icon name="edit" size={16} /> Label, shared, verified
                    </button>
                    <button
                      type="button"
                      onClick={() => {
                        close();
                        void run(doc.PointRemove, { id: point.id }, `${point.value} removed.`, restore(point));
                      }}
                    >
                      <Icon name="trash" size={16} /> Remove
                    </button>
                  </>
                )}
              </Menu>
            )}
          </li>
        ))}
        {!contact.points.length && <li className="quiet-text">None</li>}
      </ul>
      {dialog === 'add' && <AddPoint contact={contact} onClose={() => setDialog(null)} />}
      {dialog && dialog !== 'add' && (
        <FormDialog
          title={dialog.value}
          action="Save"
          initial={{ label: dialog.label, shared: dialog.shared, verified: !!dialog.verifiedAt }}
          fields={[
            { name: 'label', label: 'Label', help: 'Such as home or work' },
            {
              name: 'shared',
              label: 'Several people have it',
              type: 'checkbox',
              help: 'Then it finds nobody by itself: a switchboard, the mailbox of a family.',
            },
            { name: 'verified', label: 'Verified to be theirs', type: 'checkbox' },
          ]}
          submit={(values) => write<Payload>(doc.PointUpdate, { contactId: contact.id, id: dialog.id, ...values })}
          onDone={() => setDialog(null)}
          onClose={() => setDialog(null)}
        />
      )}
    </section>
  );
}

function AddPoint({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  return (
    <FormDialog
      title="Add address"
      action="Add"
      initial={{ kind: 'EMAIL', value: '', system: '', label: '', preferred: false, shared: false }}
      fields={[
        { name: 'value', label: 'Address', required: true },
        { name: 'kind', label: 'Kind', type: 'select', options: kinds },
        {
          name: 'system',
          label: 'System',
          help: 'Which system the identifier is of; blank for your own',
          when: ({ kind }) => kind === 'IDENTIFIER',
        },
        { name: 'label', label: 'Label', help: 'Such as home or work' },
        { name: 'preferred', label: 'Make it the primary one', type: 'checkbox' },
        { name: 'shared', label: 'Several people have it', type: 'checkbox' },
      ]}
      submit={({ system, preferred, ...values }) =>
        write<Payload>(doc.PointAdd, {
          contactId: contact.id,
          ...values,
          system: values.kind === 'IDENTIFIER' && system ? system : undefined,
          preferred: preferred || undefined,
        })
      }
      onProblem={(problem) => {
        const other = problem.code === 'TAKEN' && (problem.contact as Named | null | undefined);
        return (
          other && (
            <p className="row">
              <Link href={`/contacts/${other.id}`} className="button plain">
                Open {contactName(other)}
              </Link>
              <Link href={`/duplicates/compare?ids=${contact.id},${other.id}`} className="button plain">
                Compare and merge
              </Link>
            </p>
          )
        );
      }}
      onDone={onClose}
      onClose={onClose}
    />
  );
}
