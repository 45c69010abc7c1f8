import { useId, useState } from 'react';
import { formatDecimal } from '../lib/format';
import { Button } from './basics';

export type Bar = { key: string; label: string; value: number; color?: string };

type BarsProps = { title: string; unit: string; rows: Bar[]; upright?: boolean; most?: number };

// Bars is a chart of bars, with the numbers as a table beside it for whoever reads those better.
export function Bars({ title, unit, rows, upright, most }: BarsProps) {
  const [table, setTable] = useState(false);
  const id = useId();
  const peak = most ?? Math.max(1, ...rows.map(({ value }) => value));
  return (
    <figure className="bars" aria-labelledby={id}>
      <figcaption id={id}>
        <h3>{title}</h3>
        <Button kind="quiet" aria-pressed={table} onClick={() => setTable(!table)}>
          {table ? 'Chart' : 'Table'}
          <span className="visually-hidden"> of {title}</span>
        </Button>
      </figcaption>
      {table ? (
        <Numbers title={title} unit={unit} rows={rows} />
      ) : upright ? (
        <Upright title={title} rows={rows} peak={peak} />
      ) : (
        <Lying title={title} rows={rows} peak={peak} />
      )}
    </figure>
  );
}

function Numbers({ title, unit, rows }: { title: string; unit: string; rows: Bar[] }) {
  return (
    <div className="table-wrap">
      <table>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            <th scope="col" className="numeric">
              {unit}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, label, value }) => (
            <tr key={key}>
              <th scope="row">{label}</th>
              <td className="numeric">{formatDecimal(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Lying({ title, rows, peak }: { title: string; rows: Bar[]; peak: number }) {
  return (
    <ul className="bars-lying" aria-label={title}>
      {rows.map(({ key, label, value, color }) => (
        <li key={key}>
          <span className="bar-label" title={label}>
            {label}
          </span>
          <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect className="bar-ground" width="100" height="10" />
            <rect className={color ? undefined : 'bar'} width={(value / peak) * 100} height="10" fill={color} />
          </svg>
          <span className="bar-value">{formatDecimal(value)}</span>
        </li>
      ))}
    </ul>
  );
}

const [width, height, margin, gap] = [720, 200, 36, 3];

function Upright({ title, rows, peak }: { title: string; rows: Bar[]; peak: number }) {
  const step = (width - margin) / Math.max(rows.length, 1);
  const every = Math.ceil(rows.length / 8);
  const tall = (value: number) => (value / peak) * (height - 20);
  return (
    <svg
      className="bars-upright"
      viewBox={`0 0 ${width} ${height + 24}`}
      role="img"
      aria-label={`${title}: the highest is ${formatDecimal(peak)}. The table has the numbers.`}
    >
      {[0, 0.5, 1].map((part) => (
        <g key={part}>
          <line className="bar-line" x1={margin} x2={width} y1={height - tall(peak * part)} y2={height - tall(peak * part)} />
          <text className="bar-scale" x={margin - 6} y={height - tall(peak * part) + 4} textAnchor="end">
            {formatDecimal(Math.round(peak * part * 10) / 10)}
          </text>
        </g>
      ))}
      {rows.map(({ key, label, value }, i) => (
        <g key={key}>
          <rect
            className="bar"
            x={margin + i * step + gap / 2}
            width={Math.min(Math.max(step - gap, 1), 60)}
            y={height - tall(value)}
            height={tall(value)}
            rx="2"
          >
            <title>{`${label}: ${formatDecimal(value)}`}</title>
          </rect>
          {i % every === 0 && margin + i * step < width - 50 && (
            <text className="bar-scale" x={margin + i * step} y={height + 18}>
              {label}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}
