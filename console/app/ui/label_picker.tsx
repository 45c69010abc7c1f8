import { useId, useState } from 'react';
import { useIsAdministrator, useVocabulary } from '../lib/hooks';
import { ColorDot, LabelChip } from './basics';

type Props = { label: string; chosen: string[]; onChange: (titles: string[]) => void; known?: boolean; autoFocus?: boolean };

// LabelPicker chooses labels by their titles. Administrators may name new ones, unless only known labels make sense.
export function LabelPicker({ label, chosen, onChange, known, autoFocus }: Props) {
  const { labels } = useVocabulary();
  const administrator = useIsAdministrator();
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const id = useId();
  const typed = text.trim().toLowerCase();
  const found = labels
    .filter(({ title }) => title.includes(typed) && !chosen.includes(title))
    .map(({ title, color }) => ({ title, color, fresh: false }));
  if (typed && !known && administrator && !labels.some(({ title }) => title === typed)) {
    found.push({ title: typed, color: 'gray', fresh: true });
  }
  const add = (title: string) => {
    onChange([...chosen, title]);
    setText('');
    setAt(0);
    setOpen(false);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {chosen.length > 0 && (
        <div className="chips wrap">
          {chosen.map((title) => (
            <LabelChip
              key={title}
              label={labels.find((one) => one.title === title) ?? { id: title, title, color: 'gray' }}
              onRemove={() => onChange(chosen.filter((one) => one !== title))}
            />
          ))}
        </div>
      )}
      <div className="combobox">
        <input
          id={id}
          type="text"
          role="combobox"
          aria-expanded={open && found.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && found[at] ? `${id}-${at}` : undefined}
          autoComplete="off"
          autoFocus={autoFocus}
          placeholder="Find a label"
          value={text}
          onClick={() => setOpen(true)}
          onBlur={() => setTimeout(() => setOpen(false), 150)}
          onChange={(event) => {
            setText(event.target.value);
            setOpen(true);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && found.length) {
              event.preventDefault();
              setOpen(true);
              setAt((at + (event.key === 'ArrowDown' ? 1 : -1) + found.length) % found.length);
            } else if (event.key === 'Enter' && text && found[at]) {
              event.preventDefault();
              add(found[at].title);
            } else if (event.key === 'Backspace' && !text && chosen.length) {
              onChange(chosen.slice(0, -1));
            }
          }}
        />
        <ul id={`${id}-list`} role="listbox" aria-label={label} hidden={!open || !found.length}>
          {found.map(({ title, color, fresh }, i) => (
            <li
              key={title}
              id={`${id}-${i}`}
              role="option"
              aria-selected={i === at}
              onPointerDown={(event) => {
                event.preventDefault();
                add(title);
              }}
            >
              <ColorDot color={color} /> {title} {fresh && <small>new label</small>}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
