import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import shell from '../documents/shell.graphql';
import { useData } from '../lib/api';
import { contactName } from '../lib/format';
import { useDebounced, useViewer } from '../lib/hooks';
import type { Connection, Named } from '../lib/types';
import { Avatar } from '../ui/basics';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { places } from './places';

type Found = { key: string; group: string; label: string; detail?: string; icon?: string; avatar?: string | null; run: () => void };

type Data = {
  contacts: Connection<{ id: string; name: string; email: string | null; phoneNumber: string | null; avatarUrl: string | null }>;
  companies: Connection<Named & { domain: string | null }>;
};

// Palette finds pages, contacts and companies by a few letters.
export function Palette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const search = useDebounced(text.trim(), 150);
  const { data } = useData<Data>(shell.PaletteSearch, { search }, [], search.length < 2);
  const found = useFound(text.trim().toLowerCase(), search.length < 2 ? undefined : data, onClose, onKeys);
  const current = Math.min(at, Math.max(found.length - 1, 0));
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [current, found.length]);

  return (
    <Dialog title="Find anything" onClose={onClose}>
      <input
        className="palette-input"
        type="text"
        role="combobox"
        aria-label="Find anything"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[current] && `palette-${current}`}
        placeholder="A page, a name, an email, a company…"
        autoComplete="off"
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step && found.length) {
            event.preventDefault();
            setAt((current + step + found.length) % found.length);
          } else if (event.key === 'Enter') {
            event.preventDefault();
            found[current]?.run();
          }
        }}
      />
      <ul id="palette-list" role="listbox" aria-label="Found" className="palette-list" ref={list}>
        {found.map(({ key, group, label, detail, icon, avatar, run }, i) => (
          <li key={key} id={`palette-${i}`} role="option" aria-selected={i === current} onClick={run} onPointerMove={() => setAt(i)}>
            {icon ? <Icon name={icon} /> : <Avatar url={avatar} name={label} size="tiny" />}
            <span>{label}</span>
            {detail && <small>{detail}</small>}
            <small className="palette-group">{group}</small>
          </li>
        ))}
      </ul>
      {!found.length && <p className="quiet-text">Nothing found.</p>}
    </Dialog>
  );
}

function useFound(text: string, data: Data | undefined, onClose: () => void, onKeys: () => void): Found[] {
  const { viewer, leave } = useViewer();
  const [, navigate] = useLocation();
  const to = (path: string) => () => {
    onClose();
    navigate(path);
  };
  const pages = places
    .flatMap(({ places }) => places)
    .filter(({ administrators }) => !administrators || viewer.role === 'ADMINISTRATOR')
    .map(({ path, label, icon }): Found => ({ key: path, group: 'Page', label, icon, run: to(path) }));
  const actions: Found[] = [
    { key: 'create', group: 'Action', label: 'New contact', icon: 'plus', run: to('/contacts?new=1') },
    { key: 'security', group: 'Page', label: 'Sign-ins and second factor', icon: 'key', run: to('/security') },
    { key: 'keys', group: 'Action', label: 'Keys', icon: 'keyboard', run: onKeys },
    { key: 'out', group: 'Action', label: 'Sign out', icon: 'out', run: leave },
  ];
  const contacts = (data?.contacts.nodes ?? []).map((contact): Found => ({
    key: contact.id,
    group: 'Contact',
    label: contactName(contact),
    detail: contact.email ?? contact.phoneNumber ?? undefined,
    avatar: contact.avatarUrl,
    run: to(`/contacts/${contact.id}`),
  }));
  const companies = (data?.companies.nodes ?? []).map(({ id, name, domain }): Found => ({
    key: id,
    group: 'Company',
    label: name,
    detail: domain ?? undefined,
    icon: 'building',
    run: to(`/companies/${id}`),
  }));
  return [...[...pages, ...actions].filter(({ label }) => label.toLowerCase().includes(text)), ...contacts, ...companies];
}
