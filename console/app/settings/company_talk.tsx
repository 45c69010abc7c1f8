import { Link } from 'wouter';
import doc from '../documents/company_talk.graphql';
import { contactName, formatAgo, formatInstant, sentence } from '../lib/format';
import { usePages } from '../lib/pages';
import type { Connection, Named } from '../lib/types';
import { Badge } from '../ui/basics';
import { PageList } from '../ui/page_list';
import { Table } from './records';

type Conversation = {
  id: string;
  displayId: number;
  status: string;
  lastActivityAt: string;
  contact: Named;
  inbox: Named;
  lastMessage: { content: string } | null;
};
type Note = { id: string; content: string; createdAt: string; contact: Named; author: Named | null };

// CompanyConversations lists the conversations of a company's contacts; each leads to its contact.
export function CompanyConversations({ id }: { id: string }) {
  const pages = usePages<Conversation, { company: { conversations: Connection<Conversation> } | null }>(
    doc.CompanyConversations,
    { id },
    (data) => data.company?.conversations,
  );
  return (
    <PageList pages={pages} empty={<p className="quiet-text">No conversations.</p>}>
      {(nodes) => (
        <Table label="Conversations" head={['Conversation', 'Contact', 'Inbox', 'Status', 'Last message', 'Last active']}>
          {nodes.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <Link href={`/contacts/${one.contact.id}?tab=conversations&conversation=${one.id}`}>#{one.displayId}</Link>
              </th>
              <td>{contactName(one.contact)}</td>
              <td>{one.inbox.name}</td>
              <td>
                <Badge tone={one.status === 'OPEN' ? 'good' : 'neutral'}>{sentence(one.status)}</Badge>
              </td>
              <td>{one.lastMessage?.content}</td>
              <td>{formatAgo(one.lastActivityAt)}</td>
            </tr>
          ))}
        </Table>
      )}
    </PageList>
  );
}

// CompanyNotes lists the notes about a company's contacts.
export function CompanyNotes({ id }: { id: string }) {
  const pages = usePages<Note, { company: { notes: Connection<Note> } | null }>(doc.CompanyNotes, { id }, (data) => data.company?.notes);
  return (
    <PageList pages={pages} empty={<p className="quiet-text">No notes.</p>}>
      {(nodes) => (
        <ul className="notes">
          {nodes.map((note) => (
            <li key={note.id} className="card note">
              <div className="message-head">
                <Link href={`/contacts/${note.contact.id}?tab=notes`}>{contactName(note.contact)}</Link>
                {note.author && <span>by {note.author.name}</span>}
                <time dateTime={note.createdAt} title={formatInstant(note.createdAt)}>
                  {formatAgo(note.createdAt)}
                </time>
              </div>
              <p>{note.content}</p>
            </li>
          ))}
        </ul>
      )}
    </PageList>
  );
}
