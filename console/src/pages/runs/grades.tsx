// SPDX-License-Identifier: GPL-3.0-or-later
// What a run of grades did in openSIS's gradebooks: counts, and each row before and after.
import type { ReactElement } from 'react';
import type { GradeStep } from '../../api/grades';
import { useGradeSteps } from '../../api/grades';
import type { Run } from '../../api/types';
import type { Column } from '../../parts/listing';
import { Listing, Pager, pageSize, usePages } from '../../parts/listing';
import { Mark } from '../../parts/mark';
import { Answer } from '../../parts/problem';
import { Panel } from '../../parts/small';
import { href } from '../../router';
import { t } from '../../texts';
import { verbTone } from '../grades/option';
import { GradeCounts, optionName } from '../grades/shared';

export function GradesOutcome({ link, run }: { link: string; run: Run }): ReactElement {
  return (
    <>
      {run.grades?.counts ? <Panel title={t.run.changes}><GradeCounts counts={run.grades.counts} label={t.run.changes} />
        <p className="dim">{run.grades.whole ? t.grades.readWhole(run.grades.sections) : t.grades.readNews(run.grades.sections)}
          {run.grades.differences > 0 ? <> · <a href={href([link, 'grades', 'differences'])}>{t.grades.kept(run.grades.differences)}</a></> : null}</p></Panel> : null}
      {run.grades && (run.grades.restored > 0 || run.grades.kept > 0) ? <Panel><p>{t.grades.undoneWords(run.grades.restored, run.grades.kept)}</p></Panel> : null}
      {run.grades?.keeper ? <Panel><p>{t.grades.keeperBack(run.grades.keeper.of, run.grades.keeper.option === '' ? t.grades.keeperNone : optionName(run.grades.keeper.option), run.grades.keeper.newer)} {/^section:/.test(run.grades.keeper.of) ? <a href={href([link, 'grades', run.grades.keeper.of])}>{t.grades.keeperOpen}</a> : null}</p></Panel> : null}
      {run.state === 'running' || run.what.startsWith('grades undo') ? null : <Panel title={t.run.steps}><StepRows link={link} run={run.id} /></Panel>}
    </>
  );
}

function StepRows({ link, run }: { link: string; run: number }): ReactElement {
  const pages = usePages(`grade steps ${link} ${run}`);
  const found = useGradeSteps(link, run, { cursor: pages.cursor, limit: pageSize });
  const columns: Column<GradeStep>[] = [
    { title: t.grades.what, name: true, cell: (one) => <>{one.name ?? (one.after || one.before)}{one.title ? <small>{one.title}</small> : null}<small><a href={href([link, 'grades', one.section])}>{one.section_title}</a></small></> },
    { title: t.plan.kindColumn, cell: (one) => t.grades.kind[one.kind] },
    { title: t.plan.what, cell: (one) => <><Mark tone={verbTone[one.verb]}>{t.grades.verb[one.verb]}</Mark>{one.undone > 0 ? <small>{t.grades.undoneBy(one.undone)}</small> : null}</> },
    { title: t.grades.before, cell: (one) => one.before },
    { title: t.grades.after, cell: (one) => one.after },
    { title: t.plan.reason, cell: (one) => <div className="why">{one.reason}</div> },
  ];
  return (
    <Answer of={found}>{(list) => (
      <>
        <Listing label={t.run.steps} columns={columns} rows={list.steps} id={(one) => one.id} empty={t.grades.nothingNew} old={found.isPlaceholderData} />
        <Pager pages={pages} shown={list.steps.length} next={list.next_cursor} />
      </>
    )}</Answer>
  );
}
