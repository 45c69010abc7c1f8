import { useEffect, useMemo, useState } from 'react';
import shell from '../documents/shell.graphql';
import { useData } from '../lib/api';
import type { Named } from '../lib/types';
import { Button, IconButton } from '../ui/basics';
import { CompanyInput } from '../ui/company_input';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';
import {
  describe,
  durations,
  isComplete,
  operatorsOf,
  periods,
  type Condition,
  type Conditions,
  type FieldInfo,
  type Value,
} from './conditions';

type Props = { conditions: Conditions; fields: FieldInfo[]; onChange: (conditions: Conditions) => void };

// FilterBar shows the conditions of a list; a press on one changes it.
export function FilterBar({ conditions, fields, onChange }: Props) {
  const [editing, setEditing] = useState<number | null>(null);
  const names = useNames(conditions.list);
  const { match, list } = conditions;
  const put = (list: Condition[]) => onChange({ match, list });
  return (
    <div className="filter-bar" role="group" aria-label="Filter">
      {list.map((condition, i) => (
        <span
          key={i}
          className={`condition ${condition.field === 'raw' ? 'raw' : ''}`}
          title={condition.field === 'raw' ? String(condition.value) : undefined}
        >
          {i > 0 && (
            <button
              type="button"
              className="match"
              title="All conditions or any of them"
              onClick={() => onChange({ match: match === 'and' ? 'or' : 'and', list })}
            >
              {match}
            </button>
          )}
          <button type="button" className="condition-text" disabled={condition.field === 'raw'} onClick={() => setEditing(i)}>
            {describe(condition, fields, names)}
          </button>
          <button
            type="button"
            className="chip-remove"
            aria-label={`Remove ${describe(condition, fields, names)}`}
            onClick={() => put(list.filter((_, n) => n !== i))}
          >
            <Icon name="close" size={14} />
          </button>
        </span>
      ))}
      <Button kind="quiet" icon="filter" onClick={() => setEditing(list.length)}>
        Add filter
      </Button>
      {list.length > 1 && (
        <Button kind="quiet" onClick={() => put([])}>
          Clear
        </Button>
      )}
      {editing !== null && (
        <ConditionDialog
          condition={list[editing]}
          fields={fields}
          names={names}
          onClose={() => setEditing(null)}
          onDone={(condition) => {
            put(editing < list.length ? list.map((one, i) => (i === editing ? condition : one)) : [...list, condition]);
            setEditing(null);
          }}
        />
      )}
    </div>
  );
}

// useNames returns the names of the companies and others that conditions refer to by id.
function useNames(list: Condition[]): Map<string, string> {
  const ids = list
    .filter(({ field }) => field === 'companyId')
    .map(({ value }) => String(value))
    .filter((id) => id.startsWith('company_'));
  const { data } = useData<{ nodes: (Named | null)[] }>(shell.NodeNames, { ids }, [], !ids.length);
  return useMemo(() => new Map((data?.nodes ?? []).flatMap((node) => (node ? [[node.id, node.name]] : []))), [data]);
}

type DialogProps = {
  condition?: Condition;
  fields: FieldInfo[];
  names: Map<string, string>;
  onDone: (condition: Condition) => void;
  onClose: () => void;
};

