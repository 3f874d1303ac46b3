// SPDX-License-Identifier: GPL-3.0-or-later
// Step 2: Moodle's address and the two tokens, then Connect.
import { Button, Checkbox, Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { linkPath, post } from '../../api/client';
import type { Connection, Link, LinkSettings } from '../../api/types';
import { ErrorBox } from '../../parts/problem';
import { tell } from '../../parts/tell';
import { t } from '../../texts';
import { ConnectionView } from './connection';
import { NumberField, SecretField, TextField } from './fields';
import { useForm, usePatch } from './form';
import type { Form } from './form';

export function MoodleStep({ link, onBegin }: { link: Link; onBegin: () => void }): ReactElement {
  const cache = useQueryClient();
  const { summary } = link;
  const [moved, setMoved] = useState(false);
  // Only what this person has just seen checked folds away; what is old is folded from the start.
  const [checkedNow, setCheckedNow] = useState<Connection | null>(null);
  const save = usePatch(link);
  const form = useForm(link, 'moodle', save.error);
  const connect = useMutation({
    mutationFn: async () => {
      if (form.changed) await save.mutateAsync({ settings: { moodle: form.patch() } });
      form.reset();
      return post<Connection>(linkPath(summary.name, 'connect'), moved ? { moved } : {});
    },
    // Before the answer: an event may tell first that the step is done, and would close it.
    onMutate: onBegin,
    onSuccess: (found) => {
      setCheckedNow(found);
      setMoved(false);
      cache.setQueryData<Link>(['link', summary.name], (old) => old && { ...old, connection: found, summary: { ...old.summary, connected: found.usable } });
      if (found.usable) tell(t.settings.moodle.connected(found.site));
      for (const key of [['link', summary.name], ['links'], ['overview', summary.name]]) void cache.invalidateQueries({ queryKey: key });
    },
  });
  const saveOnly = (): void => save.mutate({ settings: { moodle: form.patch() } }, { onSuccess: () => { form.reset(); tell(t.common.saved); } });
  const known = checkedNow ?? link.connection;
  const error = save.error ?? connect.error;
  const otherSite = summary.last_run !== null && (!summary.connected || (summary.why?.code ?? '').includes('other_site'));
  return (
    <>
      <form className="stack" noValidate onSubmit={(event) => { event.preventDefault(); connect.mutate(); }}>
        <div className="fields">
          <TextField form={form} name="url" label={t.settings.moodle.address} help={t.settings.moodle.addressHelp} type="url" />
          <SecretField form={form} name="token" label={t.settings.moodle.token} help={t.settings.moodle.tokenHelp} />
          <SecretField form={form} name="sso_token" label={t.settings.moodle.ssoToken} help={t.settings.moodle.ssoTokenHelp} />
        </div>
        <Advanced form={form} fixedPrefix={summary.last_run !== null} />
        {otherSite ? <Checkbox label={t.settings.moodle.moved} description={t.settings.moodle.movedText} checked={moved} onChange={(event) => setMoved(event.currentTarget.checked)} /> : null}
        {error ? <ErrorBox error={error} /> : null}
        <div className="row">
          <Button type="submit" loading={connect.isPending}>{known?.usable && !form.changed ? t.settings.moodle.again : t.settings.moodle.connect}</Button>
          {summary.connected && form.changed ? <Button variant="default" loading={save.isPending} onClick={saveOnly}>{t.settings.saveOnly}</Button> : null}
          <span className="dim small" role="status">{connect.isPending ? t.settings.moodle.connecting : form.changed && summary.connected ? t.settings.moodle.disconnectedNote : ''}</span>
        </div>
      </form>
      {known && !connect.isPending ? <ConnectionView key={known.checked_at} connection={known} current={summary.connected || !known.usable} fresh={checkedNow !== null} zone={link.settings.opensis.zone} /> : null}
    </>
  );
}

function Advanced({ form, fixedPrefix }: { form: Form<'moodle'>; fixedPrefix: boolean }): ReactElement {
  const m = t.settings.moodle;
  return (
    <details>
      <summary>{t.settings.advanced}</summary>
      <div className="fields inset">
        <Select label={m.auth} value={form.of('auth')} error={form.error('auth')} description={form.source('auth') || undefined}
          data={Object.entries(m.authOption).map(([value, label]) => ({ value, label }))} onChange={(value) => form.set('auth', value as LinkSettings['moodle']['auth'])} />
        <TextField form={form} name="prefix" label={m.prefix} help={m.prefixHelp} disabled={fixedPrefix} />
        <TextField form={form} name="ca_file" label={m.caFile} help={m.caFileHelp} />
        <NumberField form={form} name="connections" label={m.connections} help={m.connectionsHelp} min={1} max={64} />
        <NumberField form={form} name="batch" label={m.batch} min={1} max={10_000} />
        <NumberField form={form} name="timeout_seconds" label={m.timeout} min={1} max={3600} />
      </div>
    </details>
  );
}
