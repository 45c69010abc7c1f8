import { useState } from 'react';
import { useLocation } from 'wouter';
import { formatNumber, plural } from '../lib/format';
import { useIsAdministrator } from '../lib/hooks';
import type { Count, Filter } from '../lib/types';
import { Button, IconButton } from '../ui/basics';
import { BulkDialog, type BulkKind } from './bulk_dialog';
import type { ContactList } from './list';
import type { Selection } from './selection';
import type { View } from './view';

export type Target = { ids: string[] } | { filter: Filter } | { segment: string };

// targetOf says which contacts a bulk change is for. What a search found has no target of its own: its contacts are named by their ids.
export function targetOf(selection: Selection, view: View): Target | null {
  if (!selection.all) {
    return { ids: [...selection.ids] };
  }
  if (view.query.search) {
    return null;
  }
  return view.query.segment ? { segment: view.query.segment } : { filter: view.filter ?? {} };
}

type Props = {
  list: ContactList;
  view: View;
  selection: Selection;
  total: Count | null;
  kind: BulkKind | null;
  onKind: (kind: BulkKind | null) => void;
};

// BulkBar appears with the first selected contact.
export function BulkBar({ list, view, selection, total, kind, onKind }: Props) {
  const administrator = useIsAdministrator();
  const [, navigate] = useLocation();
  const count = selection.all ? (total?.value ?? list.rows.length) : selection.ids.size;
  const [announced] = useState(() => count);
  if (!selection.all && !selection.ids.size) {
    return null;
  }
  const whole = selection.loaded || list.rows.every(({ id }) => selection.has(id));
  const exact = total?.precision === 'EXACT' ? formatNumber(total.value) : `${formatNumber(total?.value ?? announced)} or more`;
  return (
    <div className="bulk-bar" role="region" aria-label="Selection">
      <strong aria-live="polite">{selection.all ? `All ${exact} selected` : `${plural(count, 'contact')} selected`}</strong>
      {whole && !selection.all && list.more && !view.query.search && (
        <Button kind="quiet" onClick={selection.chooseAll}>
          Select all {exact} that match
        </Button>
      )}
      <div className="bulk-actions">
        <Button kind="quiet" icon="tag" onClick={() => onKind('labels')}>
          Labels
        </Button>
        <Button kind="quiet" icon="sliders" onClick={() => onKind('fields')}>
          Change
        </Button>
        {!selection.all && count >= 2 && count <= 10 && (
          <Button kind="quiet" icon="merge" onClick={() => navigate(`/duplicates/compare?ids=${[...selection.ids].join(',')}`)}>
            Merge
          </Button>
        )}
        {administrator && (
          <Button kind="quiet" icon="trash" onClick={() => onKind('delete')}>
            Delete
          </Button>
        )}
        <IconButton icon="close" label="Clear selection" onClick={selection.clear} />
      </div>
      {kind && (
        <BulkDialog
          kind={kind}
          target={targetOf(selection, view)!}
          count={count}
          onClose={() => onKind(null)}
          onStarted={() => {
            onKind(null);
            selection.clear();
          }}
        />
      )}
    </div>
  );
}
