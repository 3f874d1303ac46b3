// SPDX-License-Identifier: GPL-3.0-or-later
// What a plan refuses or leaves waiting, each with its reason and what to do.
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { get, linkPath } from '../../api/client';
import { usePlanStandings } from '../../api/queries';
import type { Link, Plan, PlanStandings } from '../../api/types';
import { CsvButton } from '../../parts/csvbutton';
import { Choice, KindChoice, SchoolChoice, SearchField } from '../../parts/filters';
import type { Column } from '../../parts/listing';
import { Listing, Pager, pageSize, usePages } from '../../parts/listing';
import { StandingMark } from '../../parts/mark';
import { Answer, Why } from '../../parts/problem';
import { schoolName } from '../../parts/small';
import { filters } from '../../parts/usefilters';
import { t } from '../../texts';

type Row = PlanStandings['standings'][number];
const names = ['kind', 'school', 'standing', 'q'] as const;

export function PlanStandingsList({ link, whole, plan, query }: { link: string; whole: Link | undefined; plan: Plan; query: Record<string, string> }): ReactElement {
  const by = filters([link, 'plan'], { plan: String(plan.id), ...query }, names);
  const pages = usePages(`standings ${link} ${plan.id} ${by.key}`);
  const wanted = { kind: by.of('kind'), school: by.of('school'), standing: by.of('standing'), q: by.of('q') };
  const found = usePlanStandings(link, plan.id, { ...wanted, cursor: pages.cursor, limit: pageSize });
  const columns: Column<Row>[] = [
    { title: t.plan.record, name: true, cell: (one) => <>{one.title}<small>{one.key}</small></> },
    { title: t.records.standingLabel, cell: (one) => <StandingMark standing={one.standing} /> },
    { title: t.plan.kindColumn, cell: (one) => t.kind[one.kind] },
    ...((whole?.schools.length ?? 0) > 1 ? [{ title: t.common.school, cell: (one: Row) => schoolName(whole, one.school) }] : []),
    { title: t.plan.reason, cell: (one) => <Why problem={one.problem} /> },
  ];
  const ask = async (cursor: string | null): Promise<{ rows: Row[]; next: string | null }> => {
    const part = await get<PlanStandings>(linkPath(link, 'plans', plan.id, 'standings'), { ...wanted, cursor, limit: 500 });
    return { rows: part.standings, next: part.next_cursor };
  };
  return (
    <div className="stack">
      <div className="row bottom">
        <SearchField label={t.plan.searchLabel} value={by.of('q')} onChange={(value) => by.set('q', value)} />
        <Choice label={t.records.standingLabel} any={t.plan.anyStanding} value={by.of('standing')} onChange={(value) => by.set('standing', value)}
          options={(['refused', 'waiting'] as const).map((one) => ({ value: one, label: t.standing[one] }))} />
        <KindChoice value={by.of('kind')} onChange={(value) => by.set('kind', value)} />
        <SchoolChoice link={whole} value={by.of('school')} onChange={(value) => by.set('school', value)} />
        {by.any ? <Button variant="subtle" onClick={by.clear}>{t.common.clearFilters}</Button> : null}
      </div>
      <Answer of={found}>{(list) => (
        <>
          <Listing label={t.plan.tabStandings(list.total)} columns={columns} rows={list.standings} id={(one) => one.key}
            empty={by.any ? t.common.nothingFound : t.plan.allGo} old={found.isPlaceholderData} />
          <div className="row">
            <Pager pages={pages} shown={list.standings.length} next={list.next_cursor} total={list.total} />
            {list.total > 0 ? <CsvButton name={`plan-${plan.id}-refused.csv`} ask={ask} total={list.total} columns={[
              [t.records.standingLabel, (one) => one.standing], [t.plan.kindColumn, (one) => one.kind], [t.records.key, (one) => one.key],
              [t.plan.record, (one) => one.title], [t.common.school, (one) => schoolName(whole, one.school)],
              [t.errors.why, (one) => one.problem.why], [t.errors.cure, (one) => one.problem.cure], [t.errors.code, (one) => one.problem.code],
            ]} /> : null}
          </div>
        </>
      )}</Answer>
    </div>
  );
}
