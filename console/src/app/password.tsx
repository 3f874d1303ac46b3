// SPDX-License-Identifier: GPL-3.0-or-later
// One's own password, in a dialog.
import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { put } from '../api/client';
import { Dialog } from '../parts/ask';
import { goodPassword, NewPassword, noPassword } from '../parts/newpassword';
import { ErrorBox } from '../parts/problem';
import { tell } from '../parts/tell';
import { t } from '../texts';

export function PasswordDialog({ onClose }: { onClose: () => void }): ReactElement {
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState(noPassword);
  const [tried, setTried] = useState(false);
  const change = useMutation({
    mutationFn: () => put<void>('api/session/password', { old, new: fresh.one }),
    onSuccess: () => {
      tell(t.password.done);
      onClose();
    },
  });
  return (
    <Dialog title={t.password.title} onClose={onClose}>
      <form className="stack" noValidate onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (old !== '' && goodPassword(fresh)) change.mutate();
      }}>
        {change.error ? <ErrorBox error={change.error} /> : null}
        <PasswordInput label={t.password.old} autoComplete="current-password" value={old} error={tried && old === '' ? t.setup.empty : null}
          visibilityToggleButtonProps={{ 'aria-label': t.common.showPassword, tabIndex: 0 }} onChange={(event) => setOld(event.currentTarget.value)} />
        <NewPassword label={t.password.new} help={t.setup.passwordHelp} value={fresh} tried={tried} onChange={setFresh} />
        <div className="row end">
          <Button variant="default" onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" loading={change.isPending}>{t.password.title}</Button>
        </div>
      </form>
    </Dialog>
  );
}
