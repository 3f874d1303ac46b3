// SPDX-License-Identifier: GPL-3.0-or-later
// What a run of mapped fields wrote into openSIS: each value before and after.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { get, linkPath } from '../../api/client';
import type { FieldRun } from '../../api/types';
import { arrowed } from '../../lib/format';
import type { Column } from '../../parts/listing';
import { Listing, Pager, pageSize, usePages } from '../../parts/listing';
import { Mark } from '../../parts/mark';
import { Answer } from '../../parts/problem';
import { Panel } from '../../parts/small';
import { href } from '../../router';
import { t } from '../../texts';

type Written = FieldRun['values'][number];

export function FieldsOutcome({ link, run }: { link: string; run: number }): ReactElement {
  const pages = usePages(`field run ${link} ${run}`);
  const found = useQuery({
    queryKey: ['steps', link, run, pages.cursor],
    queryFn: ({ signal }) => get<FieldRun>(linkPath(link, 'fields', 'runs', run), { cursor: pages.cursor, limit: pageSize }, signal),
    placeholderData: keepPreviousData,
  });
  const fate = (one: Written): ReactElement => {
    if (one.taken_back !== null) return <Mark tone="wait">{t.fields.takenBack}</Mark>;
    return one.fate === 'done' ? <Mark tone="good">{t.fields.written}</Mark> : <Mark tone="bad">{t.fate[one.fate]}</Mark>;
  };
  const columns: Column<Written>[] = [
    { title: t.fields.who, name: true, cell: (one) => <>{one.name}<small><a href={href([link, 'people', one.key])}>{one.key}</a></small></> },
    { title: t.fields.field, cell: (one) => arrowed(one.field) },
    { title: t.fields.runBefore, cell: (one) => one.before || <span className="dim">{t.fields.empty}</span> },
    { title: t.fields.runAfter, cell: (one) => one.after || <span className="dim">{t.fields.empty}</span> },
    { title: t.run.fate, cell: fate },
    { title: t.plan.reason, cell: (one) => <div className="why">{one.why}</div> },
  ];
  return (
    <Panel title={t.run.steps}>
      <Answer of={found}>{(list) => (
        <>
          <Listing label={t.run.steps} columns={columns} rows={list.values} id={(one) => one.id} empty={t.fields.nothingWritten} old={found.isPlaceholderData} />
          <Pager pages={pages} shown={list.values.length} next={list.next_cursor} />
        </>
      )}</Answer>
    </Panel>
  );
}
