import { PagedList, type ListState } from '@kith/client';
import { useEffect, useMemo, useState } from 'react';
import { read } from './api';
import type { Connection } from './types';

export type Pages<T> = Omit<ListState<T>, 'error'> & { error: string | null; loadMore: () => void; again: () => void };

const blank = { nodes: [], more: false, loading: true, loaded: false, error: null };

// usePages reads a list page by page, and anew when one of the given things changes.
export function usePages<T, D>(
  query: string,
  variables: object,
  pick: (data: D) => Connection<T> | null | undefined,
  anew: unknown[] = [],
): Pages<T> {
  const [state, setState] = useState<ListState<T>>(blank);
  const key = JSON.stringify(variables);
  const list = useMemo(
    () =>
      new PagedList<T>(
        async (after) => pick(await read<D>(query, { ...(JSON.parse(key) as object), after })),
        (next) => setState((now) => (next.loaded ? next : { ...next, nodes: now.nodes, more: now.more, loaded: now.loaded })), // rows stay until others come
      ),
    [query, key],
  );
  useEffect(() => {
    void list.reload();
    return list.cancel;
  }, [list, ...anew]);
  return { ...state, error: state.error?.message ?? null, loadMore: () => void list.loadMore(), again: () => void list.reload() };
}
