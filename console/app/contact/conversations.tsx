import { useEffect, useRef, useState, type FormEvent } from 'react';
import doc from '../documents/conversations.graphql';
import { useData, write, type Payload } from '../lib/api';
import { formatAgo, formatInstant, plural, sentence } from '../lib/format';
import { usePages } from '../lib/pages';
import type { Connection, Label, Named } from '../lib/types';
import { useParam } from '../lib/url';
import { Badge, Button, Empty, Failure, LabelChip, Placeholder } from '../ui/basics';
import { Icon } from '../ui/icon';
import { PageList } from '../ui/page_list';
import { useToast } from '../ui/toast';
import { Stars } from './ratings';

type Conversation = {
  id: string;
  displayId: number;
  status: string;
  priority: string | null;
  lastActivityAt: string;
  inbox: Named & { channelType: string };
  assignee: Named | null;
  labels: Label[];
  lastMessage: { content: string; messageType: string; createdAt: string } | null;
  csatResponse: { rating: number } | null;
};

type Message = {
  id: string;
  content: string;
  messageType: string;
  private: boolean;
  createdAt: string;
  sender: (Named & { __typename: string }) | null;
};

type Thread = {
  conversation: {
    id: string;
    version: number;
    displayId: number;
    status: string;
    messages: { nodes: Message[]; pageInfo: { hasPreviousPage: boolean; startCursor: string | null } };
  } | null;
};

const statuses = ['OPEN', 'PENDING', 'SNOOZED', 'RESOLVED'];
const tones: Record<string, string> = { OPEN: 'good', PENDING: 'warn', SNOOZED: 'neutral', RESOLVED: 'neutral' };

// Conversations lists the conversations of a contact; one of them is open.
export function Conversations({ contactId, tick }: { contactId: string; tick: number }) {
  const pages = usePages<Conversation, { contact: { conversations: Connection<Conversation> } | null }>(
    doc.ContactConversations,
    { id: contactId },
    (data) => data.contact?.conversations,
    [tick],
  );
  const [open, setOpen] = useParam('conversation');
  return (
    <PageList
      pages={pages}
      empty={
        <Empty icon="chat" title="No conversations">
          <p>They appear here when a channel brings them.</p>
        </Empty>
      }
    >
      {(nodes) => (
        <ul className="conversations">
          {nodes.map((one) => (
            <li key={one.id} className="card">
              <button
                type="button"
                className="conversation"
                aria-expanded={open === one.id}
                onClick={() => setOpen(open === one.id ? null : one.id, true)}
              >
                <span className="conversation-top">
                  <strong>#{one.displayId}</strong>
                  <span>{one.inbox.name}</span>
                  <Badge tone={tones[one.status]}>{sentence(one.status)}</Badge>
                  {one.priority && (
                    <Badge tone={one.priority === 'URGENT' || one.priority === 'HIGH' ? 'warn' : 'neutral'}>{sentence(one.priority)}</Badge>
                  )}
                  {one.csatResponse && <Stars rating={one.csatResponse.rating} />}
                  <span className="grow" />
                  <time dateTime={one.lastActivityAt} title={formatInstant(one.lastActivityAt)}>
                    {formatAgo(one.lastActivityAt)}
                  </time>
                </span>
                <span className="conversation-last">{one.lastMessage?.content ?? 'No messages'}</span>
                <span className="conversation-more">
                  {one.assignee && <span>{one.assignee.name}</span>}
                  {one.labels.map((label) => (
                    <LabelChip key={label.id} label={label} />
                  ))}
                </span>
              </button>
              {open === one.id && <ThreadView id={one.id} onChanged={pages.again} />}
            </li>
          ))}
        </ul>
      )}
    </PageList>
  );
}

function ThreadView({ id, onChanged }: { id: string; onChanged: () => void }) {
  const [before, setBefore] = useState<string | null>(null);
  const { data, error, again } = useData<Thread>(doc.Conversation, { id, before }, ['Message', 'Conversation']);
  const end = useRef<HTMLLIElement>(null);
  const say = useToast();
  const conversation = data?.conversation;
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [conversation?.messages.nodes.length]);
  if (error) {
    return <Failure message={error} again={again} />;
  }
  if (!conversation) {
    return <Placeholder active />;
  }
  const { nodes, pageInfo } = conversation.messages;
  const setStatus = async (status: string) => {
    try {
      const { userErrors } = await write<Payload>(doc.ConversationUpdate, { id, status });
      if (userErrors.length) {
        say(userErrors[0].message, { bad: true });
      }
      onChanged();
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  };
  return (
    <div className="thread">
      <div className="row">
        <label className="thread-status">
          Status
          <select value={conversation.status} onChange={(event) => void setStatus(event.target.value)}>
            {statuses.map((status) => (
              <option key={status} value={status}>
                {sentence(status)}
              </option>
            ))}
          </select>
        </label>
        <span className="quiet-text">
          {plural(nodes.length, 'message')}
          {before && ' of an earlier page'}
        </span>
        {before && (
          <Button kind="quiet" onClick={() => setBefore(null)}>
            Latest
          </Button>
        )}
      </div>
      <ol className="messages">
        {pageInfo.hasPreviousPage && (
          <li>
            <Button kind="quiet" onClick={() => setBefore(pageInfo.startCursor)}>
              Earlier messages
            </Button>
          </li>
        )}
        {nodes.map((message) => (
          <li key={message.id} className={`message ${message.private ? 'private' : message.messageType.toLowerCase()}`}>
            <div className="message-head">
              <strong>{message.sender?.name ?? (message.messageType === 'ACTIVITY' ? '' : 'Kith')}</strong>
              {message.private && <Badge tone="warn">private</Badge>}
              <time dateTime={message.createdAt}>{formatInstant(message.createdAt)}</time>
            </div>
            <p>{message.content}</p>
          </li>
        ))}
        <li ref={end} aria-hidden="true" />
      </ol>
      <Reply conversationId={id} onSent={onChanged} />
    </div>
  );
}

function Reply({ conversationId, onSent }: { conversationId: string; onSent: () => void }) {
  const [text, setText] = useState('');
  const [hidden, setHidden] = useState(false);
  const [problem, setProblem] = useState('');
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setProblem('');
    try {
      const { userErrors } = await write<Payload>(doc.MessageCreate, { conversationId, content: text, private: hidden });
      if (userErrors.length) {
        setProblem(userErrors[0].message);
        return;
      }
      setText('');
      onSent();
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <form className="reply" onSubmit={send}>
      <textarea
        rows={2}
        aria-label="Message"
        placeholder={hidden ? 'For the others in the account' : 'Write a message'}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="row">
        <label className="check">
          <input type="checkbox" checked={hidden} onChange={(event) => setHidden(event.target.checked)} /> Private
        </label>
        <span className="quiet-text">
          <Icon name="warning" size={14} /> Stored, not sent through the channel.
        </span>
        <span className="grow" />
        <Button type="submit" kind="primary" disabled={!text.trim()}>
          Add message
        </Button>
      </div>
      {problem && (
        <p role="alert" className="field-error">
          {problem}
        </p>
      )}
    </form>
  );
}
