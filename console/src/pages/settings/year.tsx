// SPDX-License-Identifier: GPL-3.0-or-later
// Step 4: which school year, and which schools.
import { Button, Checkbox, NumberInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Link } from '../../api/types';
import { ErrorBox } from '../../parts/problem';
import { tell } from '../../parts/tell';
import { t } from '../../texts';
import { Choices } from './fields';
import { useForm, usePatch } from './form';

const y = t.settings.year;

export function YearStep({ link, onDone }: { link: Link; onDone: () => void }): ReactElement {
  const save = usePatch(link);
  const form = useForm(link, 'opensis', save.error);
  const year = form.of('year');
  const schools = form.of('schools');
  const known = link.opensis?.schools ?? link.schools.map((one) => ({ ...one, year: 0 }));
  const present = known.reduce((latest, one) => Math.max(latest, one.year), 0) || new Date().getFullYear();
  // Also what was left as it is, is said: from then on it is a decision, and no longer the default.
  const submit = (): void => save.mutate({ settings: { opensis: { year, schools } } }, {
    onSuccess: () => {
      form.reset();
      tell(t.common.saved);
      onDone();
    },
  });
  const turn = (id: number): void => form.set('schools', schools.includes(id) ? schools.filter((one) => one !== id) : [...schools, id].sort((one, two) => one - two));
  const some = schools.length > 0;
  return (
    <form className="stack" noValidate onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <Choices label={y.which} name="year" value={year === 0 ? 'current' : 'fixed'} onChange={(value) => form.set('year', value === 'current' ? 0 : present)} error={form.error('year')}
        options={[{ value: 'current', title: y.current, text: y.currentText }, { value: 'fixed', title: y.fixed }]} />
      {year === 0 ? null : (
        <NumberInput className="narrow" label={y.yearBegins} value={year} min={1990} max={2100} thousandSeparator="" hideControls inputMode="numeric"
          onChange={(value) => { if (typeof value === 'number' && value > 0) form.set('year', value); }} />
      )}
      <Choices label={y.schools} name="schools" value={some ? 'some' : 'all'} error={form.error('schools')}
        onChange={(value) => form.set('schools', value === 'all' ? [] : known.map((one) => one.id))}
        options={[{ value: 'all', title: y.allSchools }, { value: 'some', title: y.someSchools }]} />
      {some ? (
        <fieldset className="plain inset"><legend className="hidden-text">{y.someSchools}</legend>
          <div className="stack tight">{known.map((one) => (
            <Checkbox key={one.id} checked={schools.includes(one.id)} onChange={() => turn(one.id)}
              label={one.year === 0 ? one.title : `${one.title} · ${y.current_(one.year)}`} />))}</div></fieldset>
      ) : null}
      {save.error ? <ErrorBox error={save.error} /> : null}
      <div><Button type="submit" loading={save.isPending}>{t.settings.confirm}</Button></div>
    </form>
  );
}
