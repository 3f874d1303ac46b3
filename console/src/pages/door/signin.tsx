// SPDX-License-Identifier: GPL-3.0-or-later
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { post } from '../../api/client';
import type { Session } from '../../api/types';
import { ErrorBox } from '../../parts/problem';
import { t } from '../../texts';
import { DoorCard } from './card';

export function SignIn({ ended, onEnter }: { ended: boolean; onEnter: (session: Session) => void }): ReactElement {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({ mutationFn: () => post<Session>('api/session', { name: name.trim(), password }), onSuccess: onEnter });
  const [tried, setTried] = useState(false);
  const missing = (text: string): string | null => (tried && text === '' ? t.setup.empty : null);
  const submit = (): void => {
    setTried(true);
    if (name.trim() !== '' && password !== '') signIn.mutate();
  };
  return (
    <DoorCard title={t.signin.title} onSubmit={submit}>
      {ended && !signIn.error ? <div className="problem note" role="status">{t.signin.ended}</div> : null}
      {signIn.error ? <ErrorBox error={signIn.error} /> : null}
      <TextInput label={t.signin.name} autoComplete="username" value={name} error={missing(name.trim())} onChange={(event) => setName(event.currentTarget.value)} autoFocus />
      <PasswordInput label={t.signin.password} autoComplete="current-password" value={password} error={missing(password)}
        visibilityToggleButtonProps={{ 'aria-label': t.common.showPassword, tabIndex: 0 }} onChange={(event) => setPassword(event.currentTarget.value)} />
      <Button type="submit" loading={signIn.isPending}>{t.signin.submit}</Button>
      <p className="dim small">{t.signin.forgotten}</p>
    </DoorCard>
  );
}
