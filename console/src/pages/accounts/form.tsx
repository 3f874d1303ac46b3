// SPDX-License-Identifier: GPL-3.0-or-later
// A new account, or another role, other schools or a new password for one that exists.
import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { patch, post } from '../../api/client';
import { useAllLinks } from '../../api/queries';
import type { Role, User } from '../../api/types';
import { useMe } from '../../app/session';
import { titleOf } from '../../app/top';
import { Dialog } from '../../parts/ask';
import { goodPassword, NewPassword, noPassword } from '../../parts/newpassword';
import { ErrorBox } from '../../parts/problem';
import { tell } from '../../parts/tell';
import { t } from '../../texts';

const roles: Role[] = ['super_administrator', 'administrator'];
type Schools = User['schools'];

export function AccountForm({ user, onClose }: { user: User | null; onClose: () => void }): ReactElement {
  const cache = useQueryClient();
  const me = useMe();
  const self = user?.id === me.id;
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>(user?.role ?? 'administrator');
  const [schools, setSchools] = useState<Schools>(user?.schools ?? []);
  const [password, setPassword] = useState(noPassword);
  const [tried, setTried] = useState(false);
  const newPassword = user === null || password.one !== '' || password.two !== '';
  const work = useMutation({
    mutationFn: () => (user === null
      ? post<User>('api/users', { name: name.trim(), password: password.one, role, schools: role === 'administrator' ? schools : [] })
      : patch<User>(`api/users/${user.id}`, {
        ...(self ? {} : { role, schools: role === 'administrator' ? schools : [] }), ...(newPassword ? { password: password.one } : {}),
      })),
    onSuccess: () => {
      tell(user === null ? t.accounts.added : t.accounts.changed);
      void cache.invalidateQueries({ queryKey: ['users'] });
      onClose();
    },
  });
  return (
    <Dialog title={user?.name ?? t.accounts.add} onClose={onClose}>
      <form className="stack" noValidate onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if ((user !== null || name.trim() !== '') && (!newPassword || goodPassword(password))) work.mutate();
      }}>
        {work.error ? <ErrorBox error={work.error} /> : null}
        {user === null ? <TextInput label={t.accounts.name} value={name} maxLength={100} autoComplete="off" error={tried && name.trim() === '' ? t.setup.empty : null}
          onChange={(event) => setName(event.currentTarget.value)} /> : null}
        {self ? null : (
          <Select label={t.accounts.role} value={role} comboboxProps={{ withinPortal: false }} onChange={(value) => setRole((value ?? 'administrator') as Role)}
            data={(user && !roles.includes(user.role) ? [...roles, user.role] : roles).map((one) => ({ value: one, label: t.role[one] }))} />
        )}
        {!self && role === 'administrator' ? <SchoolBoxes value={schools} onChange={setSchools} /> : null}
        <NewPassword label={user === null ? t.accounts.password : t.accounts.resetPassword} help={user === null ? t.accounts.passwordHelp : t.accounts.resetHelp} value={password} tried={tried && newPassword} onChange={setPassword} />
        <div className="row end">
          <Button variant="default" onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" loading={work.isPending}>{user === null ? t.accounts.add : t.common.save}</Button>
        </div>
      </form>
    </Dialog>
  );
}

// The schools of every link, each to be ticked.
function SchoolBoxes({ value, onChange }: { value: Schools; onChange: (value: Schools) => void }): ReactElement {
  const all = useAllLinks();
  const has = (link: string, school: number): boolean => value.some((one) => one.link === link && one.school === school);
  const turn = (link: string, school: number): void => onChange(has(link, school)
    ? value.filter((one) => one.link !== link || one.school !== school) : [...value, { link, school }]);
  return (
    <fieldset className="plain">
      <legend>{t.accounts.schools}</legend>
      <div className="stack tight scroll">{all.map(({ summary, schools }) => (
        <div key={summary.name} className="stack tight">
          {all.length > 1 ? <strong className="small">{titleOf(summary)}</strong> : null}
          {schools.length === 0 ? <span className="dim small">{t.accounts.noSchools}</span> : null}
          {schools.map((school) => (
            <Checkbox key={school.id} label={school.title} checked={has(summary.name, school.id)} onChange={() => turn(summary.name, school.id)} />))}
        </div>
      ))}</div>
    </fieldset>
  );
}
