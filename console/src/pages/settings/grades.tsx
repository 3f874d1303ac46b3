// SPDX-License-Identifier: GPL-3.0-or-later
// Whether grades come from Moodle into openSIS, how often, which, and who keeps the gradebook.
import { Button, Checkbox, NumberInput, Radio } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Link, LinkPatch, LinkSettings } from '../../api/types';
import { ErrorBox } from '../../parts/problem';
import { Snippet } from '../../parts/small';
import { tell } from '../../parts/tell';
import { t } from '../../texts';
import { TextField } from './fields';
import { useForm, usePatch } from './form';

const g = t.settings.grades;
const grants = 'causeway opensis grants --grades';
type Item = LinkSettings['grades']['items'][number];
const sends: LinkSettings['grades']['send'][] = ['no', 'manual', 'assignment'];
const items: Item[] = ['assignment', 'quiz', 'lesson', 'other', 'manual'];

export function GradesSettings({ link }: { link: Link }): ReactElement {
  const save = usePatch(link);
  const form = useForm(link, 'grades', save.error);
  const submit = (): void => {
    const settings: NonNullable<LinkPatch['settings']> = { grades: form.patch() };
    save.mutate({ settings }, { onSuccess: () => { form.reset(); tell(t.common.saved); } });
  };
  const chosen = form.of('items');
  const flip = (item: Item): void => form.set('items', items.filter((one) => (one === item ? !chosen.includes(one) : chosen.includes(one))));
  return (
    <section className="card" aria-labelledby="grades-settings">
      <form className="stack" noValidate onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <h2 id="grades-settings">{g.title}</h2>
        <p>{g.lead}</p>
        <p>{g.rights}</p>
        <Snippet text={grants} label={g.command} />
        <Checkbox label={g.enabled} description={g.enabledHelp} checked={form.of('enabled')} onChange={(event) => form.set('enabled', event.currentTarget.checked)} />
        <NumberInput className="narrow" label={g.every} description={form.source('every_seconds') || g.everyHelp} value={Math.max(1, Math.round(form.of('every_seconds') / 60))} min={1} max={1440} hideControls allowDecimal={false} inputMode="numeric"
          error={form.error('every_seconds')} onChange={(value) => { if (typeof value === 'number' && value > 0) form.set('every_seconds', value * 60); }} />
        <Radio.Group label={g.option} description={g.optionHelp} value={form.of('option')} onChange={(value) => form.set('option', value === 'moodle' ? 'moodle' : 'opensis')}>
          <div className="stack tight">{(['opensis', 'moodle'] as const).map((one) => <Radio key={one} value={one} label={t.grades.options[one][0]} description={t.grades.options[one][1]} />)}</div>
        </Radio.Group>
        <fieldset className="plain stack tight">
          <legend>{g.items}</legend>
          <div className="row">{items.map((one) => <Checkbox key={one} label={g.itemNames[one]} checked={chosen.includes(one)} onChange={() => flip(one)} />)}</div>
        </fieldset>
        <div className="narrow"><TextField form={form} name="top_category" label={g.topCategory} help={g.topCategoryHelp} /></div>
        <Checkbox label={g.feedback} checked={form.of('feedback')} onChange={(event) => form.set('feedback', event.currentTarget.checked)} />
        <Checkbox label={g.hidden} description={g.hiddenHelp} checked={form.of('carry_hidden')} onChange={(event) => form.set('carry_hidden', event.currentTarget.checked)} />
        <Checkbox label={g.missing} checked={form.of('missing_is_zero')} onChange={(event) => form.set('missing_is_zero', event.currentTarget.checked)} />
        <Checkbox label={g.dropped} description={form.of('excuse_dropped') ? g.droppedOn : g.droppedOff} checked={form.of('excuse_dropped')} onChange={(event) => form.set('excuse_dropped', event.currentTarget.checked)} />
        <Checkbox label={g.extra} description={form.of('extra_credit') ? g.extraOn : g.extraOff} checked={form.of('extra_credit')} onChange={(event) => form.set('extra_credit', event.currentTarget.checked)} />
        <Radio.Group label={g.send} description={g.sendHelp} error={form.error('send')} value={form.of('send')} onChange={(value) => form.set('send', sends.find((one) => one === value) ?? 'no')}>
          <div className="stack tight">{sends.map((one) => <Radio key={one} value={one} label={g.sendAs[one][0]} description={g.sendAs[one][1]} />)}</div>
        </Radio.Group>
        {save.error ? <ErrorBox error={save.error} /> : null}
        <div className="row"><Button type="submit" variant="default" disabled={!form.changed || chosen.length === 0} loading={save.isPending}>{g.save}</Button>
          {form.changed ? <span className="dim small" role="status">{t.settings.unsaved}</span> : null}</div>
      </form>
    </section>
  );
}
