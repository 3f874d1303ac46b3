// SPDX-License-Identifier: GPL-3.0-or-later
// How Moodle's records are to be taken: school, roles, grade level, what categories become, dates,
// credits, first passwords. Only what matters for the kind is asked.
import { Button, Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { linkPath, post } from '../../api/client';
import type { IntakeDesk, IntakeKind, IntakePreview, IntakeRequest, IntakeSchool, Link, LinkSummary } from '../../api/types';
import { ErrorBox, ProblemBox } from '../../parts/problem';
import { Panel } from '../../parts/small';
import { href, replace } from '../../router';
import { t } from '../../texts';

const p = t.intake.policy;
const people = (what: IntakeKind): boolean => what === 'staff' || what === 'students';
const graded = (what: IntakeKind): boolean => what === 'students' || what === 'history';
const words = (text: string): string[] => text.split(/[\s,;]+/).filter((word) => word !== '');
const usual: IntakeRequest = { what: 'staff', schools: [], teacher_roles: ['editingteacher', 'teacher'], student_roles: ['student'], courses_from: 'category', dates: 'period', credits: 1, grade: '', grades: [], places: [], first_passwords: false };

export function PolicyForm({ link, whole, desk, what, before }: {
  link: LinkSummary; whole: Link | undefined; desk: IntakeDesk; what: IntakeKind; before: IntakePreview | undefined;
}): ReactElement {
  const cache = useQueryClient();
  const [wish, setWish] = useState<IntakeRequest>({ ...usual, schools: desk.previews[0]?.request.schools ?? [], ...before?.request, what });
  const [roles, setRoles] = useState({ teacher: (wish.teacher_roles ?? []).join(', '), student: (wish.student_roles ?? []).join(', ') });
  const set = (change: Partial<IntakeRequest>): void => setWish({ ...wish, ...change });
  const make = useMutation({
    mutationFn: () => post<IntakePreview>(linkPath(link.name, 'intake', 'previews'), { ...wish, teacher_roles: words(roles.teacher), student_roles: words(roles.student) }),
    onSuccess: (made) => {
      void cache.invalidateQueries({ queryKey: ['intake', link.name] });
      replace(href([link.name, 'intake'], { what, preview: String(made.id) }));
    },
  });
  const schools = whole?.schools ?? [];
  const unready = !link.connected || !link.opensis_ok;
  const noSchool = schools.length > 1 && (wish.schools ?? []).length === 0;
  return (
    <Panel title={t.intake.kind[what]}>
      <p className="dim">{t.intake.policyText[what]}</p>
      {unready ? <ProblemBox problem={t.plan.unready} tone="wait"><a href={href([link.name, 'settings'])}>{t.settings.title}</a></ProblemBox> : null}
      {make.error ? <ErrorBox error={make.error} /> : null}
      <div className="fields">
        {schools.length > 1 ? <Select label={p.school} placeholder={p.choose} value={wish.schools?.[0] === undefined ? null : String(wish.schools[0])} onChange={(id) => set({ schools: id === null ? [] : [Number(id)] })}
          data={schools.map((one) => ({ value: String(one.id), label: one.title }))} /> : null}
        {what === 'courses' ? (
          <>
            <Select label={p.from} description={p.fromHelp} value={wish.courses_from ?? 'category'} onChange={(from) => set({ courses_from: from as 'category' | 'course' })}
              data={[{ value: 'category', label: p.fromCategory }, { value: 'course', label: p.fromCourse }]} />
            <Select label={p.dates} description={p.datesHelp} value={wish.dates ?? 'period'} onChange={(dates) => set({ dates: dates as 'period' | 'own' })}
              data={[{ value: 'period', label: p.datesPeriod }, { value: 'own', label: p.datesOwn }]} />
          </>
        ) : null}
        {what === 'courses' || what === 'history' ? <NumberInput label={p.credits} description={p.creditsHelp} value={wish.credits ?? 1} min={0} max={999} decimalScale={3} onChange={(value) => set({ credits: Number(value) || 0 })} /> : null}
        {graded(what) ? <GradeSelect label={what === 'students' ? p.grade : p.gradeHistory} description={p.gradeHelp} school={desk.school} value={wish.grade ?? ''} onChange={(grade) => set({ grade })} /> : null}
      </div>
      {what === 'students' ? <GradeMap wish={wish} school={desk.school} set={set} /> : null}
      {what === 'courses' ? <PlaceMap wish={wish} school={desk.school} set={set} /> : null}
      <details className="more"><summary>{p.roles}</summary>
        <div className="fields">
          <TextInput label={p.teacherRoles} description={p.rolesHelp} value={roles.teacher} onChange={(event) => setRoles({ ...roles, teacher: event.currentTarget.value })} />
          <TextInput label={p.studentRoles} description={p.rolesHelp} value={roles.student} onChange={(event) => setRoles({ ...roles, student: event.currentTarget.value })} />
        </div>
      </details>
      {people(what) ? <Checkbox label={p.passwords} description={p.passwordsHelp} checked={wish.first_passwords ?? false} onChange={(event) => set({ first_passwords: event.currentTarget.checked })} /> : null}
      <div className="row"><Button loading={make.isPending} disabled={unready || noSchool} onClick={() => make.mutate()}>{before ? t.intake.previewAgain : t.intake.preview}</Button>
        <span className="dim small">{noSchool ? p.chooseSchool : t.intake.previewHelp}</span></div>
    </Panel>
  );
}

function GradeSelect({ label, description, school, value, onChange, none = p.gradeFirst }: {
  label: string; description?: string; school: IntakeSchool | null; value: string; onChange: (grade: string) => void; none?: string;
}): ReactElement {
  const known = school?.grade_levels.map((one) => one.title) ?? [];
  const all = value === '' || known.includes(value) ? known : [value, ...known];
  return (
    <Select label={label} description={description} value={value === '' ? '-' : value} onChange={(chosen) => onChange(chosen === null || chosen === '-' ? '' : chosen)}
      data={[{ value: '-', label: none }, ...[...new Set(all)].map((title) => ({ value: title, label: title }))]} />
  );
}

type Mapped = { wish: IntakeRequest; school: IntakeSchool | null; set: (change: Partial<IntakeRequest>) => void };

// Who learns in or below a category has this grade level.
function GradeMap({ wish, school, set }: Mapped): ReactElement {
  const grades = wish.grades ?? [];
  const of = (category: number): string => grades.find((one) => one.category === category)?.grade ?? '';
  const change = (category: number, grade: string): void =>
    set({ grades: [...grades.filter((one) => one.category !== category), ...(grade === '' ? [] : [{ category, grade }])] });
  return (
    <details className="more"><summary>{p.gradeMap(grades.length)}</summary>
      {school === null ? <p className="dim">{p.afterFirst}</p> : (
        <div className="fields">{school.categories.map(({ id, path }) => (
          <GradeSelect key={id} label={path} school={school} none={p.gradeNone} value={of(id)} onChange={(grade) => change(id, grade)} />))}</div>)}
    </details>
  );
}

// What a category becomes in openSIS where its own name is not to count.
function PlaceMap({ wish, school, set }: Mapped): ReactElement {
  const places = wish.places ?? [];
  const of = (category: number): { subject: string; course: string } => {
    const found = places.find((one) => one.category === category);
    return { subject: found?.subject ?? '', course: found?.course ?? '' };
  };
  const change = (category: number, part: { subject?: string; course?: string }): void => {
    const next = { ...of(category), ...part };
    set({ places: [...places.filter((one) => one.category !== category), ...(next.subject === '' && next.course === '' ? [] : [{ category, ...next }])] });
  };
  return (
    <details className="more"><summary>{p.placeMap(places.length)}</summary>
      <p className="dim">{school === null ? p.afterFirst : p.placeHelp}</p>
      {(school?.categories ?? []).map(({ id, path }) => (
        <fieldset key={id} className="plain"><legend>{path}</legend>
          <div className="fields">
            <TextInput label={p.subject} placeholder={p.asNamed} maxLength={100} value={of(id).subject} onChange={(event) => change(id, { subject: event.currentTarget.value })} />
            {wish.courses_from === 'course' ? null : <TextInput label={p.course} placeholder={p.asNamed} maxLength={100} value={of(id).course} onChange={(event) => change(id, { course: event.currentTarget.value })} />}
          </div>
        </fieldset>))}
    </details>
  );
}
