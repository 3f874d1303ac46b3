// SPDX-License-Identifier: GPL-3.0-or-later
// What a run did, step by step, with the outcome of each.
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { get, linkPath } from '../../api/client';
import { useSteps } from '../../api/queries';
import type { Fate, Link, Run, RunStep, Steps } from '../../api/types';
import { verbs } from '../../api/types';
import { CsvButton } from '../../parts/csvbutton';
import { Choice, KindChoice, SchoolChoice } from '../../parts/filters';
import type { Column } from '../../parts/listing';
import { Listing, Pager, pageSize, usePages } from '../../parts/listing';
import { FateMark, VerbMark } from '../../parts/mark';
import { Answer, Why } from '../../parts/problem';
import { schoolName } from '../../parts/small';
import { filters } from '../../parts/usefilters';
import { t } from '../../texts';

const names = ['kind', 'school', 'verb', 'fate'] as const;
const fates: Fate[] = ['done', 'refused', 'given_up', 'intended'];

export function StepsList({ link, whole, run, query }: { link: string; whole: Link | undefined; run: Run; query: Record<string, string> }): ReactElement {
  const by = filters([link, 'runs', run.id], query, names);
  const pages = usePages(`steps ${link} ${run.id} ${by.key}`);
  const wanted = { kind: by.of('kind'), school: by.of('school'), verb: by.of('verb'), fate: by.of('fate') };
  const found = useSteps(link, run.id, { ...wanted, cursor: pages.cursor, limit: pageSize }, run.state === 'running');
  const columns: Column<RunStep>[] = [
    { title: t.plan.record, name: true, cell: (one) => <>{one.title}<small>{one.key}</small></> },
    { title: t.plan.what, cell: (one) => <VerbMark verb={one.verb} /> },
    { title: t.run.fate, cell: (one) => <FateMark fate={one.fate} /> },
    { title: t.plan.kindColumn, cell: (one) => t.kind[one.kind] },
    ...((whole?.schools.length ?? 0) > 1 ? [{ title: t.common.school, cell: (one: RunStep) => schoolName(whole, one.school) }] : []),
    { title: t.plan.reason, cell: (one) => (one.problem ? <Why problem={one.problem} /> : <div className="why">{one.reason}</div>) },
  ];
  const ask = async (cursor: string | null): Promise<{ rows: RunStep[]; next: string | null }> => {
    const part = await get<Steps>(linkPath(link, 'runs', run.id, 'steps'), { ...wanted, cursor, limit: 500 });
    return { rows: part.steps, next: part.next_cursor };
  };
  return (
    <div className="stack">
      <div className="row bottom">
        <Choice label={t.run.fate} any={t.run.anyFate} value={by.of('fate')} onChange={(value) => by.set('fate', value)} options={fates.map((one) => ({ value: one, label: t.fate[one] }))} />
        <Choice label={t.plan.what} any={t.plan.anyVerb} value={by.of('verb')} onChange={(value) => by.set('verb', value)} options={verbs.map((one) => ({ value: one, label: t.verb[one] }))} />
        <KindChoice value={by.of('kind')} onChange={(value) => by.set('kind', value)} />
        <SchoolChoice link={whole} value={by.of('school')} onChange={(value) => by.set('school', value)} />
        {by.any ? <Button variant="subtle" onClick={by.clear}>{t.common.clearFilters}</Button> : null}
      </div>
      <Answer of={found}>{(list) => (
        <>
          <Listing label={t.run.steps} columns={columns} rows={list.steps} id={(one) => one.id}
            empty={by.any ? t.common.nothingFound : t.common.nothing} old={found.isPlaceholderData} />
          <div className="row">
            <Pager pages={pages} shown={list.steps.length} next={list.next_cursor} />
            {list.steps.length > 0 ? <CsvButton name={`run-${run.id}.csv`} ask={ask} columns={[
              [t.plan.what, (one) => one.verb], [t.run.fate, (one) => one.fate], [t.plan.kindColumn, (one) => one.kind], [t.records.key, (one) => one.key],
              [t.plan.record, (one) => one.title], [t.common.school, (one) => schoolName(whole, one.school)], [t.plan.reason, (one) => one.reason],
              [t.errors.why, (one) => one.problem?.why ?? ''], [t.errors.cure, (one) => one.problem?.cure ?? ''], [t.records.inMoodle, (one) => (one.remote === 0 ? '' : one.remote)],
            ]} /> : null}
          </div>
        </>
      )}</Answer>
    </div>
  );
}
