import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import doc from '../documents/contacts.graphql';
import { useData, write, type Payload } from '../lib/api';
import { plural } from '../lib/format';
import { useDebounced, useIsAdministrator, useKeys, useTitle } from '../lib/hooks';
import type { Count, Job } from '../lib/types';
import { useParams } from '../lib/url';
import { useJobTray } from '../shell/job_tray';
import { Button, Empty, Failure, PageHead, Placeholder } from '../ui/basics';
import { Icon } from '../ui/icon';
import { Menu } from '../ui/menu';
import { useToast } from '../ui/toast';
import { BulkBar } from './bulk_bar';
import type { BulkKind } from './bulk_dialog';
import { ColumnMenu } from './column_menu';
import { writeSort } from './columns';
import { CreateDialog } from './create_dialog';
import { FilterBar } from './filter_bar';
import { Grid } from './grid';
import { useContactList } from './list';
import { useLive } from './live';
import { Peek } from './peek';
import { SegmentBar } from './segment_bar';
import { useSelection } from './selection';
import { rememberColumns, useView, writeConditions, type View } from './view';

// ContactsPage is the list of contacts: searched, filtered, sorted, selected, and live.
export function ContactsPage() {
  useTitle('Contacts');
  const view = useView();
  const [params, change] = useParams();
  const [, navigate] = useLocation();
  const list = useContactList(view.query, view.ready);
  const live = useLive(list, view.query, view.sort);
  const { filter, segment, search } = view.query;
  const selection = useSelection(JSON.stringify([filter, segment, search]));
  const count = useData<{ contacts: { count: Count } }>(doc.ContactCount, { filter, segment, search }, ['Contact'], !view.ready);
  const total = count.data?.contacts.count ?? null;
  const [at, setAt] = useState(-1);
  const [bulk, setBulk] = useState<BulkKind | null>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  useEffect(() => setAt(-1), [JSON.stringify(view.query)]);

  const peeked = list.rows.find(({ id }) => id === params.get('peek'));
  const move = (index: number) => {
    const next = Math.max(0, Math.min(list.rows.length - 1, index));
    setAt(next);
    if (peeked && list.rows[next]) {
      change({ peek: list.rows[next].id }, true);
    }
  };
  const open = (index: number) => list.rows[index] && navigate(`/contacts/${list.rows[index].id}`);
  const step = (by: number) => (event: KeyboardEvent) => {
    event.preventDefault();
    if (event.shiftKey && at >= 0) {
      selection.extend(list.rows, at, Math.max(0, Math.min(list.rows.length - 1, at + by)));
    }
    move(at + by);
  };
  const labels = () => {
    if (!selection.all && !selection.ids.size && list.rows[at]) {
      selection.toggle(list.rows[at].id);
    }
    setBulk('labels');
  };
  useKeys({
    '/': (event) => {
      event.preventDefault();
      searchBox.current?.focus();
    },
    j: step(1),
    ArrowDown: step(1),
    k: step(-1),
    ArrowUp: step(-1),
    PageDown: step(12),
    PageUp: step(-12),
    Home: (event) => {
      event.preventDefault();
      move(0);
    },
    End: (event) => {
      event.preventDefault();
      move(list.rows.length - 1);
    },
    x: () => list.rows[at] && selection.toggle(list.rows[at].id),
    Enter: () => open(at),
    ' ': (event) => {
      event.preventDefault();
      change({ peek: peeked && peeked === list.rows[at] ? null : (list.rows[at]?.id ?? null) }, true);
    },
    l: labels,
    c: (event) => {
      event.preventDefault();
      change({ new: '1' });
    },
    Escape: () => (peeked ? change({ peek: null }, true) : selection.clear()),
  });

  const refresh = () => {
    live.forget();
    list.reload();
    count.again();
  };
  return (
    <div className="page contacts-page">
      <PageHead
        title={view.segment?.name ?? 'Contacts'}
        text={total && `${total.precision === 'AT_LEAST' ? 'more than ' : ''}${plural(total.value, 'contact')}`}
      >
        <ExportMenu view={view} />
        <Button kind="primary" icon="plus" onClick={() => change({ new: '1' })}>
          New contact
        </Button>
      </PageHead>
      <div className="toolbar">
        <SearchBox value={view.search} inputRef={searchBox} onChange={(q) => change({ q, peek: null }, true)} />
        <SegmentBar view={view} onOpen={(id) => change({ segment: id, f: null, match: null, peek: null })} />
        <span className="grow" />
        <ColumnMenu
          choices={view.choices}
          columns={view.columns}
          onChange={(keys) => {
            rememberColumns(keys);
            change({ cols: keys.join(',') }, true);
          }}
        />
      </div>
      <FilterBar
        conditions={view.conditions}
        fields={view.fields}
        onChange={(conditions) =>
          change({ ...writeConditions(conditions), ...(!conditions.list.length && !view.segment && { f: null }), peek: null })
        }
      />
      <div className="list-area">
        {live.moved > 0 && (
          <div className="banner" role="status">
            {plural(live.moved, 'change')} of what is listed or in which order.
            <Button kind="quiet" icon="refresh" onClick={refresh}>
              Show
            </Button>
          </div>
        )}
        {list.error && <Failure message={list.error} again={list.reload} />}
        {!list.loaded && <Placeholder active lines={10} />}
        {list.loaded && !list.error && !list.rows.length && (
          <NothingHere view={view} onClear={() => change({ q: null, f: null, match: null, segment: null })} />
        )}
        {list.rows.length > 0 && (
          <Grid
            list={list}
            columns={view.columns}
            sort={view.sort}
            onSort={(keys) => change({ sort: writeSort(keys) }, true)}
            total={total?.precision === 'EXACT' ? total.value : null}
            at={at}
            onMove={setAt}
            onOpen={open}
            selection={selection}
          />
        )}
        {peeked && <Peek row={peeked} onClose={() => change({ peek: null }, true)} />}
      </div>
      <BulkBar list={list} view={view} selection={selection} total={total} kind={bulk} onKind={setBulk} />
      {params.get('new') && <CreateDialog onClose={() => change({ new: null }, true)} />}
    </div>
  );
}

