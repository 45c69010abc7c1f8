import { Link } from 'wouter';
import { sentence } from '../lib/format';
import type { Problem } from '../lib/types';
import { Badge } from '../ui/basics';
import type { Column } from './mapping';

type Warning = { column: string; message: string };

export type Preview = {
  format: string;
  encoding: string;
  separator: string | null;
  headerRow: number | null;
  total: number;
  columns: Column[];
  rows: { row: number; outcome: string; contactId: string | null; cells: string[]; warnings: Warning[]; errors: Problem[] }[];
  warnings: Warning[];
};

const tones: Record<string, string> = { CREATED: 'good', UPDATED: 'good', UNCHANGED: 'neutral', FAILED: 'bad', BLANK: 'neutral' };
const outcomes: Record<string, string> = {
  CREATED: 'creates',
  UPDATED: 'changes',
  UNCHANGED: 'no change',
  FAILED: 'fails',
  BLANK: 'blank',
};

// PreviewRows shows what would become of the first rows of a file.
export function PreviewRows({ preview }: { preview: Preview }) {
  return (
    <section className="card" aria-labelledby="rows-title">
      <h2 id="rows-title">First rows</h2>
      <div className="table-wrap">
        <table className="preview-rows">
          <thead>
            <tr>
              <th scope="col">Row</th>
              <th scope="col">Outcome</th>
              {preview.columns.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map(({ row, outcome, contactId, cells, warnings, errors }) => (
              <tr key={row} className={outcome === 'FAILED' ? 'bad' : ''}>
                <th scope="row">{row}</th>
                <td>
                  <Badge tone={tones[outcome]}>{outcomes[outcome] ?? sentence(outcome)}</Badge>
                  {contactId && outcome !== 'CREATED' && (
                    <>
                      {' '}
                      <Link href={`/contacts/${contactId}`}>contact</Link>
                    </>
                  )}
                  {errors.map(({ message, field }, i) => (
                    <p key={i} className="field-error">
                      {field[0] && `${field[0]}: `}
                      {message}
                    </p>
                  ))}
                  {warnings.map(({ column, message }, i) => (
                    <p key={i} className="quiet-text">
                      {column && `${column}: `}
                      {message}
                    </p>
                  ))}
                </td>
                {preview.columns.map(({ name }, i) => (
                  <td key={name}>{cells[i] ?? ''}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
