// Which contacts are selected: some of the loaded ones, or all that match.
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Row } from '../lib/types';

export type Selection = {
  ids: Set<string>;
  all: boolean;
  // loaded says that everything was selected that was loaded at that time, though more may have come since.
  loaded: boolean;
  has: (id: string) => boolean;
  count: (rows: Row[]) => number;
  toggle: (id: string) => void;
  extend: (rows: Row[], from: number, to: number) => void;
  toggleLoaded: (rows: Row[], on: boolean) => void;
  chooseAll: () => void;
  clear: () => void;
};

// useSelection starts anew when the list shows something else.
export function useSelection(key: string): Selection {
  const [ids, setIds] = useState<Set<string>>(new Set());
  const [all, setAll] = useState(false);
  const [loaded, setLoaded] = useState(false);
  const clear = useCallback(() => {
    setIds(new Set());
    setAll(false);
    setLoaded(false);
  }, []);
  useEffect(clear, [key, clear]);
  return useMemo(() => {
    const change = (edit: (next: Set<string>) => void) => {
      setAll(false);
      setLoaded(false);
      setIds((now) => {
        const next = new Set(now);
        edit(next);
        return next;
      });
    };
    return {
      ids,
      all,
      loaded,
      has: (id) => all || ids.has(id),
      count: (rows) => (all ? rows.length : rows.filter(({ id }) => ids.has(id)).length),
      toggle: (id) => change((next) => (next.delete(id) ? undefined : next.add(id))),
      extend: (rows, from, to) =>
        change((next) => rows.slice(Math.min(from, to), Math.max(from, to) + 1).forEach(({ id }) => next.add(id))),
      toggleLoaded: (rows, on) => {
        change((next) => rows.forEach(({ id }) => (on ? next.add(id) : next.delete(id))));
        setLoaded(on);
      },
      chooseAll: () => setAll(true),
      clear,
    };
  }, [ids, all, loaded, clear]);
}
