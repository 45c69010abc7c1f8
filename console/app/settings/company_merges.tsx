import doc from '../documents/company_merge.graphql';
import { write, type Payload } from '../lib/api';
import { formatAgo, plural } from '../lib/format';
import { usePages } from '../lib/pages';
import type { Attributes, Connection, Json, Named } from '../lib/types';
import { Badge, Button } from '../ui/basics';
import { PageList } from '../ui/page_list';
import { useToast } from '../ui/toast';

type Merge = {
  id: string;
  snapshot: Attributes;
  moved: { contacts: number | null };
  actor: Named | null;
  createdAt: string;
  undoneAt: string | null;
  undoable: boolean;
};

// CompanyMerges lists what was merged into a company; what can be undone has a button for it.
export function CompanyMerges({ id, changed }: { id: string; changed: () => void }) {
  const pages = usePages<Merge, { company: { mergedFrom: Connection<Merge> } | null }>(
    doc.CompanyMerges,
    { id },
    (data) => data.company?.mergedFrom,
  );
  const unmerge = useCompanyUnmerge(() => {
    pages.again();
    changed();
  });
  return (
    <PageList pages={pages} empty={<p className="quiet-text">Nothing was merged into this company.</p>}>
      {(nodes) => (
        <ul className="notes">
          {nodes.map((merge) => (
            <li key={merge.id} className="card merge">
              <div className="message-head">
                <strong>{String(merge.snapshot.name)}</strong>
                {merge.actor && <span>by {merge.actor.name}</span>}
                <time dateTime={merge.createdAt}>{formatAgo(merge.createdAt)}</time>
                {merge.undoneAt && <Badge>undone {formatAgo(merge.undoneAt)}</Badge>}
                <span className="grow" />
                {merge.undoable && (
                  <Button icon="undo" onClick={() => void unmerge(merge.id)}>
                    Unmerge<span className="visually-hidden"> {String(merge.snapshot.name)}</span>
                  </Button>
                )}
              </div>
              {merge.moved.contacts !== null && <p className="quiet-text">{plural(merge.moved.contacts, 'contact')} moved here.</p>}
            </li>
          ))}
        </ul>
      )}
    </PageList>
  );
}

type Kept = { field: string; keptValue: Json; mergedValue: Json };

// useCompanyUnmerge returns a function that takes a merge back and says what stayed with the survivor.
export function useCompanyUnmerge(done: () => void) {
  const say = useToast();
  return async (mergeId: string) => {
    try {
      const { userErrors, kept } = await write<Payload & { kept: Kept[] }>(doc.CompanyUnmerge, { mergeId });
      if (userErrors.length) {
        say(userErrors[0].message, { bad: true });
        return;
      }
      say(kept.length ? `Unmerged. Changed since, and kept: ${kept.map(({ field }) => field).join(', ')}.` : 'Unmerged.');
      done();
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  };
}
