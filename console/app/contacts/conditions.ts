// Conditions that people put together, and the ContactFilter that they mean.
import type { Filter, Vocabulary } from '../lib/types';

export type Value = string | number | boolean | string[] | null;
export type Condition = { field: string; op: string; value: Value };
export type Match = 'and' | 'or';
export type Conditions = { match: Match; list: Condition[] };

export type Kind = 'text' | 'choice' | 'labels' | 'date' | 'day' | 'number' | 'boolean' | 'company' | 'list' | 'availability' | 'raw';
export type Input = 'text' | 'none' | 'many' | 'one' | 'number' | 'date' | 'duration' | 'period' | 'company';
export type Operator = { op: string; label: string; input: Input };
export type FieldInfo = { field: string; label: string; group: string; kind: Kind; options?: { value: string; label: string }[] };

const set: Operator[] = [
  { op: 'set', label: 'has a value', input: 'none' },
  { op: 'unset', label: 'has no value', input: 'none' },
];

const dates = (input: Input): Operator[] => [
  { op: 'withinLast', label: 'within the last', input: 'duration' },
  { op: 'olderThan', label: 'longer ago than', input: 'duration' },
  { op: 'during', label: 'is', input: 'period' },
  { op: 'gte', label: 'on or after', input },
  { op: 'lt', label: 'before', input },
];

export const operators: Record<Kind, Operator[]> = {
  text: [
    { op: 'contains', label: 'contains', input: 'text' },
    { op: 'notContains', label: 'does not contain', input: 'text' },
    { op: 'eq', label: 'is', input: 'text' },
    { op: 'ne', label: 'is not', input: 'text' },
    { op: 'startsWith', label: 'begins with', input: 'text' },
    { op: 'endsWith', label: 'ends with', input: 'text' },
    ...set,
  ],
  choice: [
    { op: 'in', label: 'is one of', input: 'many' },
    { op: 'nin', label: 'is none of', input: 'many' },
  ],
  labels: [
    { op: 'any', label: 'any of', input: 'many' },
    { op: 'all', label: 'all of', input: 'many' },
    { op: 'none', label: 'none of', input: 'many' },
    { op: 'set', label: 'has any', input: 'none' },
    { op: 'unset', label: 'has none', input: 'none' },
  ],
  list: [{ op: 'any', label: 'is one of', input: 'many' }, { op: 'none', label: 'is none of', input: 'many' }, ...set],
  date: [...dates('date'), ...set],
  day: [
    ...dates('date'),
    { op: 'withinNext', label: 'within the next', input: 'duration' },
    { op: 'anniversaryWithinNext', label: 'anniversary within the next', input: 'duration' },
    ...set,
  ],
  number: [
    { op: 'gte', label: 'at least', input: 'number' },
    { op: 'lte', label: 'at most', input: 'number' },
    { op: 'eq', label: 'is', input: 'number' },
    { op: 'ne', label: 'is not', input: 'number' },
    ...set,
  ],
  boolean: [
    { op: 'yes', label: 'yes', input: 'none' },
    { op: 'no', label: 'no', input: 'none' },
  ],
  company: [{ op: 'eq', label: 'is', input: 'company' }, { op: 'ne', label: 'is not', input: 'company' }, ...set],
  availability: [{ op: 'is', label: 'is', input: 'one' }],
  raw: [{ op: 'is', label: 'matches', input: 'none' }],
};

export const durations = [
  ['P1D', '1 day'],
  ['P7D', '7 days'],
  ['P14D', '14 days'],
  ['P30D', '30 days'],
  ['P90D', '90 days'],
  ['P180D', '180 days'],
  ['P365D', '365 days'],
].map(([value, label]) => ({ value, label }));

export const periods = [
  ['TODAY', 'today'],
  ['YESTERDAY', 'yesterday'],
  ['THIS_WEEK', 'this week'],
  ['LAST_WEEK', 'last week'],
  ['THIS_MONTH', 'this month'],
  ['LAST_MONTH', 'last month'],
  ['THIS_YEAR', 'this year'],
  ['LAST_YEAR', 'last year'],
].map(([value, label]) => ({ value, label }));

