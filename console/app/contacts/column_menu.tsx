import { Menu } from '../ui/menu';
import type { Column } from './columns';

// ColumnMenu chooses the columns of the list.
export function ColumnMenu({ choices, columns, onChange }: { choices: Column[]; columns: Column[]; onChange: (keys: string[]) => void }) {
  const shown = columns.map(({ key }) => key);
  return (
    <Menu label="Columns" icon="columns" align="right" quiet text={<span className="wide-only">Columns</span>}>
      {() => (
        <fieldset className="menu-checks">
          <legend>Columns</legend>
          {choices.map(({ key, label }) => (
            <label key={key} className="check">
              <input
                type="checkbox"
                checked={shown.includes(key)}
                disabled={key === 'name'}
                onChange={(event) => onChange(event.target.checked ? [...shown, key] : shown.filter((one) => one !== key))}
              />{' '}
              {label}
            </label>
          ))}
        </fieldset>
      )}
    </Menu>
  );
}
