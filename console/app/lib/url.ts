// What a page shows is in its URL: hooks that read and change parts of the query string.
import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';

export type Changes = Record<string, string | null>;

// useParams returns the query string of the page, and a function that changes parts of it; null and blank take a part out.
export function useParams(): [URLSearchParams, (changes: Changes, replace?: boolean) => void] {
  const search = useSearch();
  const [location, navigate] = useLocation();
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const change = useCallback(
    (changes: Changes, replace = false) => {
      const next = new URLSearchParams(search);
      for (const [name, value] of Object.entries(changes)) {
        if (value) {
          next.set(name, value);
        } else {
          next.delete(name);
        }
      }
      const text = next.toString();
      navigate(location + (text && `?${text}`), { replace });
    },
    [search, location, navigate],
  );
  return [params, change];
}

// useParam is useParams for one part.
export function useParam(name: string): [string, (value: string | null, replace?: boolean) => void] {
  const [params, change] = useParams();
  return [params.get(name) ?? '', (value, replace) => change({ [name]: value }, replace)];
}
