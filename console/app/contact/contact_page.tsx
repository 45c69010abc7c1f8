import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import doc from '../documents/contact.graphql';
import { subscribe, useData } from '../lib/api';
import { contactName } from '../lib/format';
import { useKeys, useLatest, useTitle } from '../lib/hooks';
import type { Contact } from '../lib/types';
import { useParam } from '../lib/url';
import { Empty, Failure, Placeholder, Tabs } from '../ui/basics';
import { Icon } from '../ui/icon';
import { Conversations } from './conversations';
import { AttributesCard, Identity, LabelsCard } from './details';
import { EditContact } from './edit';
import { ContactHead } from './header';
import { History } from './history';
import { Merges } from './merges';
import { Notes } from './notes';
import { PointsCard } from './points';
import { Ratings } from './ratings';

const tabs = [
  { key: 'conversations', label: 'Conversations' },
  { key: 'notes', label: 'Notes' },
  { key: 'ratings', label: 'Ratings' },
  { key: 'merges', label: 'Duplicates and merges' },
  { key: 'history', label: 'History' },
];

// ContactPage shows one contact with all that belongs to it, and follows its changes.
export function ContactPage({ id }: { id: string }) {
  const { data, fetching, error, again } = useData<{ contact: Contact | null }>(doc.Contact, { id }, ['Contact', 'ContactPoint']);
  const contact = data?.contact;
  const [, navigate] = useLocation();
  const [tab, setTab] = useParam('tab');
  const [editing, setEditing] = useState(false);
  const [adding, setAdding] = useState(false);
  const [tick, setTick] = useState(0);
  useTitle(contact ? contactName(contact) : 'Contact');
  useFollow(id, contact?.version ?? 0, () => {
    again();
    setTick((n) => n + 1);
  });
  useKeys({
    e: (event) => {
      event.preventDefault();
      setEditing(true);
    },
    l: (event) => {
      event.preventDefault();
      setAdding(true);
    },
    n: (event) => {
      event.preventDefault();
      setTab('notes', true);
      setTimeout(() => document.getElementById('new-note')?.focus(), 50);
    },
    Escape: () => (history.length > 1 ? history.back() : navigate('/contacts')),
  });
  useEffect(() => {
    if (contact && contact.id !== id) {
      navigate(`/contacts/${contact.id}`, { replace: true }); // it was merged into another one
    }
  }, [contact, id, navigate]);

  if (error) {
    return (
      <div className="page">
        <Failure message={error} again={again} />
      </div>
    );
  }
  if (!contact) {
    return (
      <div className="page">
        {fetching || !data ? (
          <Placeholder active lines={8} />
        ) : (
          <Empty icon="people" title="There is no such contact">
            <p>It may have been deleted.</p>
            <Link href="/contacts" className="button plain">
              All contacts
            </Link>
          </Empty>
        )}
      </div>
    );
  }
  const current = tabs.some(({ key }) => key === tab) ? tab : 'conversations';
  return (
    <EditContact contact={contact} onChanged={again}>
      <div className="page contact-page">
        <Link href="/contacts" className="back">
          <Icon name="left" size={16} /> Contacts
        </Link>
        <ContactHead contact={contact} />
        <div className="contact-columns">
          <div className="contact-side">
            <PointsCard contact={contact} />
            <LabelsCard contact={contact} adding={adding} onAdding={setAdding} />
            <Identity contact={contact} editing={editing} onEditing={setEditing} />
            <AttributesCard contact={contact} />
          </div>
          <div className="contact-main">
            <Tabs
              tabs={tabs}
              current={current}
              onChange={(key) => setTab(key === 'conversations' ? null : key, true)}
              label="About this contact"
            />
            <div id="tabpanel" role="tabpanel" aria-labelledby={`tab-${current}`} className="tab-panel" key={contact.id}>
              {current === 'conversations' && <Conversations contactId={contact.id} tick={tick} />}
              {current === 'notes' && <Notes contactId={contact.id} tick={tick} />}
              {current === 'ratings' && <Ratings contactId={contact.id} />}
              {current === 'merges' && <Merges contactId={contact.id} tick={tick} />}
              {current === 'history' && <History contactId={contact.id} tick={tick} />}
            </div>
          </div>
        </div>
      </div>
    </EditContact>
  );
}

// useFollow calls back when somebody has changed the contact: its version is later than the one that is shown.
function useFollow(id: string, version: number, changed: () => void) {
  const latest = useLatest({ version, changed });
  const seen = useRef(0);
  useEffect(
    () =>
      subscribe<{ contactUpdated: { version: number } }>(doc.ContactUpdated, { id }, ({ contactUpdated }) => {
        if (contactUpdated.version > Math.max(latest.current.version, seen.current)) {
          seen.current = contactUpdated.version;
          latest.current.changed();
        }
      }),
    [id, latest],
  );
}
