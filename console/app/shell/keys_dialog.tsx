import { useState } from 'react';
import { setSingleKeys, singleKeysOn } from '../lib/hooks';
import { Dialog } from '../ui/dialog';

const groups: [string, [string[], string][]][] = [
  [
    'Anywhere',
    [
      [['Ctrl', 'K'], 'Find pages, contacts and companies'],
      [['?'], 'Show these keys'],
      [['Esc'], 'Close, or go back'],
    ],
  ],
  [
    'List of contacts',
    [
      [['/'], 'Search'],
      [['j', '↓'], 'Next contact'],
      [['k', '↑'], 'Previous contact'],
      [['Home', 'End'], 'First or last loaded contact'],
      [['x'], 'Select, or take out of the selection'],
      [['Shift', '↓'], 'Extend the selection'],
      [['Enter'], 'Open'],
      [['Space'], 'Look without opening'],
      [['l'], 'Labels of the selection'],
      [['c'], 'New contact'],
    ],
  ],
  [
    'Contact',
    [
      [['e'], 'Edit the name'],
      [['l'], 'Add a label'],
      [['n'], 'Write a note'],
      [['Esc'], 'Back to the list'],
    ],
  ],
];

// KeysDialog lists the keys and lets single letters be switched off, for those who speak to their computer.
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const [on, setOn] = useState(singleKeysOn());
  return (
    <Dialog title="Keys" onClose={onClose}>
      {groups.map(([title, keys]) => (
        <section key={title} className="keys">
          <h3>{title}</h3>
          <dl>
            {keys.map(([combination, what]) => (
              <div key={what}>
                <dt>
                  {combination.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <label className="check">
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => {
            setOn(event.target.checked);
            setSingleKeys(event.target.checked);
          }}
        />{' '}
        Single letters and signs act without Ctrl
      </label>
    </Dialog>
  );
}
