import { createContext, useContext, useEffect, useMemo, useRef, useState } from 'react';
import shell from '../documents/shell.graphql';
import { read, useData } from './api';
import type { Connection, Definition, Label, Viewer, Vocabulary } from './types';

export const ViewerContext = createContext<{ viewer: Viewer; leave: () => void; renew: () => void }>(null!);
export const useViewer = () => useContext(ViewerContext);
export const useIsAdministrator = () => useViewer().viewer.role === 'ADMINISTRATOR';

// useTitle names the page in the browser's tab.
export function useTitle(title: string) {
  useEffect(() => {
    document.title = title ? `${title} · Kith` : 'Kith';
  }, [title]);
}

// useDebounced returns a value once it has not changed for a while.
export function useDebounced<T>(value: T, delay = 250): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return settled;
}

// useLater turns true when something has taken longer than people see as at once.
export function useLater(active: boolean, delay = 150): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!active) {
      setLate(false);
      return;
    }
    const timer = setTimeout(() => setLate(true), delay);
    return () => clearTimeout(timer);
  }, [active, delay]);
  return active && late;
}

// useLatest keeps the newest value for callbacks that are set up once.
export function useLatest<T>(value: T) {
  const ref = useRef(value);
  ref.current = value;
  return ref;
}

const none: never[] = []; // the same each time, so that nothing is computed anew

type VocabularyData = {
  labels: Connection<Label>;
  inboxes: Connection<Vocabulary['inboxes'][number]>;
  customAttributeDefinitions: Definition[];
};

// useVocabulary returns the labels, inboxes and definitions of the account, from which filters and forms are made. Accounts with more
// labels or inboxes than a page holds get the first page at once and the others as they come.
export function useVocabulary(): Vocabulary {
  const { data } = useData<VocabularyData>(shell.Vocabulary, {}, ['Label', 'Inbox', 'CustomAttributeDefinition']);
  const [rest, setRest] = useState<Rest | null>(null);
  useEffect(() => {
    let gone = false;
    if (data && (data.labels.pageInfo.hasNextPage || data.inboxes.pageInfo.hasNextPage)) {
      restOf(data).then(
        (found) => !gone && setRest(found),
        () => {}, // the first page is usable without
      );
    } else {
      setRest(null);
    }
    return () => {
      gone = true;
    };
  }, [data]);
  return useMemo(
    () => ({
      labels: rest && data ? [...data.labels.nodes, ...rest.labels] : (data?.labels.nodes ?? none),
      inboxes: rest && data ? [...data.inboxes.nodes, ...rest.inboxes] : (data?.inboxes.nodes ?? none),
      definitions: data?.customAttributeDefinitions ?? none,
      loaded: !!data,
    }),
    [data, rest],
  );
}

type Rest = { labels: Label[]; inboxes: Vocabulary['inboxes'] };
const rests = new WeakMap<VocabularyData, Promise<Rest>>(); // shared by all that show a vocabulary

function restOf(data: VocabularyData): Promise<Rest> {
  const known = rests.get(data) ?? readRest(data);
  rests.set(data, known);
  return known;
}

async function readRest({ labels, inboxes }: VocabularyData): Promise<Rest> {
  return {
    labels: await following<Label, 'labels'>(shell.MoreLabels, 'labels', labels),
    inboxes: await following<Vocabulary['inboxes'][number], 'inboxes'>(shell.MoreInboxes, 'inboxes', inboxes),
  };
}

// following reads the pages after the first one.
async function following<T, Name extends string>(query: string, name: Name, first: Connection<T>): Promise<T[]> {
  const found: T[] = [];
  for (let { pageInfo } = first; pageInfo.hasNextPage;) {
    const page: Connection<T> = (await read<Record<Name, Connection<T>>>(query, { after: pageInfo.endCursor }))[name];
    found.push(...page.nodes);
    ({ pageInfo } = page);
  }
  return found;
}

// isTyping reports whether a key belongs to the field that has the focus.
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  return !!target?.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]');
}

const singleKeysName = 'kith.singleKeys';
export const singleKeysOn = () => localStorage.getItem(singleKeysName) !== 'off';
export const setSingleKeys = (on: boolean) => localStorage.setItem(singleKeysName, on ? 'on' : 'off');

export type Keys = Record<string, (event: KeyboardEvent) => void>;

// useKeys calls handlers for keys that are pressed outside of fields and dialogs. Single letters can be switched off.
export function useKeys(keys: Keys) {
  const latest = useLatest(keys);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const handler = latest.current[event.key];
      if (!handler || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event)) {
        return;
      }
      if (document.querySelector('dialog[open]') || (event.key.length === 1 && event.key !== ' ' && !singleKeysOn())) {
        return;
      }
      if ((event.key === ' ' || event.key === 'Enter') && (event.target as HTMLElement).closest('button, a, summary, input, [role=tab]')) {
        return;
      }
      if (event.key.length === 1) {
        event.preventDefault(); // the letter is not for the field that may open
      }
      handler(event);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [latest]);
}
