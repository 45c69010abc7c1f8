import { fieldLabel } from '../lib/format';
import type { Definition } from '../lib/types';
import { Badge } from '../ui/basics';

export type Column = {
  name: string;
  field: string;
  by: 'MAP' | 'NAME' | 'SAMPLES' | 'UNKNOWN';
  confidence: number;
  label: string;
  samples: string[];
};

const fields = [
  'name',
  'firstName',
  'middleName',
  'lastName',
  'email',
  'emails',
  'phoneNumber',
  'phoneNumbers',
  'identifier',
  'identifiers',
  'contactType',
  'location',
  'countryCode',
  'companyName',
  'companyDomain',
  'jobTitle',
  'city',
  'country',
  'socialProfiles',
  'labels',
  'blocked',
  'id',
  'companyId',
  'browser',
  'browserVersion',
  'platform',
  'referer',
  'other',
];

// undecided stands for a column that nothing recognises and about which nobody has said anything.
const undecided = '?';

type Props = {
  columns: Column[];
  map: Record<string, string>;
  definitions: Definition[];
  onChange: (column: string, field: string) => void;
};

// Mapping shows what each column of a file is taken for, to be put right.
export function Mapping({ columns, map, definitions, onChange }: Props) {
  const known = new Set([...fields, ...definitions.map(({ key }) => `customAttributes.${key}`)]);
  return (
    <section className="card" aria-labelledby="mapping-title">
      <h2 id="mapping-title">Columns</h2>
      <div className="table-wrap">
        <table className="mapping">
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">First values</th>
              <th scope="col">Is for</th>
              <th scope="col">Found by</th>
            </tr>
          </thead>
          <tbody>
            {columns.map((column) => (
              <tr key={column.name}>
                <th scope="row">{column.name}</th>
                <td className="samples">{column.samples.join(' · ') || <em>blank</em>}</td>
                <td>
                  <select
                    aria-label={`Field of ${column.name}`}
                    value={map[column.name] ?? (column.field || undecided)}
                    onChange={(event) => onChange(column.name, event.target.value)}
                  >
                    {!column.field && map[column.name] === undefined && <option value={undecided}>choose…</option>}
                    <option value="">leave out</option>
                    <optgroup label="Contact">
                      {fields.map((field) => (
                        <option key={field} value={field}>
                          {fieldLabel(field)}
                        </option>
                      ))}
                    </optgroup>
                    <optgroup label="Attributes">
                      {definitions.map(({ key, displayName }) => (
                        <option key={key} value={`customAttributes.${key}`}>
                          {displayName}
                        </option>
                      ))}
                      {column.field && !known.has(column.field) && <option value={column.field}>{fieldLabel(column.field)}</option>}
                    </optgroup>
                  </select>
                </td>
                <td>
                  {column.by === 'MAP' && <Badge tone="good">your choice</Badge>}
                  {column.by === 'NAME' && <Badge tone="good">its name</Badge>}
                  {column.by === 'SAMPLES' && <Badge tone="warn">its values</Badge>}
                  {column.by === 'UNKNOWN' && <Badge tone="bad">nothing</Badge>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
