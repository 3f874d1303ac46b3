// SPDX-License-Identifier: GPL-3.0-or-later
// The first start: the code from the log makes the first super administrator and signs in.
import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { post } from '../../api/client';
import type { Session } from '../../api/types';
import { goodPassword, NewPassword, noPassword } from '../../parts/newpassword';
import { ErrorBox } from '../../parts/problem';
import { t } from '../../texts';
import { DoorCard } from './card';

export function SetUp({ onEnter }: { onEnter: (session: Session) => void }): ReactElement {
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState(noPassword);
  const [tried, setTried] = useState(false);
  const make = useMutation({
    mutationFn: () => post<Session>('api/setup', { code: code.trim(), name: name.trim(), password: password.one }),
    onSuccess: onEnter,
  });
  const missing = (text: string): string | null => (tried && text.trim() === '' ? t.setup.empty : null);
  const submit = (): void => {
    setTried(true);
    if (code.trim() !== '' && name.trim() !== '' && goodPassword(password)) make.mutate();
  };
  return (
    <DoorCard title={t.setup.title} lead={t.setup.lead} onSubmit={submit}>
      {make.error ? <ErrorBox error={make.error} /> : null}
      <TextInput label={t.setup.code} description={t.setup.codeHelp} autoComplete="one-time-code" spellCheck={false} autoFocus value={code}
        error={missing(code)} onChange={(event) => setCode(event.currentTarget.value)} />
      <TextInput label={t.setup.name} description={t.setup.nameHelp} autoComplete="username" maxLength={100} value={name}
        error={missing(name)} onChange={(event) => setName(event.currentTarget.value)} />
      <NewPassword label={t.setup.password} help={t.setup.passwordHelp} value={password} tried={tried} onChange={setPassword} />
      <Button type="submit" loading={make.isPending}>{t.setup.create}</Button>
    </DoorCard>
  );
}
