// The columns that a list of contacts can have.
import type { Definition, Row } from '../lib/types';

export type Column = { key: string; label: string; width: string; sort?: string; numeric?: boolean; definition?: Definition };

const standard: Column[] = [
  { key: 'name', label: 'Name', width: 'minmax(13rem, 2fr)', sort: 'name' },
  { key: 'email', label: 'Email', width: 'minmax(12rem, 1.6fr)', sort: 'email' },
  { key: 'phone', label: 'Phone', width: 'minmax(9rem, 1fr)', sort: 'phoneNumber' },
  { key: 'company', label: 'Company', width: 'minmax(9rem, 1.2fr)', sort: 'companyName' },
  { key: 'labels', label: 'Labels', width: 'minmax(9rem, 1.2fr)' },
  { key: 'type', label: 'Type', width: '7rem' },
  { key: 'jobTitle', label: 'Job title', width: 'minmax(9rem, 1fr)' },
  { key: 'city', label: 'City', width: 'minmax(8rem, 1fr)', sort: 'city' },
  { key: 'country', label: 'Country', width: 'minmax(8rem, 1fr)', sort: 'country' },
  { key: 'identifier', label: 'Identifier', width: 'minmax(9rem, 1fr)' },
  { key: 'rating', label: 'Rating', width: '7rem', sort: 'csatAverage', numeric: true },
  { key: 'active', label: 'Last active', width: '9rem', sort: 'lastActivityAt' },
  { key: 'created', label: 'Created', width: '9rem', sort: 'createdAt' },
  { key: 'updated', label: 'Changed', width: '9rem', sort: 'updatedAt' },
];

const numeric = ['NUMBER', 'CURRENCY', 'PERCENT'];

export const allColumns = (definitions: Definition[]): Column[] => [
  ...standard,
  ...definitions.map((definition): Column => ({
    key: `attr:${definition.key}`,
    label: definition.displayName,
    width: 'minmax(8rem, 1fr)',
    sort: `attr:${definition.key}`,
    numeric: numeric.includes(definition.type),
    definition,
  })),
];

export const defaultColumns = ['name', 'email', 'phone', 'company', 'labels', 'active'];

export type SortKey = { by: string; descending: boolean };

const orderFields: Record<string, string> = {
  name: 'NAME', email: 'EMAIL', phoneNumber: 'PHONE_NUMBER', companyName: 'COMPANY_NAME', city: 'CITY', country: 'COUNTRY',
  csatAverage: 'CSAT_AVERAGE', lastActivityAt: 'LAST_ACTIVITY_AT', createdAt: 'CREATED_AT', updatedAt: 'UPDATED_AT', lastName: 'LAST_NAME',
};

export const parseSort = (text: string): SortKey[] =>
  text.split(',').filter(Boolean).slice(0, 4).map((part) => ({ by: part.replace(/^-/, ''), descending: part.startsWith('-') }))
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
