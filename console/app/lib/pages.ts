import { useCallback, useEffect, useRef, useState } from 'react';
import { read } from './api';
import type { Connection } from './types';

export type Pages<T> = {
  nodes: T[];
  more: boolean;
  loading: boolean;
  loaded: boolean;
  error: string | null;
  loadMore: () => void;
  again: () => void;
};

// usePages reads a list page by page, and anew when one of the given things changes.
export function usePages<T, D>(
  query: string,
  variables: object,
  pick: (data: D) => Connection<T> | null | undefined,
  anew: unknown[] = [],
): Pages<T> {
  const [state, setState] = useState({
    nodes: [] as T[],
    cursor: null as string | null,
    more: false,
    loading: true,
    loaded: false,
    error: null as string | null,
  });
  const run = useRef(0);
  const key = JSON.stringify(variables);
  const load = useCallback(
    async (after: string | null) => {
      const mine = ++run.current;
      setState((now) => ({ ...now, loading: true, error: null }));
      try {
        const page = pick(await read<D>(query, { ...(JSON.parse(key) as object), after }));
        if (mine === run.current) {
          setState((now) => ({
            nodes: after ? [...now.nodes, ...(page?.nodes ?? [])] : (page?.nodes ?? []),
            cursor: page?.pageInfo.endCursor ?? null,
            more: page?.pageInfo.hasNextPage ?? false,
            loading: false,
            loaded: true,
            error: null,
          }));
        }
      } catch (error) {
        if (mine === run.current) {
          setState((now) => ({ ...now, loading: false, loaded: true, error: (error as Error).message }));
        }
      }
    },
    [query, key],
  );
  useEffect(() => void load(null), [load, ...anew]);
  return { ...state, loadMore: () => void load(state.cursor), again: () => void load(null) };
}
