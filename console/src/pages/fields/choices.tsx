// SPDX-License-Identifier: GPL-3.0-or-later
// The options of a row, one by one: for each value of the side that values come from, what it
// becomes on the other. Whatever is not chosen here goes by equal words.
import { NativeSelect } from '@mantine/core';
import type { ReactElement } from 'react';
import type { FieldDesk, FieldPreview, FieldWish } from '../../api/types';
import { t } from '../../texts';

type Ours = FieldDesk['fields']['opensis'][number];
type Theirs = FieldDesk['fields']['moodle'][number];
type Pairs = NonNullable<FieldWish['options']>;
type Offered = { value: string; label: string }[];

// A day in a line of text can be written in several ways.
export const keepsDays = (ours: Ours, theirs: Theirs): boolean => ours.type === 'date' && ['text', 'social'].includes(theirs.type);

// What can be chosen in the field that is written.
export function optionsOf(toMoodle: boolean, ours: Ours, theirs: Theirs): Offered {
  if (!toMoodle) return ours.options;
  return theirs.options.map((value) => ({ value, label: theirs.type === 'checkbox' ? t.fields.box[value] ?? value : value }));
}

type Props = { found: FieldPreview['options']; toMoodle: boolean; offered: Offered; chosen: Pairs; onChoose: (pairs: Pairs) => void };

export function Choices({ found, toMoodle, offered, chosen, onChoose }: Props): ReactElement {
  const from = (pair: { opensis: string; moodle: string }): string => (toMoodle ? pair.opensis : pair.moodle);
  const to = (pair: { opensis: string; moodle: string }): string => (toMoodle ? pair.moodle : pair.opensis);
  const labelOf = (value: string): string => offered.find((one) => one.value === value)?.label ?? value;
  // A value may be nothing, so what is chosen begins with a mark.
  const choose = (option: string, marked: string): void => {
    const rest = chosen.filter((pair) => from(pair) !== option);
    const other = marked.slice(1);
    onChoose(marked === '' ? rest : [...rest, toMoodle ? { opensis: option, moodle: other } : { opensis: other, moodle: option }]);
  };
  return (
    <fieldset>
      <legend>{t.fields.options}</legend>
      <div className="row">
        {found.map((one) => {
          const mine = chosen.find((pair) => from(pair) === from(one));
          const words = one.matched ? `${labelOf(to(one))} (${t.fields.byWords})` : t.fields.noMatch;
          return (
            <NativeSelect key={from(one)} label={t.fields.optionOf(one.label)} value={mine ? `=${to(mine)}` : ''}
              onChange={(event) => choose(from(one), event.currentTarget.value)}
              data={[{ value: '', label: words }, ...offered.map(({ value, label }) => ({ value: `=${value}`, label })),
                ...(offered.some(({ value }) => value === '') ? [] : [{ value: '=', label: t.fields.nothing }])]} />);
        })}
      </div>
    </fieldset>
  );
}