const types = [
  ['VISITOR', 'Visitor'],
  ['LEAD', 'Lead'],
  ['CUSTOMER', 'Customer'],
].map(([value, label]) => ({ value, label }));
const presences = [
  ['ONLINE', 'online'],
  ['BUSY', 'busy'],
  ['OFFLINE', 'offline'],
].map(([value, label]) => ({ value, label }));

const kindOfType: Record<string, Kind> = {
  TEXT: 'text',
  LINK: 'text',
  NUMBER: 'number',
  CURRENCY: 'number',
  PERCENT: 'number',
  DATE: 'day',
  LIST: 'list',
  CHECKBOX: 'boolean',
};

// filterFields returns what conditions can be about: what every contact has, and the attributes that the account defined.
export function filterFields({ labels, inboxes, definitions }: Vocabulary): FieldInfo[] {
  const standard = (field: string, label: string, kind: Kind, options?: FieldInfo['options']): FieldInfo => ({
    field,
    label,
    group: 'Contact',
    kind,
    options,
  });
  return [
    standard('name', 'Name', 'text'),
    standard('email', 'Email', 'text'),
    standard('phoneNumber', 'Phone number', 'text'),
    standard('identifier', 'Identifier', 'text'),
    standard('contactType', 'Type', 'choice', types),
    standard(
      'labels',
      'Labels',
      'labels',
      labels.map(({ title }) => ({ value: title, label: title })),
    ),
    standard('companyId', 'Company', 'company'),
    standard('companyName', 'Company name', 'text'),
    standard('jobTitle', 'Job title', 'text'),
    standard('referer', 'Came from (page)', 'text'),
    standard('city', 'City', 'text'),
    standard('country', 'Country', 'text'),
    standard(
      'inboxId',
      'Inbox',
      'choice',
      inboxes.map(({ id, name }) => ({ value: id, label: name })),
    ),
    standard('availability', 'Presence', 'availability', presences),
    standard('blocked', 'Blocked', 'boolean'),
    standard('lastActivityAt', 'Last active', 'date'),
    standard('createdAt', 'Created', 'date'),
    standard('updatedAt', 'Changed', 'date'),
    standard('csatAverage', 'Average rating', 'number'),
    standard('conversations', 'Number of conversations', 'number'),
    ...definitions.map(({ key, displayName, type, values }): FieldInfo => ({
      field: `attr:${key}`,
      label: displayName,
      group: 'Attributes',
      kind: kindOfType[type],
      options: values.map((value) => ({ value, label: value })),
    })),
  ];
}

export const operatorsOf = (info: FieldInfo | undefined) => {
  const list = operators[info?.kind ?? 'raw'];
  return info?.field === 'conversations' ? list.filter(({ op }) => op !== 'set' && op !== 'unset') : list;
};

// isComplete reports whether a condition says something: the server refuses those that do not.
export function isComplete({ field, op, value }: Condition, info: FieldInfo | undefined): boolean {
  if (field === 'raw') {
    return true;
  }
  const operator = operatorsOf(info).find((one) => one.op === op);
  if (!operator || operator.input === 'none') {
    return !!operator;
  }
  return Array.isArray(value) ? value.length > 0 : value !== null && String(value).trim() !== '';
}

const attributeKinds: Partial<Record<Kind, string>> = { text: 'text', number: 'number', day: 'date', list: 'list', boolean: 'boolean' };

function comparison(kind: Kind, op: string, value: Value): unknown {
  switch (op) {
    case 'set':
      return kind === 'labels' ? { isEmpty: false } : { isNull: false };
    case 'unset':
      return kind === 'labels' ? { isEmpty: true } : { isNull: true };
    case 'yes':
      return { eq: true };
    case 'no':
      return { eq: false };
  }
  const instant = kind === 'date' && (op === 'gte' || op === 'lt');
  return { [op]: instant ? new Date(`${value}T00:00:00`).toISOString() : value };
}