function SearchBox({
  value,
  inputRef,
  onChange,
}: {
  value: string;
  inputRef: React.RefObject<HTMLInputElement | null>;
  onChange: (text: string) => void;
}) {
  const [text, setText] = useState(value);
  const settled = useDebounced(text);
  const sent = useRef(value);
  useEffect(() => {
    if (settled !== sent.current) {
      sent.current = settled;
      onChange(settled);
    }
  }, [settled, onChange]);
  useEffect(() => {
    if (value !== sent.current) {
      // somebody else changed the URL: a link, the way back
      sent.current = value;
      setText(value);
    }
  }, [value]);
  return (
    <div className="search-box">
      <Icon name="search" size={16} />
      <input
        ref={inputRef}
        type="search"
        aria-label="Search contacts"
        placeholder="Name, email, phone, company"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && inputRef.current?.blur()}
      />
      <kbd>/</kbd>
    </div>
  );
}

function NothingHere({ view, onClear }: { view: View; onClear: () => void }) {
  const administrator = useIsAdministrator();
  if (view.search || view.conditions.list.length || view.segment) {
    return (
      <Empty icon="search" title="Nothing matches">
        <p>No contact is like this.</p>
        <Button onClick={onClear}>Clear search and filters</Button>
      </Empty>
    );
  }
  return (
    <Empty icon="people" title="No contacts yet">
      <p>Bring them from a file, or create the first one.</p>
      {administrator && (
        <Link href="/import" className="button primary">
          Import contacts
        </Link>
      )}
      <Link href="/contacts?new=1" className="button plain">
        New contact
      </Link>
    </Empty>
  );
}

const formats = [
  ['CSV', 'CSV'],
  ['XLSX', 'Excel'],
  ['JSONL', 'JSON Lines'],
  ['VCARD', 'vCard'],
];

function ExportMenu({ view }: { view: View }) {
  const administrator = useIsAdministrator();
  const track = useJobTray();
  const say = useToast();
  if (!administrator) {
    return null;
  }
  const start = async (format: string, name: string) => {
    try {
      const target = view.query.segment ? { segment: view.query.segment } : { filter: view.filter };
      const { job, userErrors } = await write<Payload & { job: Job }>(doc.Export, { ...target, format });
      if (userErrors.length) {
        say(userErrors[0].message, { bad: true });
      } else {
        track(job, `Export as ${name}`);
      }
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  };
  return (
    <Menu label="Export" icon="download" align="right" text="Export">
      {(close) => (
        <>
          {formats.map(([format, name]) => (
            <button
              key={format}
              type="button"
              onClick={() => {
                close();
                void start(format, name);
              }}
            >
              {name}
            </button>
          ))}
          {view.query.search && <p className="quiet-text">An export follows filter and segment, not the search.</p>}
        </>
      )}
    </Menu>
  );
}