function ConditionDialog({ condition, fields, names, onDone, onClose }: DialogProps) {
  const [field, setField] = useState(condition?.field ?? 'name');
  const info = fields.find((one) => one.field === field);
  const available = operatorsOf(info);
  const [op, setOp] = useState(condition?.op ?? available[0].op);
  const [value, setValue] = useState<Value>(condition?.value ?? null);
  const operator = available.find((one) => one.op === op) ?? available[0];
  const draft: Condition = { field, op: operator.op, value: operator.input === 'none' ? null : value };
  useEffect(() => {
    if (operator.input === 'duration' && !durations.some((one) => one.value === value)) {
      setValue('P30D');
    } else if (operator.input === 'period' && !periods.some((one) => one.value === value)) {
      setValue('THIS_MONTH');
    } else if (operator.input === 'one' && !info?.options?.some((one) => one.value === value)) {
      setValue(info?.options?.[0].value ?? null);
    }
  }, [operator.input, info, value]);
  const groups = [...new Set(fields.map(({ group }) => group))];
  return (
    <Dialog title={condition ? 'Change condition' : 'Add condition'} onClose={onClose}>
      <form
        className="form condition-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete(draft, info)) {
            onDone(draft);
          }
        }}
      >
        <div className="row">
          <select
            aria-label="Property"
            autoFocus
            value={field}
            onChange={(event) => {
              const next = fields.find((one) => one.field === event.target.value);
              setField(event.target.value);
              setOp(operatorsOf(next)[0].op);
              setValue(null);
            }}
          >
            {groups.map((group) => (
              <optgroup key={group} label={group}>
                {fields
                  .filter((one) => one.group === group)
                  .map((one) => (
                    <option key={one.field} value={one.field}>
                      {one.label}
                    </option>
                  ))}
              </optgroup>
            ))}
          </select>
          <select
            aria-label="Comparison"
            value={operator.op}
            onChange={(event) => {
              setOp(event.target.value);
            }}
          >
            {available.map(({ op, label }) => (
              <option key={op} value={op}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <ValueInput key={field + operator.input} input={operator.input} info={info} value={value} names={names} onChange={setValue} />
        <div className="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" disabled={!isComplete(draft, info)}>
            Apply
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type ValueProps = { input: string; info?: FieldInfo; value: Value; names: Map<string, string>; onChange: (value: Value) => void };

function ValueInput({ input, info, value, names, onChange }: ValueProps) {
  const text = value === null || Array.isArray(value) ? '' : String(value);
  switch (input) {
    case 'none':
      return null;
    case 'many':
      return <Choices options={info?.options ?? []} chosen={Array.isArray(value) ? value : []} onChange={onChange} />;
    case 'company':
      return (
        <CompanyInput
          label="Company"
          value={text ? { id: text, name: names.get(text) ?? '' } : null}
          onChange={(company) => onChange(company?.id ?? null)}
        />
      );
    case 'duration':
    case 'period':
    case 'one': {
      const options = input === 'duration' ? durations : input === 'period' ? periods : (info?.options ?? []);
      return (
        <select aria-label="Value" value={text} onChange={(event) => onChange(event.target.value)}>
          {options.map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </select>
      );
    }
    case 'number':
      return (
        <input
          aria-label="Value"
          type="number"
          step="any"
          value={text}
          onChange={(event) => onChange(event.target.value === '' ? null : Number(event.target.value))}
        />
      );
    default:
      return (
        <input
          aria-label="Value"
          type={input === 'date' ? 'date' : 'text'}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

function Choices({
  options,
  chosen,
  onChange,
}: {
  options: { value: string; label: string }[];
  chosen: string[];
  onChange: (value: string[]) => void;
}) {
  const [text, setText] = useState('');
  const shown = options.filter(({ label }) => label.toLowerCase().includes(text.toLowerCase()));
  return (
    <fieldset className="choices">
      <legend className="visually-hidden">Values</legend>
      {options.length > 8 && (
        <input
          type="search"
          aria-label="Find a value"
          placeholder="Find a value"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <div className="choices-list">
        {shown.map(({ value, label }) => (
          <label key={value} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={(event) => onChange(event.target.checked ? [...chosen, value] : chosen.filter((one) => one !== value))}
            />{' '}
            {label}
          </label>
        ))}
        {!options.length && <p className="quiet-text">There is nothing to choose from yet.</p>}
      </div>
      {chosen.length > 0 && <IconButton icon="close" label="Choose none" onClick={() => onChange([])} />}
    </fieldset>
  );
}
