// SPDX-License-Identifier: GPL-3.0-or-later
// Letting a stopped plan through: by name, with a reason, after a look at what would go.
import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useState } from 'react';
import { useMe } from '../../app/session';
import { t } from '../../texts';

export function GuardForm({ busy, onApprove, children }: {
  busy: boolean; onApprove: (override: { name: string; reason: string }) => void; children: ReactNode;
}): ReactElement {
  const me = useMe();
  const [name, setName] = useState(me.name);
  const [reason, setReason] = useState('');
  const [looked, setLooked] = useState(false);
  const [tried, setTried] = useState(false);
  const missing = (text: string): string | null => (tried && text.trim() === '' ? t.setup.empty : null);
  return (
    <form className="stack whole" noValidate onSubmit={(event) => {
      event.preventDefault();
      setTried(true);
      if (name.trim() !== '' && reason.trim() !== '' && looked) onApprove({ name: name.trim(), reason: reason.trim() });
    }}>
      <div className="row">{children}</div>
      <h3>{t.plan.guardTitle}</h3>
      <p>{t.plan.guardLead}</p>
      <div className="fields">
        <TextInput label={t.plan.guardName} value={name} maxLength={100} error={missing(name)} onChange={(event) => setName(event.currentTarget.value)} />
        <Textarea label={t.plan.guardReason} description={t.plan.guardReasonHelp} value={reason} maxLength={500} autosize minRows={1} error={missing(reason)} onChange={(event) => setReason(event.currentTarget.value)} />
      </div>
      <Checkbox label={t.plan.guardConfirm} checked={looked} error={tried && !looked ? t.setup.tick : null} onChange={(event) => setLooked(event.currentTarget.checked)} />
      <div><Button type="submit" color="red" loading={busy}>{t.plan.guardApprove}</Button></div>
    </form>
  );
}
