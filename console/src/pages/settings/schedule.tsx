// SPDX-License-Identifier: GPL-3.0-or-later
// The brake, how often to look, the night's comparison, days without runs, and the key for hints.
import { Button, Checkbox, NumberInput, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Blackout } from '../../api/types';
import { clock } from '../../lib/format';
import { makeKey } from '../../lib/key';
import { Icon } from '../../parts/icons';
import { Snippet } from '../../parts/small';
import { t } from '../../texts';
import { NumberField, SecretField } from './fields';
import type { Form } from './form';

const p = t.settings.policies;

export function GuardFields({ form }: { form: Form<'guard'> }): ReactElement {
  return (
    <fieldset className="plain stack tight">
      <legend>{p.guard}</legend>
      <p className="dim">{p.guardText(form.of('percent'), form.of('records'))}</p>
      <div className="fields narrow">
        <NumberInput label={p.guardPercent} value={form.of('percent')} min={0} max={100} decimalScale={1} hideControls inputMode="decimal" error={form.error('percent')} description={form.source('percent') || undefined}
          onChange={(value) => { if (typeof value === 'number') form.set('percent', value); }} />
        <NumberField form={form} name="records" label={p.guardRecords} min={0} />
      </div>
    </fieldset>
  );
}

export function ScheduleFields({ form }: { form: Form<'schedule'> }): ReactElement {
  const time = (name: 'night_from' | 'night_to', label: string): ReactElement => (
    <TextInput label={label} value={form.of(name)} inputMode="numeric" placeholder="22:30" error={form.error(name) ?? (clock(form.of(name)) === '' ? p.wrongTime : null)}
      onChange={(event) => form.set(name, event.currentTarget.value)} />
  );
  return (
    <fieldset className="plain stack">
      <legend>{p.schedule}</legend>
      <NumberInput className="narrow" label={p.every} value={Math.max(1, Math.round(form.of('every_seconds') / 60))} min={1} max={1440} hideControls allowDecimal={false} inputMode="numeric"
        error={form.error('every_seconds')} description={form.source('every_seconds') || undefined}
        onChange={(value) => { if (typeof value === 'number' && value > 0) form.set('every_seconds', value * 60); }} />
      <Checkbox label={p.nightly} checked={form.of('nightly')} onChange={(event) => form.set('nightly', event.currentTarget.checked)} />
      {form.of('nightly') ? <div><div className="fields narrow">{time('night_from', p.nightFrom)}{time('night_to', p.nightTo)}</div><p className="dim small">{p.nightHelp}</p></div> : null}
      <Blackouts list={form.of('blackout')} error={form.error('blackout')} onChange={(list) => form.set('blackout', list)} />
      <HintKey form={form} />
    </fieldset>
  );
}

function Blackouts({ list, error, onChange }: { list: Blackout[]; error: string | null; onChange: (list: Blackout[]) => void }): ReactElement {
  const change = (at: number, part: Partial<Blackout>): void => onChange(list.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <fieldset className="plain stack tight">
      <legend>{p.blackout}</legend>
      <p className="dim">{p.blackoutText}</p>
      {list.map((one, at) => (
        <div className="row bottom" key={at} role="group" aria-label={`${p.blackout} ${at + 1}`}>
          <TextInput type="date" label={p.blackoutFrom} value={one.from} onChange={(event) => {
            const from = event.currentTarget.value;
            change(at, { from, to: one.to === '' || one.to < from ? from : one.to });
          }} />
          <TextInput type="date" label={p.blackoutTo} value={one.to} min={one.from || undefined} error={one.to !== '' && one.to < one.from ? p.wrongDays : null} onChange={(event) => change(at, { to: event.currentTarget.value })} />
          <TextInput className="grow" label={p.blackoutNote} value={one.note} maxLength={200} onChange={(event) => change(at, { note: event.currentTarget.value })} />
          <Button variant="default" aria-label={`${p.blackoutRemove}: ${one.from}`} onClick={() => onChange(list.filter((_one, index) => index !== at))}><Icon name="close" size={16} /></Button>
        </div>
      ))}
      {error ? <p className="text-bad small">{error}</p> : null}
      <div><Button size="xs" variant="default" leftSection={<Icon name="plus" size={16} />} onClick={() => onChange([...list, { from: '', to: '', note: '' }])}>{p.blackoutAdd}</Button></div>
    </fieldset>
  );
}

// A key is made here, shown until it is saved, and never again.
function HintKey({ form }: { form: Form<'schedule'> }): ReactElement {
  const edit = form.edits.hint_key;
  return (
    <div className="stack tight">
      <div className="narrow"><SecretField form={form} name="hint_key" label={p.hintKey} help={p.hintKeyHelp} /></div>
      {typeof edit === 'string' && edit !== '' ? <div className="narrow"><Snippet text={edit} label={p.hintKey} /><p className="text-wait small">{p.hintMade}</p></div> : null}
      <div><Button size="xs" variant="default" onClick={() => form.set('hint_key', makeKey())}>{p.hintMake}</Button></div>
    </div>
  );
}
