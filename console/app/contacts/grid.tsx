import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type CSSProperties } from 'react';
import { contactName } from '../lib/format';
import { useLatest } from '../lib/hooks';
import { Icon } from '../ui/icon';
import { cell } from './cell';
import { nextSort, template, type Column, type SortKey } from './columns';
import type { ContactList } from './list';
import type { Selection } from './selection';

type GridProps = {
  list: ContactList;
  columns: Column[];
  sort: SortKey[];
  onSort: (keys: SortKey[]) => void;
  total: number | null;
  at: number;
  onMove: (index: number) => void;
  onOpen: (index: number) => void;
  selection: Selection;
};

const rowHeight = 48;

// Grid is the table of contacts. Only the rows in sight are in the page; `aria-rowcount` and `aria-rowindex` tell of the others.
export function Grid({ list, columns, sort, onSort, total, at, onMove, onOpen, selection }: GridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, more, loadMore, gone } = list;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (more && last >= rows.length - 25) {
      loadMore();
    }
  }, [last, more, rows.length, loadMore]);
  const latest = useLatest(virtual);
  useEffect(() => {
    if (at >= 0) {
      latest.current.scrollToIndex(at, { align: 'auto' });
    }
  }, [at, latest]);

  const allLoaded = rows.length > 0 && selection.count(rows) === rows.length;
  return (
    <div
      className="grid"
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label="Contacts"
      aria-multiselectable="true"
      aria-rowcount={total === null ? -1 : total + 1}
      aria-colcount={columns.length + 1}
      aria-activedescendant={at >= 0 && rows[at] ? `row-${rows[at].id}` : undefined}
      style={template(columns) as CSSProperties}
    >
      <div role="row" aria-rowindex={1} className="grid-head">
        <div role="columnheader" className="cell pick">
          <input
            type="checkbox"
            aria-label="Select all loaded contacts"
            checked={allLoaded}
            ref={(box) => {
              if (box) box.indeterminate = !allLoaded && selection.count(rows) > 0;
            }}
            onChange={() => selection.toggleLoaded(rows, !allLoaded)}
          />
        </div>
        {columns.map((column) => (
          <Head key={column.key} column={column} sort={sort} onSort={onSort} />
        ))}
      </div>
      <div role="presentation" className="grid-rows" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          const chosen = selection.has(row.id);
          return (
            <div
              key={row.id}
              id={`row-${row.id}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={chosen}
              className={`grid-row ${index === at ? 'current' : ''} ${gone.has(row.id) ? 'gone' : ''}`}
              style={{ transform: `translateY(${start}px)` }}
              onClick={(event) => {
                onMove(index);
                if (!event.shiftKey) {
                  onOpen(index);
                } else {
                  selection.extend(rows, at < 0 ? index : at, index);
                }
              }}
            >
              <div role="gridcell" className="cell pick" onClick={(event) => event.stopPropagation()}>
                <input
                  type="checkbox"
                  aria-label={`Select ${contactName(row)}`}
                  tabIndex={-1}
                  checked={chosen}
                  onClick={(event) => {
                    if (event.shiftKey && at >= 0) {
                      selection.extend(rows, at, index);
                    } else {
                      selection.toggle(row.id);
                    }
                    onMove(index);
                  }}
                  onChange={() => {}}
                />
              </div>
              {columns.map((column) => (
                <div
                  key={column.key}
                  role="gridcell"
                  className={`cell ${column.key === 'name' ? 'lead' : ''} ${column.numeric ? 'numeric' : ''}`}
                >
                  {cell(row, column)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Head({
  column: { sort: by, label, numeric },
  sort,
  onSort,
}: {
  column: Column;
  sort: SortKey[];
  onSort: (keys: SortKey[]) => void;
}) {
  const place = sort.findIndex((key) => key.by === by);
  const direction = place < 0 ? undefined : sort[place].descending ? 'descending' : 'ascending';
  return (
    <div role="columnheader" aria-sort={direction} className={`cell ${numeric ? 'numeric' : ''}`}>
      {by ? (
        <button type="button" title="Sort; with Shift as a further key" onClick={(event) => onSort(nextSort(sort, by, event.shiftKey))}>
          {label}
          {direction && <Icon name={direction === 'ascending' ? 'up' : 'down'} size={14} />}
          {direction && sort.length > 1 && <small>{place + 1}</small>}
        </button>
      ) : (
        label
      )}
    </div>
  );
}
