// SPDX-License-Identifier: GPL-3.0-or-later
// One new row of the mapping: two fields, a direction, options one by one, and a preview.
import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { linkPath, post } from '../../api/client';
import type { FieldDesk, FieldMapping, FieldPreview, FieldWish } from '../../api/types';
import { ErrorBox } from '../../parts/problem';
import { tell } from '../../parts/tell';
import { t } from '../../texts';

type Props = { link: string; desk: FieldDesk; whose: FieldMapping['whose']; custom: boolean; onClose: () => void };

export function FieldForm({ link, desk, whose, custom, onClose }: Props): ReactElement {
  const cache = useQueryClient();
  const [opensis, setOpensis] = useState('');
  const [moodle, setMoodle] = useState('');
  const [direction, setDirection] = useState<FieldWish['direction']>('opensis-to-moodle');
  const [options, setOptions] = useState<Record<string, string>>({});
  const wish: FieldWish = {
    whose, opensis, moodle, direction, options: Object.entries(options).map(([ours, theirs]) => ({ opensis: ours, moodle: theirs })),
  };
  const preview = useMutation({ mutationFn: () => post<FieldPreview>(linkPath(link, 'fields', 'preview'), wish) });
  const save = useMutation({
    mutationFn: () => post<{ id: number }>(linkPath(link, 'fields'), wish),
    onSuccess: () => { tell(t.fields.saved); void cache.invalidateQueries({ queryKey: ['fields', link] }); onClose(); },
  });
  const chosen = opensis !== '' && moodle !== '';
  const changed = (change: () => void): void => { change(); setOptions({}); preview.reset(); };
  const theirs = desk.fields.moodle.find((one) => one.shortname === moodle);
  return (
    <div className="card">
      <div className="row">
        <NativeSelect label={t.fields.opensis} value={opensis} onChange={(event) => { const { value } = event.currentTarget; changed(() => setOpensis(value)); }}
          data={[{ value: '', label: t.fields.choose }, ...desk.fields.opensis.filter((one) => one.whose === whose && one.custom === custom)
            .map((one) => ({ value: one.id, label: one.usable ? one.title : `${one.title} (${t.fields.missing})`, disabled: !one.usable }))]} />
        <NativeSelect label={t.fields.direction} value={direction} onChange={(event) => { const { value } = event.currentTarget; changed(() => setDirection(value as FieldWish['direction'])); }}
          data={[{ value: 'opensis-to-moodle', label: t.fields.toMoodle }, { value: 'moodle-to-opensis', label: t.fields.toOpensis }]} />
        <NativeSelect label={t.fields.moodle} value={moodle} onChange={(event) => { const { value } = event.currentTarget; changed(() => setMoodle(value)); }}
          data={[{ value: '', label: t.fields.choose }, ...desk.fields.moodle.map((one) => ({ value: one.shortname, label: `${one.name} (${one.shortname})` }))]} />
      </div>
      <div className="row push">
        <Button variant="default" disabled={!chosen || preview.isPending} onClick={() => preview.mutate()}>{t.fields.preview}</Button>
        <Button disabled={!chosen || save.isPending} onClick={() => save.mutate()}>{t.fields.save}</Button>
        <Button variant="subtle" onClick={onClose}>{t.fields.cancel}</Button>
      </div>
      {preview.error ? <ErrorBox error={preview.error} /> : null}
      {save.error ? <ErrorBox error={save.error} /> : null}
      {preview.data && preview.data.options.length > 0 && theirs ? (
        <fieldset>
          <legend>{t.fields.options}</legend>
          {preview.data.options.map((one) => (
            <NativeSelect key={one.opensis} label={t.fields.optionOf(one.label)} value={options[one.opensis] ?? ''}
              onChange={(event) => { const { value } = event.currentTarget; setOptions((all) => Object.fromEntries(Object.entries({ ...all, [one.opensis]: value }).filter(([, to]) => to !== ''))); }}
              data={[{ value: '', label: one.moodle === '' ? t.fields.choose : `${one.moodle} (${t.fields.byWords})` }, ...theirs.options]} />))}
        </fieldset>
      ) : null}
      {preview.data ? <Examples found={preview.data} toMoodle={direction === 'opensis-to-moodle'} /> : null}
    </div>
  );
}

function Examples({ found, toMoodle }: { found: FieldPreview; toMoodle: boolean }): ReactElement {
  if (found.examples.length === 0) return <p className="dim">{t.fields.nobody}</p>;
  const nothing = <span className="dim">{t.fields.empty}</span>;
  return (
    <>
      <h3>{t.fields.examples}</h3>
      <div className="table-wrap" tabIndex={0} role="region" aria-label={t.fields.examples}>
        <table className="table" aria-label={t.fields.examples}>
          <thead><tr><th scope="col">{t.fields.who}</th><th scope="col">{t.fields.source}</th>
            <th scope="col">{toMoodle ? t.fields.before.toMoodle : t.fields.before.toOpensis}</th><th scope="col">{t.fields.becomes}</th></tr></thead>
          <tbody>{found.examples.map((one) => (
            <tr key={one.key}>
              <td>{one.name}<div className="dim small">{one.key}</div></td>
              <td>{(toMoodle ? one.opensis : one.moodle) || nothing}</td>
              <td>{(toMoodle ? one.moodle : one.opensis) || nothing}</td>
              <td>{one.problem ? <>{one.problem.why} <span className="dim">{one.problem.cure}</span></> : one.changes ? one.becomes : <span className="dim">{t.fields.unchanged}</span>}</td>
            </tr>))}</tbody>
        </table>
      </div>
    </>
  );
}
