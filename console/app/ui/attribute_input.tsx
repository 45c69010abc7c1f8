// Inputs of custom attributes, each by its definition.
import type { Definition, Json } from '../lib/types';

type Ids = { id?: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean; 'aria-label'?: string };

type Props = { ids: Ids; definition: Definition; text: string; onChange: (text: string) => void; autoFocus?: boolean };

export function AttributeInput({ ids, definition, text, onChange, autoFocus }: Props) {
  const shared = { ...ids, autoFocus, value: text, onChange: (event: { target: { value: string } }) => onChange(event.target.value) };
  switch (definition.type) {
    case 'NUMBER':
    case 'CURRENCY':
    case 'PERCENT':
      return <input type="number" step="any" inputMode="decimal" {...shared} />;
    case 'DATE':
      return <input type="date" {...shared} value={text.slice(0, 10)} />;
    case 'LINK':
      return <input type="url" placeholder="https://" {...shared} />;
    case 'LIST':
      return (
        <select {...shared}>
          <option value="" />
          {definition.values.map((value) => (
            <option key={value} value={value}>
              {value}
            </option>
          ))}
          {text && !definition.values.includes(text) && <option value={text}>{text}</option>}
        </select>
      );
    case 'CHECKBOX':
      return (
        <select {...shared}>
          <option value="" />
          <option value="true">Yes</option>
          <option value="false">No</option>
        </select>
      );
    default:
      return <input type="text" {...shared} />;
  }
}

// parseAttribute turns what an input holds into the value that the API takes; blank removes it.
export function parseAttribute({ type }: Pick<Definition, 'type'>, text: string): { value: Json } {
  if (text.trim() === '') {
    return { value: null };
  }
  switch (type) {
    case 'NUMBER':
    case 'CURRENCY':
    case 'PERCENT':
      return { value: Number.isFinite(Number(text)) ? Number(text) : text };
    case 'CHECKBOX':
      return { value: text === 'true' };
    default:
      return { value: text };
  }
}

// attributeText is what an input shows of a stored value.
export const attributeText = (value: Json | undefined): string =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
