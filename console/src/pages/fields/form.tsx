// SPDX-License-Identifier: GPL-3.0-or-later
// One row of the mapping, new or changed: two fields, a direction, rules, options one by one, and a
// preview on real records.
import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import { linkPath, post, put } from '../../api/client';
import type { FieldDesk, FieldMapping, FieldPreview, FieldWish } from '../../api/types';
import { arrowed } from '../../lib/format';
import type { Column } from '../../parts/listing';
import { Listing } from '../../parts/listing';
import { ErrorBox } from '../../parts/problem';
import { tell } from '../../parts/tell';
import { t } from '../../texts';
import { Choices, keepsDays, optionsOf } from './choices';

type Props = { link: string; desk: FieldDesk; whose: FieldMapping['whose']; custom: boolean; row?: FieldMapping; onClose: () => void };
type Rules = FieldMapping['rules'];
type Example = FieldPreview['examples'][number];

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
      <legend>{row ? t.fields.changing(arrowed(row.title)) : t.fields.add}</legend>
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
  const nothing = <span className="dim">{t.fields.empty}</span>;
  const becomes = (one: Example): ReactElement => {
    if (one.problem) return <div className="why">{one.problem.why} <small>{one.problem.cure}</small></div>;
    return one.changes ? <>{one.becomes || nothing}</> : <span className="dim">{t.fields.unchanged}</span>;
  };
  const columns: Column<Example>[] = [
    { title: t.fields.who, name: true, cell: (one) => <>{one.name}<small>{one.key}</small></> },
    { title: t.fields.source, cell: (one) => (toMoodle ? one.opensis : one.moodle) || nothing },
    { title: toMoodle ? t.fields.before.toMoodle : t.fields.before.toOpensis, cell: (one) => (toMoodle ? one.moodle : one.opensis) || nothing },
    { title: t.fields.becomes, cell: becomes },
  ];
  return (
    <>
      {found.examples.length > 0 ? <h3>{t.fields.examples}</h3> : null}
      <Listing label={t.fields.examples} columns={columns} rows={found.examples} id={(one) => one.key} empty={t.fields.nobody} />
    </>
  );
}
