// SPDX-License-Identifier: GPL-3.0-or-later
// Causeway inside openSIS, and openSIS's people into Moodle: the key that the add-on signs with,
// openSIS's own address, and who may be signed in. All of it can wait until the rest runs.
import { Button, Checkbox } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Link, LinkPatch } from '../../api/types';
import { makeHandoverKey } from '../../lib/key';
import { ErrorBox } from '../../parts/problem';
import { Snippet } from '../../parts/small';
import { tell } from '../../parts/tell';
import { t } from '../../texts';
import { SecretField, TextField } from './fields';
import { useForm, usePatch } from './form';
import type { Form } from './form';

const a = t.settings.addon;
const install = 'causeway opensis install-addon --path /var/www/opensis';

export function AddonSettings({ link }: { link: Link }): ReactElement {
  const save = usePatch(link);
  const opensis = useForm(link, 'opensis', save.error);
  const sso = useForm(link, 'sso', save.error);
  const submit = (): void => {
    const settings: NonNullable<LinkPatch['settings']> = {};
    if (opensis.changed) settings.opensis = opensis.patch();
    if (sso.changed) settings.sso = sso.patch();
    save.mutate({ settings }, {
      onSuccess: () => {
        opensis.reset();
        sso.reset();
        tell(t.common.saved);
      },
    });
  };
  const changed = opensis.changed || sso.changed;
  return (
    <section className="card" aria-labelledby="addon">
      <form className="stack" noValidate onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <h2 id="addon">{a.title}</h2>
        <p>{a.lead}</p>
        <ol className="plain-list">{a.steps.map((text) => <li key={text}>{text}</li>)}</ol>
        <Snippet text={install} label={a.command} />
        <div className="narrow"><TextField form={opensis} name="web_origin" label={a.origin} help={a.originHelp} type="url" /></div>
        <HandoverKey form={opensis} />
        <Checkbox label={a.parents} description={a.parentsHelp} checked={sso.of('parents')} onChange={(event) => sso.set('parents', event.currentTarget.checked)} />
        <Checkbox label={a.administrators} description={a.administratorsHelp} checked={sso.of('site_administrators')} onChange={(event) => sso.set('site_administrators', event.currentTarget.checked)} />
        {save.error ? <ErrorBox error={save.error} /> : null}
        <div className="row"><Button type="submit" variant="default" disabled={!changed} loading={save.isPending}>{a.save}</Button>
          {changed ? <span className="dim small" role="status">{t.settings.unsaved}</span> : null}</div>
      </form>
    </section>
  );
}

// Made here, shown until it is saved, and never again.
function HandoverKey({ form }: { form: Form<'opensis'> }): ReactElement {
  const edit = form.edits.handover_key;
  return (
    <div className="stack tight">
      <div className="narrow"><SecretField form={form} name="handover_key" label={a.key} help={a.keyHelp} /></div>
      {typeof edit === 'string' && edit !== '' ? <div className="narrow"><Snippet text={edit} label={a.key} /><p className="text-wait small">{a.keyMade}</p></div> : null}
      <div><Button size="xs" variant="default" onClick={() => form.set('handover_key', makeHandoverKey())}>{a.keyMake}</Button></div>
    </div>
  );
}
