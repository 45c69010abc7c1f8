import { useId, useState } from 'react';
import shell from '../documents/shell.graphql';
import { useData } from '../lib/api';
import { useDebounced } from '../lib/hooks';
import type { Connection, Named } from '../lib/types';

type Props = { id?: string; label: string; value: Named | null; onChange: (company: Named | null) => void; autoFocus?: boolean };

// CompanyInput is a field in which companies are found by their names.
export function CompanyInput({ id, label, value, onChange, autoFocus }: Props) {
  const [text, setText] = useState(value?.name ?? '');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const list = useId();
  const search = useDebounced(text.trim());
  const asked = search.length >= 2 ? search : undefined;
  const { data } = useData<{ companies: Connection<Named & { domain: string | null }> }>(
    shell.Companies,
    { search: asked },
    ['Company'],
    !open,
  );
  const found = data?.companies.nodes ?? [];
  const choose = (company: Named | null) => {
    onChange(company);
    setText(company?.name ?? '');
    setOpen(false);
  };
  return (
    <div className="combobox">
      <input
        id={id}
        type="text"
        role="combobox"
        aria-label={id ? undefined : label}
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={open && found[at] ? `${list}-${at}` : undefined}
        autoComplete="off"
        autoFocus={autoFocus}
        placeholder="Search companies"
        value={text}
        onClick={() => setOpen(true)}
        onBlur={() => setTimeout(() => setOpen(false), 150)}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
          setAt(0);
          if (!event.target.value) {
            onChange(null);
          }
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            setOpen(true);
            setAt((at + (event.key === 'ArrowDown' ? 1 : -1) + found.length) % Math.max(found.length, 1));
          } else if (event.key === 'Enter' && open && found[at]) {
            event.preventDefault();
            choose(found[at]);
          } else if (event.key === 'Escape' && open) {
            event.stopPropagation();
            setOpen(false);
          }
        }}
      />
      <ul id={list} role="listbox" aria-label={label} hidden={!open || !found.length}>
        {found.map((company, i) => (
          <li
            key={company.id}
            id={`${list}-${i}`}
            role="option"
            aria-selected={i === at}
            onPointerDown={(event) => {
              event.preventDefault();
              choose(company);
            }}
          >
            {company.name} {company.domain && <small>{company.domain}</small>}
          </li>
        ))}
      </ul>
    </div>
  );
}
