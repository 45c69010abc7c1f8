// What the list of contacts shows: all of it is in the URL.
import { useMemo } from 'react';
import doc from '../documents/contacts.graphql';
import { useData } from '../lib/api';
import { useVocabulary } from '../lib/hooks';
import type { Connection, Filter, Segment } from '../lib/types';
import { useParams } from '../lib/url';
import { allColumns, defaultColumns, parseSort, toOrder, type Column, type SortKey } from './columns';
import { filterFields, fromFilter, toFilter, type Condition, type Conditions, type FieldInfo } from './conditions';

export type Query = { filter?: Filter; segment?: string; search?: string; orderBy?: unknown };

export type View = {
  search: string;
  conditions: Conditions;
  fields: FieldInfo[];
  sort: SortKey[];
  columns: Column[];
  choices: Column[];
  segments: Segment[];
  segment: Segment | null;
  // changed is true when the conditions are no longer those of the open segment.
  changed: boolean;
  query: Query;
  // filter is that of segment and conditions together, for what takes no segment.
  filter: Filter | undefined;
  ready: boolean;
};

const columnsName = 'kith.columns';
export const rememberColumns = (keys: string[]) => localStorage.setItem(columnsName, keys.join(','));

// parseConditions reads the conditions of a URL: a list of [field, operator, value].
export function parseConditions(text: string, match: string): Conditions | null {
  try {
    const list = JSON.parse(text) as [string, string, Condition['value']][];
    return {
      match: match === 'any' ? 'or' : 'and',
      list: list.map(([field, op, value]) => ({ field: String(field), op: String(op), value: value ?? null })),
    };
  } catch {
    return null;
  }
}

export const writeConditions = ({ match, list }: Conditions) => ({
  f: JSON.stringify(list.map(({ field, op, value }) => [field, op, value])),
  match: match === 'or' ? 'any' : null,
});

const none: Segment[] = [];

export function useSegments(): { segments: Segment[]; loaded: boolean } {
  const { data } = useData<{ segments: Connection<Segment> }>(doc.Segments, {}, ['Segment']);
  return { segments: data?.segments.nodes ?? none, loaded: !!data };
}

// useView reads the URL.
export function useView(): View {
  const [params] = useParams();
  const vocabulary = useVocabulary();
  const known = vocabulary.loaded;
  const { segments, loaded } = useSegments();
  const key = params.toString();
  return useMemo(() => {
    const fields = filterFields(vocabulary);
    const segment = segments.find(({ id }) => id === params.get('segment')) ?? null;
    const stored = segment ? fromFilter(segment.filter, fields) : null;
    const written = params.get('f') ? parseConditions(params.get('f')!, params.get('match') ?? '') : null;
    const conditions = written ?? stored ?? { match: 'and', list: [] };
    const search = params.get('q') ?? '';
    const sort = parseSort(params.get('sort') ?? '');
    const own = toFilter(conditions, fields);
    const choices = allColumns(vocabulary.definitions);
    const keys = (params.get('cols') ?? localStorage.getItem(columnsName) ?? '').split(',').filter(Boolean);
    const chosen = choices.filter((column) => (keys.length ? keys : defaultColumns).includes(column.key));
    const bySegment = !!segment && !written;
    const usable = [...search].length >= 2 || /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(search);
    return {
      search,
      conditions,
      fields,
      sort,
      choices,
      segments,
      segment,
      columns: chosen[0]?.key === 'name' ? chosen : [choices[0], ...chosen],
      changed: !!segment && !!written && JSON.stringify(written) !== JSON.stringify(stored),
      query: {
        filter: bySegment ? undefined : own,
        segment: bySegment ? segment!.id : undefined,
        search: usable ? search : undefined,
        orderBy: toOrder(sort),
      },
      filter: bySegment ? segment!.filter : own,
      // A segment is understood once it is read, a condition once the definitions are.
      ready: (!params.get('segment') || (loaded && known)) && (!written?.list.length || known),
    };
  }, [key, vocabulary.labels, vocabulary.inboxes, vocabulary.definitions, segments, loaded, known]);
}
