import type { ReactNode } from 'react';
import type { Pages } from '../lib/pages';
import { Button, Failure, Placeholder } from './basics';

// PageList shows a list that is read page by page: what it holds, that it is empty, or what went wrong.
export function PageList<T>({ pages, empty, children }: { pages: Pages<T>; empty: ReactNode; children: (nodes: T[]) => ReactNode }) {
  const { nodes, more, loading, loaded, error, loadMore, again } = pages;
  return (
    <>
      {error && <Failure message={error} again={again} />}
      {!loaded && <Placeholder active />}
      {loaded && !error && !nodes.length && empty}
      {nodes.length > 0 && children(nodes)}
      {more && (
        <Button onClick={loadMore} disabled={loading}>
          Show more
        </Button>
      )}
    </>
  );
}
