// SPDX-License-Identifier: GPL-3.0-or-later
// One row of the mapping, new or changed: two fields, a direction, rules, options one by one, and a
// preview on real records.
import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import { linkPath, post, put } from '../../api/client';
import type { FieldDesk, FieldMapping, FieldPreview, FieldWish } from '../../api/types';
import { ErrorBox } from '../../parts/problem';
import { tell } from '../../parts/tell';
import { t } from '../../texts';
import { Choices, keepsDays, optionsOf } from './choices';

type Props = { link: string; desk: FieldDesk; whose: FieldMapping['whose']; custom: boolean; row?: FieldMapping; onClose: () => void };
type Rules = FieldMapping['rules'];

const usual: Rules = { too_long: 'refuse', emptied: 'empty', days: 'YYYY-MM-DD' };

export function FieldForm({ link, desk, whose, custom, row, onClose }: Props): ReactElement {
  const cache = useQueryClient();
  const [opensis, setOpensis] = useState(row?.opensis ?? '');
  const [moodle, setMoodle] = useState(row?.moodle ?? '');
  const [direction, setDirection] = useState<FieldWish['direction']>(row?.direction ?? 'opensis-to-moodle');
  const [options, setOptions] = useState(row?.options ?? []);
  const [rules, setRules] = useState<Rules>(row?.rules ?? usual);
  const wish: FieldWish = { whose, opensis, moodle, direction, options, rules };
  const preview = useMutation({
    mutationFn: () => post<FieldPreview>(linkPath(link, 'fields', 'preview'), row ? { ...wish, row: row.id } : wish),
  });
  const save = useMutation({
    mutationFn: () => (row ? put<{ id: number }>(linkPath(link, 'fields', String(row.id)), wish) : post<{ id: number }>(linkPath(link, 'fields'), wish)),
    onSuccess: () => { tell(row ? t.fields.changed : t.fields.saved); void cache.invalidateQueries({ queryKey: ['fields', link] }); onClose(); },
  });
  // What a row does now is shown at once; of a new one there is nothing to show yet.
  const { mutate: look } = preview;
  useEffect(() => { if (row && !row.held) look(); }, [row, look]);

  const chosen = opensis !== '' && moodle !== '';
  // Other fields have other options.
  const changed = (change: () => void): void => { change(); setOptions([]); preview.reset(); };
  const ours = desk.fields.opensis.find((one) => one.whose === whose && one.id === opensis);
  const theirs = desk.fields.moodle.find((one) => one.shortname === moodle);
  const toMoodle = direction === 'opensis-to-moodle';
  const rule = <Name extends keyof Rules>(name: Name, values: readonly Rules[Name][], words: Record<Rules[Name], string>, label: string): ReactElement => (
    <NativeSelect label={label} value={rules[name]} data={values.map((value) => ({ value, label: words[value] }))}
      onChange={(event) => { const { value } = event.currentTarget; setRules((all) => ({ ...all, [name]: value })); }} />
  );
  return (
    <fieldset className="card">
      <legend>{row ? t.fields.changing(row.title) : t.fields.add}</legend>
      <div className="row">
        <NativeSelect label={t.fields.opensis} value={opensis} onChange={(event) => { const { value } = event.currentTarget; changed(() => setOpensis(value)); }}
          data={[{ value: '', label: t.fields.choose }, ...desk.fields.opensis.filter((one) => one.whose === whose && one.custom === custom)
            .map((one) => ({ value: one.id, label: one.usable ? one.title : `${one.title} (${t.fields.missing})`, disabled: !one.usable }))]} />
        <NativeSelect label={t.fields.direction} value={direction} onChange={(event) => { const { value } = event.currentTarget; changed(() => setDirection(value as FieldWish['direction'])); }}
          data={[{ value: 'opensis-to-moodle', label: t.fields.toMoodle }, { value: 'moodle-to-opensis', label: t.fields.toOpensis }]} />
        <NativeSelect label={t.fields.moodle} value={moodle} onChange={(event) => { const { value } = event.currentTarget; changed(() => setMoodle(value)); }}
          data={[{ value: '', label: t.fields.choose }, ...desk.fields.moodle.map((one) => ({ value: one.shortname, label: `${one.name} (${one.shortname})` }))]} />
      </div>
      <div className="row">
        {rule('emptied', ['empty', 'keep'], t.fields.emptied, t.fields.emptiedLabel)}
        {rule('too_long', ['refuse', 'cut'], t.fields.tooLong, t.fields.tooLongLabel)}
        {ours && theirs && keepsDays(ours, theirs) ? rule('days', ['YYYY-MM-DD', 'MM/DD/YYYY', 'DD/MM/YYYY', 'DD.MM.YYYY'], t.fields.days, t.fields.daysLabel) : null}
      </div>
      <div className="row push">
        <Button variant="default" disabled={!chosen || preview.isPending} onClick={() => preview.mutate()}>{t.fields.preview}</Button>
        <Button disabled={!chosen || save.isPending} onClick={() => save.mutate()}>{row ? t.fields.keep : t.fields.save}</Button>
        <Button variant="subtle" onClick={onClose}>{t.fields.cancel}</Button>
      </div>
      {preview.error ? <ErrorBox error={preview.error} /> : null}
      {save.error ? <ErrorBox error={save.error} /> : null}
      {preview.data && preview.data.options.length > 0 && ours && theirs ? (
        <Choices found={preview.data.options} toMoodle={toMoodle} offered={optionsOf(toMoodle, ours, theirs)} chosen={options} onChoose={setOptions} />
      ) : null}
      {preview.data ? <Examples found={preview.data} toMoodle={toMoodle} /> : null}
    </fieldset>
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
