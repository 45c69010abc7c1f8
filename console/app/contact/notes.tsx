import { useState, type FormEvent } from 'react';
import doc from '../documents/notes.graphql';
import { write, type Payload } from '../lib/api';
import { formatAgo, formatInstant } from '../lib/format';
import { usePages } from '../lib/pages';
import type { Connection, Named } from '../lib/types';
import { Button, Empty, IconButton } from '../ui/basics';
import { FormDialog } from '../ui/form';
import { PageList } from '../ui/page_list';
import { useToast } from '../ui/toast';

type Note = { id: string; version: number; content: string; createdAt: string; updatedAt: string; author: Named | null };

// Notes are what the people of the account wrote about a contact.
export function Notes({ contactId, tick }: { contactId: string; tick: number }) {
  const pages = usePages<Note, { contact: { notes: Connection<Note> } | null }>(
    doc.ContactNotes,
    { id: contactId },
    (data) => data.contact?.notes,
    [tick],
  );
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const [editing, setEditing] = useState<Note | null>(null);
  const say = useToast();
  const add = async (event: FormEvent) => {
    event.preventDefault();
    setProblem('');
    try {
      const { userErrors } = await write<Payload>(doc.NoteCreate, { contactId, content: text });
      if (userErrors.length) {
        setProblem(userErrors[0].message);
        return;
      }
      setText('');
      pages.again();
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  const remove = async ({ id, content }: Note) => {
    try {
      const { userErrors } = await write<Payload>(doc.NoteDelete, { id });
      say(userErrors[0]?.message ?? 'Note deleted.', {
        bad: userErrors.length > 0,
        action: { label: 'Undo', run: () => void write<Payload>(doc.NoteCreate, { contactId, content }).then(pages.again) },
      });
      pages.again();
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  };
  return (
    <>
      <form className="reply card" onSubmit={add}>
        <textarea
          id="new-note"
          rows={3}
          aria-label="New note"
          placeholder="Write a note"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        />
        {problem && (
          <p role="alert" className="field-error">
            {problem}
          </p>
        )}
        <div className="row">
          <span className="grow" />
          <Button type="submit" kind="primary" disabled={!text.trim()}>
            Add note
          </Button>
        </div>
      </form>
      <PageList
        pages={pages}
        empty={
          <Empty icon="note" title="No notes">
            <p>What everyone here should know about this contact.</p>
          </Empty>
        }
      >
        {(nodes) => (
          <ul className="notes">
            {nodes.map((note) => (
              <li key={note.id} className="card note">
                <div className="message-head">
                  <strong>{note.author?.name ?? 'An app'}</strong>
                  <time dateTime={note.createdAt} title={formatInstant(note.createdAt)}>
                    {formatAgo(note.createdAt)}
                  </time>
                  {note.updatedAt !== note.createdAt && <span>edited</span>}
                  <span className="grow" />
                  <IconButton icon="edit" label="Edit note" onClick={() => setEditing(note)} />
                  <IconButton icon="trash" label="Delete note" onClick={() => void remove(note)} />
                </div>
                <p>{note.content}</p>
              </li>
            ))}
          </ul>
        )}
      </PageList>
      {editing && (
        <FormDialog
          title="Edit note"
          action="Save"
          initial={{ content: editing.content }}
          fields={[{ name: 'content', label: 'Note', type: 'textarea', required: true }]}
          submit={(values) => write<Payload>(doc.NoteUpdate, { id: editing.id, expectedVersion: editing.version, ...values })}
          onProblem={(problem) => {
            const theirs = problem.code === 'STALE_VERSION' && (problem.current as Note | undefined);
            return (
              theirs && (
                <div className="notice">
                  <div>
                    <p>
                      <strong>Theirs:</strong> {theirs.content}
                    </p>
                    <Button onClick={() => setEditing({ ...editing, version: theirs.version })}>Save yours all the same</Button>
                  </div>
                </div>
              )
            );
          }}
          onDone={() => {
            setEditing(null);
            pages.again();
          }}
          onClose={() => {
            setEditing(null);
            pages.again();
          }}
        />
      )}
    </>
  );
}
