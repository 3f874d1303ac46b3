// SPDX-License-Identifier: GPL-3.0-or-later
// Who takes part, school by school, and how courses are arranged and opened.
import { Select } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Link, LinkSettings } from '../../api/types';
import { schoolsOf, withTakePart } from '../../lib/takepart';
import { t } from '../../texts';
import { Choices, NumberField } from './fields';
import type { Form } from './form';

type Default = LinkSettings['policy']['take_part'][number]['default'];
const p = t.settings.policies;
const r = t.rollover;
const defaults: Default[] = ['all', 'ticked', 'none'];

export function TakePartPolicy({ form, link }: { form: Form<'policy'>; link: Link }): ReactElement {
  const part = form.of('take_part');
  const wanted = schoolsOf(link);
  const of = (school: number): Default => part.find((one) => one.school === school)?.default ?? 'all';
  const set = (school: number, value: Default): void => form.set('take_part', withTakePart(part, school, value));
  if (wanted.length === 1) {
    const only = wanted[0]!;
    return (
      <Choices label={p.takePart} name="take-part" value={of(only.id)} error={form.error('take_part')} onChange={(value) => set(only.id, value)}
        options={defaults.map((value) => ({ value, title: p.takePartOption[value]!, text: p.takePartText[value]! }))} />
    );
  }
  return (
    <fieldset className="plain stack tight">
      <legend>{p.takePart}</legend>
      <ul className="plain-list dim">{defaults.map((value) => <li key={value}><strong>{p.takePartOption[value]}</strong>: {p.takePartText[value]}</li>)}</ul>
      <div className="fields">{wanted.map((school) => (
        <Select key={school.id} label={school.title} value={of(school.id)} onChange={(value) => set(school.id, value as Default)}
          data={defaults.map((value) => ({ value, label: p.takePartOption[value]! }))} />))}</div>
      {form.error('take_part') ? <p className="text-bad small">{form.error('take_part')}</p> : null}
    </fieldset>
  );
}

// What becomes of last year's courses, and when a turn of the year wants a reason.
export function TurnPolicy({ form, guard }: { form: Form<'policy'>; guard: Form<'guard'> }): ReactElement {
  return (
    <fieldset className="plain stack">
      <legend>{r.policyTitle}</legend>
      <Choices label={r.courses} name="turn-courses" value={form.of('turn_courses')} error={form.error('turn_courses')} onChange={(value) => form.set('turn_courses', value)}
        options={(['hide', 'keep'] as const).map((value) => ({ value, title: r.coursesOption[value]![0], text: r.coursesOption[value]![1] }))} />
      <Choices label={r.enrolments} name="turn-enrolments" value={form.of('turn_enrolments')} error={form.error('turn_enrolments')} onChange={(value) => form.set('turn_enrolments', value)}
        options={(['keep', 'suspend'] as const).map((value) => ({ value, title: r.enrolmentsOption[value]![0], text: r.enrolmentsOption[value]![1] }))} />
      <fieldset className="plain stack tight">
        <legend>{r.limits}</legend>
        <p className="dim">{r.limitsText(guard.of('turn_leaving_percent'), guard.of('turn_missing_percent'))}</p>
        <div className="fields narrow">
          <NumberField form={guard} name="turn_leaving_percent" label={r.limitLeaving} min={0} max={100} />
          <NumberField form={guard} name="turn_missing_percent" label={r.limitMissing} min={0} max={100} />
        </div>
      </fieldset>
    </fieldset>
  );
}

export function CoursesPolicy({ form }: { form: Form<'policy'> }): ReactElement {
  const days = form.of('show_days_before_start');
  return (
    <>
      <Choices label={p.sections} name="sections" value={form.of('sections')} error={form.error('sections')} onChange={(value) => form.set('sections', value)}
        options={(['courses', 'groups'] as const).map((value) => ({ value, title: p.sectionsOption[value]![0], text: p.sectionsOption[value]![1] }))} />
      <p className="dim small">{p.sectionsFixed}</p>
      {form.of('sections') === 'groups' ? null : <Choices label={p.structure} name="structure" value={form.of('course_categories') ? 'with' : 'without'} error={form.error('course_categories')}
        onChange={(value) => form.set('course_categories', value === 'with')}
        options={[{ value: 'with', title: p.categories, text: p.categoriesOn }, { value: 'without', title: p.noCategories, text: p.categoriesOff }]} />}
      <fieldset className="plain">
        <legend>{p.hidden}</legend>
        <div className="narrow"><NumberField form={form} name="show_days_before_start" label={p.hiddenDays} help={p.hiddenHelp(days)} min={0} max={365} /></div>
      </fieldset>
    </>
  );
}
