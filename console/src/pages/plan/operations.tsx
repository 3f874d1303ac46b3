// SPDX-License-Identifier: GPL-3.0-or-later
// Every change of a plan with its reason: filters, pages, CSV.
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { get, linkPath } from '../../api/client';
import { useOperations } from '../../api/queries';
import type { Link, Operation, Operations, Plan } from '../../api/types';
import { verbs } from '../../api/types';
import { CsvButton } from '../../parts/csvbutton';
import { Choice, KindChoice, SchoolChoice, SearchField } from '../../parts/filters';
import type { Column } from '../../parts/listing';
import { Listing, Pager, pageSize, usePages } from '../../parts/listing';
import { VerbMark } from '../../parts/mark';
import { Answer } from '../../parts/problem';
import { schoolName } from '../../parts/small';
import { filters } from '../../parts/usefilters';
import { t } from '../../texts';

const names = ['kind', 'school', 'verb', 'q'] as const;

export function OperationsList({ link, whole, plan, query }: { link: string; whole: Link | undefined; plan: Plan; query: Record<string, string> }): ReactElement {
  const by = filters([link, 'plan'], { plan: String(plan.id), ...query }, names);
  const pages = usePages(`operations ${link} ${plan.id} ${by.key}`);
  const wanted = { kind: by.of('kind'), school: by.of('school'), verb: by.of('verb'), q: by.of('q') };
  const found = useOperations(link, plan.id, { ...wanted, cursor: pages.cursor, limit: pageSize });
  const columns: Column<Operation>[] = [
    { title: t.plan.record, name: true, cell: (one) => <>{one.title}<small>{one.key}</small></> },
    { title: t.plan.what, cell: (one) => <VerbMark verb={one.verb} /> },
    { title: t.plan.kindColumn, cell: (one) => t.kind[one.kind] },
    ...((whole?.schools.length ?? 0) > 1 ? [{ title: t.common.school, cell: (one: Operation) => schoolName(whole, one.school) }] : []),
    { title: t.plan.reason, cell: (one) => <div className="why">{one.reason}</div> },
  ];
  const ask = async (cursor: string | null): Promise<{ rows: Operation[]; next: string | null }> => {
    const part = await get<Operations>(linkPath(link, 'plans', plan.id, 'operations'), { ...wanted, cursor, limit: 500 });
    return { rows: part.operations, next: part.next_cursor };
  };
  return (
    <div className="stack">
      <div className="row bottom">
        <SearchField label={t.plan.searchLabel} value={by.of('q')} onChange={(value) => by.set('q', value)} />
        <Choice label={t.plan.what} any={t.plan.anyVerb} value={by.of('verb')} onChange={(value) => by.set('verb', value)}
          options={verbs.map((verb) => ({ value: verb, label: t.verb[verb] }))} />
        <KindChoice value={by.of('kind')} onChange={(value) => by.set('kind', value)} />
        <SchoolChoice link={whole} value={by.of('school')} onChange={(value) => by.set('school', value)} />
        {by.any ? <Button variant="subtle" onClick={by.clear}>{t.common.clearFilters}</Button> : null}
      </div>
      <Answer of={found}>{(list) => (
        <>
          <Listing label={t.plan.tabOperations(list.total)} columns={columns} rows={list.operations} id={(one) => `${one.verb} ${one.key}`}
            empty={by.any ? t.common.nothingFound : t.plan.nothing} old={found.isPlaceholderData} />
          <div className="row">
            <Pager pages={pages} shown={list.operations.length} next={list.next_cursor} total={list.total} />
            {list.total > 0 ? <CsvButton name={`plan-${plan.id}.csv`} ask={ask} total={list.total} columns={[
              [t.plan.what, (one) => one.verb], [t.plan.kindColumn, (one) => one.kind], [t.records.key, (one) => one.key],
              [t.plan.record, (one) => one.title], [t.common.school, (one) => schoolName(whole, one.school)], [t.plan.reason, (one) => one.reason],
            ]} /> : null}
          </div>
        </>
      )}</Answer>
    </div>
  );
}
