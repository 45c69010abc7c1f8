// Changes by others, while a list is shown: rows are changed in their place; what would move rows is counted for a banner.
import { followContacts } from '@kith/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import doc from '../documents/contacts.graphql';
import { kit, read } from '../lib/api';
import { useLatest } from '../lib/hooks';
import type { Connection, Row } from '../lib/types';
import { sortValue, type SortKey } from './columns';
import type { ContactList } from './list';
import type { Query } from './view';

type Event = { cursor: string; type: string; contactId: string; mergedInto: string | null };

const pause = 250;
const most = 100; // rows of one page; beyond, the banner says enough

// useLive follows the event log. `moved` is how many changes the list does not show in their place.
export function useLive(list: ContactList, query: Query, sort: SortKey[]): { moved: number; forget: () => void } {
  const [moved, setMoved] = useState<Set<string>>(new Set());
  const latest = useLatest({ list, query, sort });
  const changed = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const key = JSON.stringify(query);
  const forget = useCallback(() => setMoved(new Set()), []);
  useEffect(forget, [key, forget]);

  useEffect(() => {
    const note = (ids: string[]) => ids.length && setMoved((all) => new Set([...all, ...ids]));
    const settle = async () => {
      timer.current = undefined;
      const ids = [...changed.current];
      changed.current.clear();
      const { list, query } = latest.current;
      try {
        if (ids.length > most) {
          note(ids.slice(most));
        }
        const asked = ids.slice(0, most);
        const filter = query.filter ? { and: [query.filter, { ids: asked }] } : { ids: asked };
        const { contacts } = await read<{ contacts: Connection<Row> }>(doc.ContactList, {
          ...query,
          orderBy: undefined,
          filter,
          first: most,
        });
        note(apply(latest.current.list, latest.current.sort, asked, contacts.nodes));
      } catch {
        note(ids.filter((id) => list.rows.some((row) => row.id === id)));
      }
    };
    const end = followContacts<Event>(kit, {
      document: doc.ContactEvents,
      onEvent: ({ contactId, mergedInto }) => {
        changed.current.add(contactId);
        if (mergedInto) {
          changed.current.add(mergedInto);
        }
        timer.current ??= setTimeout(settle, pause);
      },
      onGap: () => latest.current.list.reload(),
    });
    return () => {
      end();
      clearTimeout(timer.current);
      timer.current = undefined;
      changed.current.clear();
    };
  }, [latest]);
  return { moved: moved.size, forget };
}

// apply changes rows in their place and returns the ids of those whose place in the list is another now.
function apply(list: ContactList, sort: SortKey[], asked: string[], matching: Row[]): string[] {
  const shown = new Map(list.rows.map((row) => [row.id, row]));
  const matches = new Set(matching.map(({ id }) => id));
  const left = asked.filter((id) => shown.has(id) && !matches.has(id) && !list.gone.has(id));
  const entered = matching.filter(({ id }) => !shown.has(id)).map(({ id }) => id);
  const reordered = matching
    .filter(
      (row) =>
        shown.has(row.id) &&
        sort.some(({ by }) => JSON.stringify(sortValue(row, by)) !== JSON.stringify(sortValue(shown.get(row.id)!, by))),
    )
    .map(({ id }) => id);
  list.patch(matching);
  if (left.length) {
    list.markGone(left);
  }
  return [...left, ...entered, ...reordered];
}