function one({ field, op, value }: Condition, info: FieldInfo | undefined): Filter {
  if (field === 'raw') {
    return JSON.parse(String(value)) as Filter;
  }
  const kind = info?.kind ?? 'text';
  if (field.startsWith('attr:')) {
    const key = field.slice(5);
    const nullable = op === 'set' || op === 'unset';
    return {
      customAttributes: [nullable ? { key, isNull: op === 'unset' } : { key, [attributeKinds[kind]!]: comparison(kind, op, value) }],
    };
  }
  if (kind === 'boolean') {
    return { [field]: op === 'yes' };
  }
  if (kind === 'availability') {
    return { [field]: value };
  }
  if (field === 'conversations') {
    return { conversations: { count: comparison(kind, op, value) } };
  }
  return { [field]: comparison(kind, op, value) };
}

// toFilter returns the filter of complete conditions, or undefined if there is none.
export function toFilter({ match, list }: Conditions, fields: FieldInfo[]): Filter | undefined {
  const info = new Map(fields.map((field) => [field.field, field]));
  const filters = list
    .filter((condition) => isComplete(condition, info.get(condition.field)))
    .map((condition) => one(condition, info.get(condition.field)));
  return filters.length > 1 ? { [match]: filters } : filters[0];
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function parseOne(filter: Filter, fields: FieldInfo[]): Condition {
  const raw: Condition = { field: 'raw', op: 'is', value: JSON.stringify(filter) };
  const [[name, condition], ...rest] = Object.entries(filter);
  if (rest.length) {
    return raw;
  }
  const attribute = name === 'customAttributes' && Array.isArray(condition) && condition.length === 1 ? (condition[0] as Filter) : null;
  const info = fields.find(({ field }) => field === (attribute ? `attr:${attribute.key}` : name));
  if (!info) {
    return raw;
  }
  const inner = attribute ? attribute[attributeKinds[info.kind] ?? ''] : name === 'conversations' ? (condition as Filter).count : condition;
  const given = inner && typeof inner === 'object' ? Object.values(inner)[0] : inner;
  for (const { op, input } of operatorsOf(info)) {
    const value = input === 'none' ? null : input === 'date' && info.kind === 'date' ? localDay(given) : (given as Value);
    const candidate = { field: info.field, op, value: value ?? null };
    if (isComplete(candidate, info) && same(one(candidate, info), filter)) {
      return candidate;
    }
  }
  return raw;
}

function localDay(value: unknown): string {
  const date = new Date(String(value));
  return Number.isNaN(date.getTime()) ? '' : new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

// fromFilter returns the conditions of a stored filter; those that no field of the console stands for stay as they are.
export function fromFilter(filter: Filter, fields: FieldInfo[]): Conditions {
  const match = Object.keys(filter).length === 1 ? (['and', 'or'] as const).find((key) => Array.isArray(filter[key])) : undefined;
  if (match) {
    return { match, list: (filter[match] as Filter[]).map((one) => parseOne(one, fields)) };
  }
  return { match: 'and', list: Object.entries(filter).map(([name, value]) => parseOne({ [name]: value }, fields)) };
}

// describe writes a condition as a short text.
export function describe({ field, op, value }: Condition, fields: FieldInfo[], names: Map<string, string>): string {
  const info = fields.find((one) => one.field === field);
  if (!info) {
    return field === 'raw' ? 'Custom condition' : `${field.replace('attr:', '')} ${op}`;
  }
  const operator = operatorsOf(info).find((one) => one.op === op);
  const choices = [
    ...(info.options ?? []),
    ...(operator?.input === 'duration' ? durations : []),
    ...(operator?.input === 'period' ? periods : []),
  ];
  const word = (text: unknown) => choices.find((choice) => choice.value === text)?.label ?? names.get(String(text)) ?? String(text);
  const shown = Array.isArray(value) ? value.map(word).join(', ') : value === null ? '' : word(value);
  return `${info.label} ${operator?.label ?? op} ${shown}`.trim();
}
