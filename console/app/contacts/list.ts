// The rows of a list of contacts: pages by cursor, and what becomes of them while they are shown.
import { useCallback, useEffect, useReducer, useRef } from 'react';
import doc from '../documents/contacts.graphql';
import { read } from '../lib/api';
import type { Connection, Row } from '../lib/types';
import type { Query } from './view';

const firstPage = 50;
const nextPage = 100;

export type ListState = {
  rows: Row[];
  // gone are the ids of rows that no longer match or no longer exist; they stay in their place until the list is read again.
  gone: Set<string>;
  cursor: string | null;
  more: boolean;
  loading: boolean;
  loaded: boolean;
  error: string | null;
};

type Action =
  | { kind: 'start'; keep: boolean }
  | { kind: 'more' }
  | { kind: 'page'; page: Connection<Row>; fresh: boolean }
  | { kind: 'error'; message: string }
  | { kind: 'patch'; rows: Row[] }
  | { kind: 'gone'; ids: string[] };

const blank: ListState = { rows: [], gone: new Set(), cursor: null, more: false, loading: true, loaded: false, error: null };

function reduce(state: ListState, action: Action): ListState {
  switch (action.kind) {
    case 'start':
      return action.keep ? { ...state, loading: true, error: null } : blank;
    case 'more':
      return { ...state, loading: true, error: null };
    case 'page': {
      const { nodes, pageInfo } = action.page;
      const known = new Set(action.fresh ? [] : state.rows.map(({ id }) => id));
      return {
        rows: action.fresh ? nodes : [...state.rows, ...nodes.filter(({ id }) => !known.has(id))],
        gone: action.fresh ? new Set() : state.gone,
        cursor: pageInfo.endCursor,
        more: pageInfo.hasNextPage,
        loading: false,
        loaded: true,
        error: null,
      };
    }
    case 'error':
      return { ...state, loading: false, loaded: true, error: action.message };
    case 'patch': {
      const fresh = new Map(action.rows.map((row) => [row.id, row]));
      const gone = new Set([...state.gone].filter((id) => !fresh.has(id)));
      return { ...state, gone, rows: state.rows.map((row) => newer(row, fresh.get(row.id))) };
    }
    case 'gone':
      return { ...state, gone: new Set([...state.gone, ...action.ids]) };
  }
}

// newer is the later version of a row: answers may overtake each other.
const newer = (row: Row, other: Row | undefined) => (other && other.version >= row.version ? other : row);

export type ContactList = ListState & {
  loadMore: () => void;
  reload: () => void;
  patch: (rows: Row[]) => void;
  markGone: (ids: string[]) => void;
};

export function useContactList(query: Query, ready: boolean): ContactList {
  const [state, dispatch] = useReducer(reduce, blank);
  const key = JSON.stringify(query);
  const run = useRef(0);
  const busy = useRef(false);

  const load = useCallback(
    async (after: string | null, keep: boolean) => {
      const mine = ++run.current;
      busy.current = true;
      dispatch(after ? { kind: 'more' } : { kind: 'start', keep });
      try {
        const variables = { ...(JSON.parse(key) as Query), first: after ? nextPage : firstPage, after };
        const { contacts } = await read<{ contacts: Connection<Row> }>(doc.ContactList, variables);
        if (mine === run.current) {
          dispatch({ kind: 'page', page: contacts, fresh: !after });
        }
      } catch (error) {
        if (mine === run.current) {
          dispatch({ kind: 'error', message: (error as Error).message });
        }
      } finally {
        if (mine === run.current) {
          busy.current = false;
        }
      }
    },
    [key],
  );
  useEffect(() => {
    if (ready) {
      void load(null, true);
    }
  }, [load, ready]);

  const { cursor, more } = state;
  return {
    ...state,
    loadMore: useCallback(() => {
      if (more && cursor && !busy.current) {
        void load(cursor, true);
      }
    }, [load, cursor, more]),
    reload: useCallback(() => void load(null, true), [load]),
    patch: useCallback((rows: Row[]) => dispatch({ kind: 'patch', rows }), []),
    markGone: useCallback((ids: string[]) => dispatch({ kind: 'gone', ids }), []),
  };
}
