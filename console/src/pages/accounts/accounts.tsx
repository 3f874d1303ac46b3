// SPDX-License-Identifier: GPL-3.0-or-later
// Who may use the console (super administrators only).
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { del, patch } from '../../api/client';
import { useAllLinks, useUsers } from '../../api/queries';
import type { User } from '../../api/types';
import { useMe } from '../../app/session';
import { Ask } from '../../parts/ask';
import type { Column } from '../../parts/listing';
import { Listing } from '../../parts/listing';
import { Mark } from '../../parts/mark';
import { Answer } from '../../parts/problem';
import { Page, Panel, schoolName, When } from '../../parts/small';
import { tell, tellProblem } from '../../parts/tell';
import { t } from '../../texts';
import { AccountForm } from './form';

export function AccountsPage(): ReactElement {
  const users = useUsers(true);
  const [adding, setAdding] = useState(false);
  const [changing, setChanging] = useState<User | null>(null);
  return (
    <Page title={t.accounts.title} lead={t.accounts.lead} actions={<Button onClick={() => setAdding(true)}>{t.accounts.add}</Button>}>
      <Panel><Answer of={users}>{(found) => <List users={found.users} onChange={setChanging} />}</Answer></Panel>
      {adding ? <AccountForm user={null} onClose={() => setAdding(false)} /> : null}
      {changing ? <AccountForm user={changing} onClose={() => setChanging(null)} /> : null}
    </Page>
  );
}

function List({ users, onChange }: { users: User[]; onChange: (user: User) => void }): ReactElement {
  const me = useMe();
  const links = useAllLinks();
  const schools = (user: User): string => {
    if (user.role === 'super_administrator') return t.accounts.allSchools;
    const named = user.schools.map(({ link, school }) => schoolName(links.find((one) => one.summary.name === link), school));
    return named.length === 0 ? t.common.none : named.join(' · ');
  };
  const columns: Column<User>[] = [
    { title: t.accounts.name, name: true, cell: (one) => <>{one.name}{one.id === me.id ? <span className="dim"> ({t.accounts.yourself})</span> : null}</> },
    { title: t.accounts.role, cell: (one) => t.role[one.role] },
    { title: t.accounts.schools, cell: schools },
    { title: t.accounts.enabled, cell: (one) => <Mark tone={one.enabled ? 'good' : 'calm'}>{one.enabled ? t.common.yes : t.common.no}</Mark> },
    { title: t.accounts.lastSignIn, cell: (one) => <When at={one.last_sign_in} /> },
    { title: t.records.action, bare: true, cell: (one) => <Actions user={one} self={one.id === me.id} onChange={() => onChange(one)} /> },
  ];
  return <Listing label={t.accounts.title} columns={columns} rows={users} id={(one) => one.id} empty={t.common.nothing} />;
}

function Actions({ user, self, onChange }: { user: User; self: boolean; onChange: () => void }): ReactElement {
  const cache = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const done = (message: string): void => {
    tell(message);
    void cache.invalidateQueries({ queryKey: ['users'] });
  };
  const turn = useMutation({ mutationFn: () => patch<User>(`api/users/${user.id}`, { enabled: !user.enabled }), onSuccess: () => done(t.accounts.changed), onError: tellProblem });
  const remove = useMutation({
    mutationFn: () => del<void>(`api/users/${user.id}`), onSuccess: () => done(t.accounts.removed), onError: tellProblem, onSettled: () => setRemoving(false),
  });
  // Nobody locks themselves out by a slip; another super administrator can.
  return (
    <div className="row">
      <Button size="compact-xs" variant="default" onClick={onChange} aria-label={`${t.common.edit}: ${user.name}`}>{t.common.edit}</Button>
      {self ? null : (
        <>
          <Button size="compact-xs" variant="default" loading={turn.isPending} onClick={() => turn.mutate()} aria-label={`${user.enabled ? t.accounts.disable : t.accounts.enable}: ${user.name}`}>
            {user.enabled ? t.accounts.disable : t.accounts.enable}</Button>
          <Button size="compact-xs" variant="outline" color="red" onClick={() => setRemoving(true)} aria-label={`${t.accounts.remove}: ${user.name}`}>{t.accounts.remove}</Button>
        </>
      )}
      {removing ? <Ask title={t.accounts.removeTitle(user.name)} text={t.accounts.removeText} yes={t.accounts.remove} danger busy={remove.isPending}
        onYes={() => remove.mutate()} onClose={() => setRemoving(false)} /> : null}
    </div>
  );
}
