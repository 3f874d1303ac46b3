// SPDX-License-Identifier: GPL-3.0-or-later
// Step 3: openSIS's database, its check, and the GRANT statements to copy.
import { Button, Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { linkPath, post } from '../../api/client';
import type { Link, LinkSettings, OpensisCheck } from '../../api/types';
import { usableZone } from '../../lib/format';
import { ErrorBox, ProblemBox } from '../../parts/problem';
import { Ago, Snippet } from '../../parts/small';
import { tell } from '../../parts/tell';
import { t } from '../../texts';
import { NumberField, SecretField, TextField } from './fields';
import { useForm, usePatch } from './form';

const zones = Intl.supportedValuesOf('timeZone');
const o = t.settings.opensis;

// Nobody has said where the school is: the zone of whoever sets it up is the best guess.
function suggestedFor(link: Link): { zone?: string } {
  const unsaid = (link.sources['opensis.zone'] ?? 'default') === 'default' && !link.summary.opensis_ok && link.summary.last_run === null;
  return unsaid ? { zone: new Intl.DateTimeFormat().resolvedOptions().timeZone } : {};
}

export function OpensisStep({ link, onBegin }: { link: Link; onBegin: () => void }): ReactElement {
  const cache = useQueryClient();
  const { summary } = link;
  const [checkedNow, setCheckedNow] = useState<OpensisCheck | null>(null);
  const save = usePatch(link);
  const form = useForm(link, 'opensis', save.error, suggestedFor(link));
  const check = useMutation({
    mutationFn: async () => {
      if (form.changed) await save.mutateAsync({ settings: { opensis: form.patch() } });
      form.reset();
      return post<OpensisCheck>(linkPath(summary.name, 'opensis-check'));
    },
    onMutate: onBegin,
    onSuccess: (found) => {
      setCheckedNow(found);
      cache.setQueryData<Link>(['link', summary.name], (old) => old && { ...old, opensis: found, summary: { ...old.summary, opensis_ok: found.ok } });
      if (found.ok) tell(o.ok(found.schools.length));
      for (const key of [['link', summary.name], ['links']]) void cache.invalidateQueries({ queryKey: key });
    },
  });
  const known = checkedNow ?? link.opensis;
  const error = save.error ?? check.error;
  return (
    <>
      <form className="stack" noValidate onSubmit={(event) => { event.preventDefault(); check.mutate(); }}>
        <div className="fields">
          <TextField form={form} name="host" label={o.host} />
          <NumberField form={form} name="port" label={o.port} min={1} max={65_535} />
          <TextField form={form} name="database" label={o.database} />
          <TextField form={form} name="user" label={o.user} />
          <SecretField form={form} name="password" label={o.password} help={o.passwordHelp} />
          <Select label={o.tls} value={form.of('tls')} error={form.error('tls')} description={form.source('tls') || undefined}
            data={Object.entries(o.tlsOption).map(([value, label]) => ({ value, label }))} onChange={(value) => form.set('tls', value as LinkSettings['opensis']['tls'])} />
          <TextField form={form} name="zone" label={o.zone} help={o.zoneHelp} list="time-zones" check={(text) => (text !== '' && usableZone(text) === undefined ? o.zoneUnknown : null)} />
          <datalist id="time-zones">{zones.map((one) => <option key={one} value={one} />)}</datalist>
        </div>
        <details open={form.saved.socket !== ''}>
          <summary>{t.settings.advanced}</summary>
          <div className="fields inset"><TextField form={form} name="socket" label={o.socket} help={o.socketHelp} /></div>
        </details>
        {error ? <ErrorBox error={error} /> : null}
        <div className="row">
          <Button type="submit" loading={check.isPending}>{known?.ok && !form.changed ? o.again : o.check}</Button>
          <span className="dim small" role="status">{check.isPending ? o.checking : ''}</span>
        </div>
      </form>
      {known && !check.isPending ? <Found check={known} zone={form.saved.zone} /> : <p className="dim small">{o.grantsLater}</p>}
    </>
  );
}

function Found({ check, zone }: { check: OpensisCheck; zone: string }): ReactElement {
  return (
    <div className="stack">
      {check.ok ? <div className="problem good" role="status"><strong>{o.ok(check.schools.length)}</strong><span className="line">{t.settings.moodle.checkedAt} <Ago at={check.checked_at} zone={zone} /></span></div> : null}
      {check.problem ? <ProblemBox problem={check.problem} loud /> : (
        <dl className="facts">
          <dt>{o.server}</dt><dd>{check.database}</dd>
          <dt>{o.version}</dt><dd>{[check.version, check.build].filter((text) => text !== '').join(' · ')}</dd>
          <dt>{o.schema}</dt><dd>{check.missing.length === 0 ? o.schemaOk : <span className="text-bad">{o.schemaMissing(check.missing.length)}</span>}</dd>
          <dt>{t.settings.year.schools}</dt><dd>{check.schools.map((one) => one.title).join(' · ')}</dd>
        </dl>
      )}
      {check.missing.map((one) => <ProblemBox key={`${one.code} ${one.record}`} problem={one} />)}
      {check.warnings.length > 0 ? <h3>{o.warnings}</h3> : null}
      {check.warnings.map((one) => <ProblemBox key={`${one.code} ${one.record}`} problem={one} tone="wait" />)}
      {check.grants === '' ? null : (
        <details open={!check.ok}>
          <summary>{o.grantsTitle}</summary>
          <div className="stack inset"><p className="dim">{o.grantsText}</p><Snippet text={check.grants} label={o.grantsTitle} /></div>
        </details>
      )}
    </div>
  );
}
