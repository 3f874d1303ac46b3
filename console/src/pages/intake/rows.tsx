// SPDX-License-Identifier: GPL-3.0-or-later
// Every row of a preview with its fate: filters, pages, ticks, and what can be decided about one.
import { Button, Checkbox } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { linkPath, post } from '../../api/client';
import { useIntakeRows } from '../../api/queries';
import type { IntakeFate, IntakePreview, IntakeRow } from '../../api/types';
import { intakeFates } from '../../api/types';
import { inConsole } from '../../lib/words';
import { Choice, SearchField } from '../../parts/filters';
import type { IconName } from '../../parts/icons';
import type { Column } from '../../parts/listing';
import { Listing, Pager, pageSize, usePages } from '../../parts/listing';
import type { Tone } from '../../parts/mark';
import { Mark } from '../../parts/mark';
import { Answer, ErrorBox } from '../../parts/problem';
import { Outside } from '../../parts/small';
import { filters } from '../../parts/usefilters';
import { t } from '../../texts';

const tone: Record<IntakeFate, Tone> = { created: 'good', updated: 'note', linked: 'good', doubtful: 'wait', refused: 'bad', unchanged: 'calm', left_out: 'calm' };
const shape: Partial<Record<IntakeFate, IconName>> = { created: 'plus', updated: 'pen', linked: 'matches' };

export const FateOfRow = ({ fate, done = false }: { fate: IntakeFate; done?: boolean }): ReactElement => {
  const icon = shape[fate];
  return <Mark tone={tone[fate]} {...(icon ? { icon } : {})}>{done ? t.intake.fateDone[fate] : t.intake.fate[fate]}</Mark>;
};

export type Choose = { choose: (rows: string[], choice: string) => void; busy: boolean; error: unknown };

export function useChoose(link: string, preview: number): Choose {
  const cache = useQueryClient();
  const work = useMutation({
    mutationFn: (body: { rows: string[]; choice: string }) => post<IntakePreview>(linkPath(link, 'intake', 'previews', preview, 'choices'), body),
    onSuccess: (anew) => {
      cache.setQueryData(['intake-preview', link, preview], anew);
      for (const key of ['intake-rows', 'intake']) void cache.invalidateQueries({ queryKey: [key, link] });
    },
  });
  return { choose: (rows, choice) => work.mutate({ rows, choice }), busy: work.isPending, error: work.error };
}

const acts = (row: IntakeRow): boolean => ['created', 'updated', 'linked'].includes(row.fate);
const names = ['fate', 'q'] as const;

export function RowsList({ link, preview, query, ticked, onTick, code = '' }: {
  link: string; preview: IntakePreview; query: Record<string, string>; ticked: ReadonlySet<string>; onTick: (ticked: ReadonlySet<string>) => void; code?: string;
}): ReactElement {
  const by = filters([link, 'intake'], { what: preview.request.what, preview: String(preview.id), ...query }, names);
  const pages = usePages(`intake ${link} ${preview.id} ${code} ${by.key}`);
  const found = useIntakeRows(link, preview.id, { fate: by.of('fate'), q: by.of('q'), code, cursor: pages.cursor, limit: pageSize });
  const decide = useChoose(link, preview.id);
  const ready = preview.state === 'ready';
  const tick = (ids: string[], on: boolean): void => {
    const next = new Set(ticked);
    for (const id of ids) if (on) next.add(id); else next.delete(id);
    onTick(next);
  };
  const columns: Column<IntakeRow>[] = [
    ...(ready ? [{ title: t.intake.tick, bare: true, cell: (row: IntakeRow) => (acts(row) ? <Checkbox aria-label={t.intake.tickLabel(row.title)} checked={ticked.has(row.id)} onChange={(event) => tick([row.id], event.currentTarget.checked)} /> : null) }] : []),
    { title: t.intake.record, name: true, cell: (row) => <>{row.moodle_url ? <Outside to={row.moodle_url}>{row.title}</Outside> : row.title}<small>{row.id}{row.key === null ? '' : ` · ${row.key}`}</small></> },
    { title: t.intake.becomes, cell: (row) => <FateOfRow fate={row.fate} /> },
    { title: t.plan.reason, cell: (row) => <div className="why">{row.reason}{row.problem ? <small>{inConsole(row.problem.cure)}</small> : null}</div> },
    ...(ready ? [{ title: t.intake.decision, bare: true, cell: (row: IntakeRow) => <Decision row={row} decide={decide} /> }] : []),
  ];
  return (
    <div className="stack">
      <div className="row bottom" role="search">
        <SearchField label={t.intake.search} value={by.of('q')} onChange={(value) => by.set('q', value)} />
        {code === '' ? <Choice label={t.intake.becomes} any={t.intake.anyFate} value={by.of('fate')} onChange={(value) => by.set('fate', value)}
          options={intakeFates.map((fate) => ({ value: fate, label: t.intake.fate[fate] }))} /> : null}
        {by.any ? <Button variant="subtle" onClick={by.clear}>{t.common.clearFilters}</Button> : null}
      </div>
      {decide.error ? <ErrorBox error={decide.error} /> : null}
      <Answer of={found}>{(list) => {
        const here = list.rows.filter(acts).map((row) => row.id);
        return (
          <>
            {ready && here.length > 0 ? (
              <div className="row">
                <Checkbox label={t.intake.tickAll} checked={here.every((id) => ticked.has(id))} onChange={(event) => tick(here, event.currentTarget.checked)} />
                {ticked.size > 0 ? <Button size="xs" variant="default" disabled={decide.busy} onClick={() => { decide.choose([...ticked], 'leave_out'); onTick(new Set()); }}>{t.intake.leaveOutTicked(ticked.size)}</Button> : null}
                {ticked.size > 0 ? <Button size="xs" variant="subtle" onClick={() => onTick(new Set())}>{t.intake.untick}</Button> : null}
              </div>
            ) : null}
            <Listing label={t.intake.tabRows} columns={columns} rows={list.rows} id={(row) => row.id} empty={by.any || code !== '' ? t.common.nothingFound : t.intake.nothing} old={found.isPlaceholderData} />
            <Pager pages={pages} shown={list.rows.length} next={list.next_cursor} total={list.total} />
          </>
        );
      }}</Answer>
    </div>
  );
}

function Decision({ row, decide }: { row: IntakeRow; decide: Choose }): ReactElement | null {
  const button = (label: string, name: string, choice: string): ReactElement =>
    <Button size="compact-xs" variant="default" disabled={decide.busy} aria-label={name} onClick={() => decide.choose([row.id], choice)}>{label}</Button>;
  if (row.choice !== '') return button(t.intake.takeBack, t.intake.takeBackFor(row.title), '');
  return row.fate === 'unchanged' ? null : button(t.intake.leaveOut, t.intake.leaveOutFor(row.title), 'leave_out');
}
