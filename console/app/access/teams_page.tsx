import { useEffect, useState } from 'react';
import doc from '../documents/access.graphql';
import { kit, useData } from '../lib/api';
import { formatDay, plural } from '../lib/format';
import { useIsAdministrator, useTitle } from '../lib/hooks';
import type { Connection, Named } from '../lib/types';
import { Button, Empty, Failure, IconButton, PageHead, Placeholder } from '../ui/basics';
import { Table, usageText, useDialogs, type Usage } from '../settings/records';
import { eachNode } from '@kith/client';

type Team = {
  id: string;
  version: number;
  name: string;
  description: string;
  members: Named[];
  usedBySegments: Usage;
  createdAt: string;
};

// TeamsPage lists the teams, to which conversations are assigned.
export function TeamsPage() {
  useTitle('Teams');
  const administrator = useIsAdministrator();
  const { data, error, again } = useData<{ teams: Team[] }>(doc.Teams, {}, ['Team']);
  const people = usePeople(administrator);
  const { create, edit, remove, dialogs } = useDialogs<Team>({
    noun: 'team',
    nameOf: ({ name }) => name,
    fields: (record) => [
      { name: 'name', label: 'Name', required: true },
      { name: 'description', label: 'Description', type: 'textarea' },
      { name: 'memberIds', label: 'Members', type: 'checks', options: options(people, record) },
    ],
    initial: (one) => ({
      name: one?.name ?? '',
      description: one?.description ?? '',
      memberIds: one?.members.map(({ id }) => id) ?? [],
    }),
    create: doc.TeamCreate,
    update: doc.TeamUpdate,
    remove: doc.TeamDelete,
    removeText: ({ usedBySegments }) =>
      `Its conversations stay with their assignees, and belong to no team then.${usageText(usedBySegments)}`,
  });
  const teams = data?.teams ?? [];
  return (
    <div className="page">
      <PageHead title="Teams" text="Users who share conversations.">
        {administrator && (
          <Button kind="primary" icon="plus" onClick={create}>
            New team
          </Button>
        )}
      </PageHead>
      {error && <Failure message={error} again={again} />}
      {!data && !error && <Placeholder active />}
      {data && !teams.length && (
        <Empty icon="people" title="No teams yet">
          <p>Conversations can be assigned to a team, such as a department.</p>
        </Empty>
      )}
      {teams.length > 0 && (
        <Table label="Teams" head={['Name', 'Description', 'Members', 'Since', { label: 'Actions', hidden: true }]}>
          {teams.map((one) => (
            <tr key={one.id}>
              <th scope="row">{one.name}</th>
              <td>{one.description}</td>
              <td>{membersText(one.members)}</td>
              <td>{formatDay(one.createdAt)}</td>
              <td className="row-actions">
                {administrator && <IconButton icon="edit" label={`Edit ${one.name}`} onClick={() => edit(one)} />}
                {administrator && <IconButton icon="trash" label={`Delete ${one.name}`} onClick={() => remove(one)} />}
              </td>
            </tr>
          ))}
        </Table>
      )}
      {dialogs}
    </div>
  );
}

// usePeople returns who can be a member: all users who can sign in.
function usePeople(wanted: boolean): Named[] {
  const [people, setPeople] = useState<Named[]>([]);
  useEffect(() => {
    let gone = false;
    const read = async () => {
      const found: Named[] = [];
      for await (const one of eachNode<{ account: { users: Connection<Named> } }, Named>(
        kit,
        doc.People,
        {},
        ({ account }) => account.users,
      )) {
        found.push(one);
      }
      if (!gone) {
        setPeople(found);
      }
    };
    if (wanted) {
      read().catch(() => {}); // the members that there are can still be removed
    }
    return () => {
      gone = true;
    };
  }, [wanted]);
  return people;
}

const options = (people: Named[], team: Team | null) =>
  [...people, ...(team?.members ?? []).filter(({ id }) => !people.some((one) => one.id === id))].map(({ id, name }) => ({
    value: id,
    label: name,
  }));

const membersText = (members: Named[]) =>
  members.length > 6
    ? plural(members.length, 'member')
    : members.map(({ name }) => name).join(', ') || <span className="quiet-text">nobody</span>;
