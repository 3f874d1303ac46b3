// SPDX-License-Identifier: GPL-3.0-or-later
// What a drop and a leaving do, who is matched with accounts that exist, and which fields may be
// changed in Moodle by hand.
import { Checkbox } from '@mantine/core';
import type { ReactElement } from 'react';
import type { LinkSettings } from '../../api/types';
import { t } from '../../texts';
import { Choices, NumberField, TextField } from './fields';
import type { Form } from './form';

type Policy = LinkSettings['policy'];
type Props = { form: Form<'policy'> };
const p = t.settings.policies;

const optionsOf = <V extends string>(values: readonly V[], texts: Record<string, [string, string]>): { value: V; title: string; text: string }[] =>
  values.map((value) => ({ value, title: texts[value]![0], text: texts[value]![1] }));

export function LeavingPolicy({ form }: Props): ReactElement {
  return (
    <>
      <Choices label={p.drop} name="drop" value={form.of('drop')} error={form.error('drop')} onChange={(value) => form.set('drop', value)}
        options={optionsOf(['suspend', 'keep', 'unenrol'] as const, p.dropOption)} />
      <Choices label={p.left} name="left" value={form.of('left')} error={form.error('left')} onChange={(value) => form.set('left', value)}
        options={optionsOf(['suspend', 'keep', 'delete'] as const, p.leftOption)} />
      {form.of('left') === 'delete' ? <div className="narrow"><NumberField form={form} name="delete_after_days" label={p.deleteAfter} min={1} max={3650} /></div> : null}
    </>
  );
}

function toggled<V>(list: V[], value: V, order: readonly V[]): V[] {
  const chosen = list.includes(value) ? list.filter((one) => one !== value) : [...list, value];
  return order.filter((one) => chosen.includes(one));
}

const adoptable = ['email', 'username'] as const;
const stickable: Policy['sticky'] = ['first_name', 'last_name', 'middle_name', 'email', 'username', 'fullname', 'shortname', 'category', 'dates'];

export function PeoplePolicy({ form }: Props): ReactElement {
  const adopt = form.of('adopt_by');
  const sticky = form.of('sticky');
  return (
    <>
      <fieldset className="plain stack tight">
        <legend>{p.adopt}</legend>
        <p className="dim">{p.adoptText}</p>
        <Checkbox label={p.adoptEmail} checked={adopt.includes('email')} onChange={() => form.set('adopt_by', toggled(adopt, 'email', adoptable))} />
        <Checkbox label={p.adoptUsername} checked={adopt.includes('username')} onChange={() => form.set('adopt_by', toggled(adopt, 'username', adoptable))} />
        {adopt.length === 0 ? <p className="text-wait">{p.adoptNone}</p> : null}
      </fieldset>
      <div className="narrow"><TextField form={form} name="placeholder_email_domain" label={p.placeholder} help={p.placeholderHelp} /></div>
      <Checkbox label={p.managers} checked={form.of('managers')} onChange={(event) => form.set('managers', event.currentTarget.checked)} />
      <fieldset className="plain stack tight">
        <legend>{p.sticky}</legend>
        <p className="dim">{p.stickyText}</p>
        <div className="ticks">{stickable.map((field) => (
          <Checkbox key={field} label={p.stickyField[field]} checked={sticky.includes(field)} onChange={() => form.set('sticky', toggled(sticky, field, stickable))} />))}</div>
      </fieldset>
    </>
  );
}
