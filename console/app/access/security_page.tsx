import { useState } from 'react';
import { Link } from 'wouter';
import doc from '../documents/access.graphql';
import { useData, write, type Payload } from '../lib/api';
import { formatAgo, formatDay, formatInstant, plural } from '../lib/format';
import { useTitle, useViewer } from '../lib/hooks';
import { useParam } from '../lib/url';
import { Badge, Button, Empty, Failure, PageHead, Placeholder } from '../ui/basics';
import { ConfirmDialog } from '../ui/form';
import { Icon } from '../ui/icon';
import { useToast } from '../ui/toast';
import { Table } from '../settings/records';
import { SecondFactor } from './second_factor';

type Session = {
  id: string;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
  address: string | null;
  userAgent: string | null;
  current: boolean;
};
type User = { id: string; name?: string; email: string; secondFactorSince: string | null };
type Data = { userSessions: Session[]; node: User | null };

// SecurityPage shows where somebody is signed in and how: oneself or, for administrators, another user.
export function SecurityPage() {
  const { viewer, leave, renew } = useViewer();
  const [asked] = useParam('user');
  const id = asked || viewer.user?.id || '';
  const own = id === viewer.user?.id;
  const { data, error, again } = useData<Data>(doc.Sessions, { id }, ['UserSession'], !id);
  const [ending, setEnding] = useState<Session | 'all' | null>(null);
  const say = useToast();
  useTitle('Sign-ins');
  if (!id) {
    return (
      <div className="page">
        <Empty icon="key" title="Tokens have no sign-ins" />
      </div>
    );
  }
  if (error || !data) {
    return <div className="page">{error ? <Failure message={error} again={again} /> : <Placeholder active />}</div>;
  }
  if (!data.node?.name) {
    return (
      <div className="page">
        <Empty icon="id" title="There is no such user">
          <Link href="/users">All users</Link>
        </Empty>
      </div>
    );
  }
  const user = data.node;
  const sessions = data.userSessions;
  const others = sessions.filter(({ current }) => !current);
  return (
    <div className="page">
      {!own && (
        <Link href="/users" className="back">
          <Icon name="left" size={16} /> Users
        </Link>
      )}
      <PageHead title={own ? 'Your sign-ins' : `Sign-ins of ${user.name}`} text={user.email}>
        {others.length > 0 && (
          <Button icon="out" onClick={() => setEnding('all')}>
            {own ? 'Sign out everywhere else' : 'Sign out everywhere'}
          </Button>
        )}
      </PageHead>
      {sessions.length ? (
        <Table label="Sessions" head={['Browser', 'Address', 'Used', 'Signed in', 'Ends', { label: 'Actions', hidden: true }]}>
          {sessions.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <span title={one.userAgent ?? undefined}>{browserName(one.userAgent)}</span>{' '}
                {one.current && <Badge tone="good">this one</Badge>}
              </th>
              <td>{one.address ?? '–'}</td>
              <td title={formatInstant(one.lastUsedAt)}>{formatAgo(one.lastUsedAt)}</td>
              <td title={formatInstant(one.createdAt)}>{formatAgo(one.createdAt)}</td>
              <td>{formatDay(one.expiresAt)}</td>
              <td className="row-actions">
                <Button kind="quiet" onClick={() => setEnding(one)}>
                  End<span className="visually-hidden"> the session of {browserName(one.userAgent)}</span>
                </Button>
              </td>
            </tr>
          ))}
        </Table>
      ) : (
        <Empty icon="out" title="Signed in nowhere" />
      )}
      <SecondFactor
        user={user}
        own={own}
        onChanged={() => {
          again();
          renew();
        }}
      />
      {ending && (
        <ConfirmDialog
          title={ending === 'all' ? 'Sign out everywhere?' : 'End this session?'}
          text={
            ending === 'all'
              ? own
                ? 'All your sessions but this one end at once.'
                : 'All sessions end at once.'
              : ending.current
                ? 'This is the session of this page: you are signed out.'
                : 'Whoever uses it has to sign in again.'
          }
          action={ending === 'all' ? 'Sign out' : 'End'}
          run={() =>
            ending === 'all'
              ? write<Payload & { endedSessions: number }>(doc.SignOutEverywhere, { userId: id, keepCurrent: own })
              : write<Payload>(doc.SessionRevoke, { id: ending.id })
          }
          onDone={() => {
            if (ending !== 'all' && ending.current) {
              leave();
              return;
            }
            say(ending === 'all' ? `${plural(others.length, 'session')} ended.` : 'The session has ended.');
            setEnding(null);
            again();
          }}
          onClose={() => setEnding(null)}
        />
      )}
    </div>
  );
}

const browsers: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/Windows/, 'Windows'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS/, 'macOS'],
  [/Android/, 'Android'],
  [/Linux/, 'Linux'],
];

// browserName says in words what a browser called itself; the whole text is the tooltip.
function browserName(agent: string | null): string {
  if (!agent) {
    return 'Unknown browser';
  }
  const find = (list: [RegExp, string][]) => list.find(([pattern]) => pattern.test(agent))?.[1];
  const browser = find(browsers);
  return browser ? [browser, find(systems)].filter(Boolean).join(' on ') : agent.slice(0, 40);
}
