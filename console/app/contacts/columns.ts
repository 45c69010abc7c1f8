// The columns that a list of contacts can have.
import type { Definition, Row } from '../lib/types';

export type Column = { key: string; label: string; rem: number; grow: number; sort?: string; numeric?: boolean; definition?: Definition };

const standard: Column[] = [
  { key: 'name', label: 'Name', rem: 12, grow: 2, sort: 'name' },
  { key: 'email', label: 'Email', rem: 12, grow: 1.6, sort: 'email' },
  { key: 'phone', label: 'Phone', rem: 10.5, grow: 1, sort: 'phoneNumber' },
  { key: 'company', label: 'Company', rem: 9, grow: 1.2, sort: 'companyName' },
  { key: 'labels', label: 'Labels', rem: 9, grow: 1.2 },
  { key: 'type', label: 'Type', rem: 7, grow: 0 },
  { key: 'jobTitle', label: 'Job title', rem: 9, grow: 1 },
  { key: 'city', label: 'City', rem: 8, grow: 1, sort: 'city' },
  { key: 'country', label: 'Country', rem: 8, grow: 1, sort: 'country' },
  { key: 'identifier', label: 'Identifier', rem: 9, grow: 1 },
  { key: 'rating', label: 'Rating', rem: 7, grow: 0, sort: 'csatAverage', numeric: true },
  { key: 'active', label: 'Last active', rem: 9, grow: 0, sort: 'lastActivityAt' },
  { key: 'created', label: 'Created', rem: 9, grow: 0, sort: 'createdAt' },
  { key: 'updated', label: 'Changed', rem: 9, grow: 0, sort: 'updatedAt' },
];

const numeric = ['NUMBER', 'CURRENCY', 'PERCENT'];

export const allColumns = (definitions: Definition[]): Column[] => [
  ...standard,
  ...definitions.map((definition): Column => ({
    key: `attr:${definition.key}`,
    label: definition.displayName,
    rem: 8,
    grow: 1,
    sort: `attr:${definition.key}`,
    numeric: numeric.includes(definition.type),
    definition,
  })),
];

// template lays columns out: all rows alike, none narrower than it can be read.
export const template = (columns: Column[]) => ({
  '--columns': ['2.75rem', ...columns.map(({ rem, grow }) => (grow ? `minmax(${rem}rem, ${grow}fr)` : `${rem}rem`))].join(' '),
  '--row-width': `${2.75 + columns.reduce((sum, { rem }) => sum + rem, 0)}rem`,
});

export const defaultColumns = ['name', 'email', 'phone', 'company', 'labels', 'active'];

export type SortKey = { by: string; descending: boolean };

const orderFields: Record<string, string> = {
  name: 'NAME',
  email: 'EMAIL',
  phoneNumber: 'PHONE_NUMBER',
  companyName: 'COMPANY_NAME',
  city: 'CITY',
  country: 'COUNTRY',
  csatAverage: 'CSAT_AVERAGE',
  lastActivityAt: 'LAST_ACTIVITY_AT',
  createdAt: 'CREATED_AT',
  updatedAt: 'UPDATED_AT',
  lastName: 'LAST_NAME',
};

export const parseSort = (text: string): SortKey[] =>
  text
    .split(',')
    .filter(Boolean)
    .slice(0, 4)
    .map((part) => ({ by: part.replace(/^-/, ''), descending: part.startsWith('-') }))
    .filter(({ by }) => by.startsWith('attr:') || by in orderFields);

export const writeSort = (keys: SortKey[]) => keys.map(({ by, descending }) => (descending ? '-' : '') + by).join(',');

// toOrder returns the sort keys as the API takes them.
export const toOrder = (keys: SortKey[]) =>
  keys.length
    ? keys.map(({ by, descending }) => ({
        by: by.startsWith('attr:') ? { customAttribute: by.slice(5) } : { field: orderFields[by] },
        direction: descending ? 'DESC' : 'ASC',
      }))
    : undefined;

// nextSort is what a press on a column's head asks for: ascending, descending, and back to none. With others kept, they stay before it.
export function nextSort(keys: SortKey[], by: string, keep: boolean): SortKey[] {
  const present = keys.find((key) => key.by === by);
  const others = keep ? keys.filter((key) => key.by !== by) : [];
  if (!present) {
    return [...others, { by, descending: false }].slice(0, 4);
  }
  return present.descending ? others : [...others, { by, descending: true }];
}

// sortValue is what a contact is sorted by, to see whether a change moves it.
export function sortValue(row: Row, by: string): unknown {
  switch (by) {
    case 'companyName':
      return row.company?.name ?? row.additionalAttributes.companyName;
    case 'city':
    case 'country':
      return row.additionalAttributes[by];
    case 'csatAverage':
      return row.csat.averageRating;
  }
  return by.startsWith('attr:') ? row.customAttributes[by.slice(5)] : row[by as keyof Row];
}
