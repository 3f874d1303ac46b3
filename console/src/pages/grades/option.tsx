// SPDX-License-Identifier: GPL-3.0-or-later
// Who keeps a gradebook, of a section or a school: first what would change, then exactly that.
import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { linkPath, post } from '../../api/client';
import type { GradeOption, GradePlan } from '../../api/grades';
import { useFollowed, useGrades } from '../../api/grades';
import type { Started } from '../../api/types';
import type { Column } from '../../parts/listing';
import { Listing } from '../../parts/listing';
import { Mark } from '../../parts/mark';
import { Answer, ErrorBox, ProblemBox } from '../../parts/problem';
import { Page, Panel } from '../../parts/small';
import { href } from '../../router';
import { t } from '../../texts';
import { didWords, GradeCounts, optionName } from './shared';

type Step = GradePlan['steps'][number];
const shownMost = 200;

export function OptionPage({ link, of, to }: { link: string; of: string; to: string }): ReactElement {
  const option: GradeOption = to === 'moodle' ? 'moodle' : 'opensis';
  const school = of.startsWith('school:');
  const back = school ? href([link, 'grades']) : href([link, 'grades', of]);
  const list = useGrades(link, { limit: 500 });
  const name = school
    ? list.data?.schools.find((one) => `school:${one.id}` === of)?.title ?? of
    : list.data?.sections.find((one) => one.key === of)?.title ?? of;
  return (
    <Page title={t.grades.optionTitle(name)} lead={<a href={back}>{t.common.back}</a>}>
      <Panel>
        <div className="choices">{(['opensis', 'moodle'] as const).map((one) => (
          <div key={one} className="card">
            <h2 className="row">{t.grades.options[one][0]}{one === option ? <Mark tone="note">{t.grades.looking}</Mark> : null}</h2>
            <p>{t.grades.options[one][1]}</p>
            {one === option ? null : <a href={href([link, 'grades', of, 'option'], { to: one })}>{t.grades.planFor(optionName(one))}</a>}
          </div>))}</div>
      </Panel>
      <Planned key={`${of} ${option}`} link={link} of={of} option={option} back={back} />
    </Page>
  );
}

function Planned({ link, of, option, back }: { link: string; of: string; option: GradeOption; back: string }): ReactElement {
  const { follow, run, waiting } = useFollowed(link);
  const plan = useQuery({
    queryKey: ['grade-plan', link, of, option],
    queryFn: () => post<GradePlan>(linkPath(link, 'grades', 'option', 'plan'), { of, option }),
    staleTime: Infinity, gcTime: 0, retry: false,
  });
  const confirm = useMutation({
    mutationFn: (mark: string) => post<Started>(linkPath(link, 'grades', 'option'), { of, option, mark }),
    onSuccess: follow,
  });
  if (run?.ended)
    return (
      <Panel title={t.grades.switched}>
        <p className="row"><Mark tone={run.problem ? 'wait' : 'good'}>{t.runState[run.state]}</Mark> {didWords(run)}</p>
        {run.problem ? <ProblemBox problem={run.problem} /> : null}
        <a href={back}>{t.common.back}</a>
      </Panel>
    );
  return (
    <Answer of={plan}>{(found) => (
      <>
        <Panel title={t.grades.wouldChange(found.sections)}>
          {found.steps_total === 0 ? <p>{t.grades.changesNothing}</p> : <GradeCounts counts={found.counts} label={t.run.changes} />}
          {found.problems.map((one) => <ProblemBox key={one.record} problem={one} />)}
          {confirm.error ? <ErrorBox error={confirm.error} again={() => { confirm.reset(); void plan.refetch(); }} /> : null}
          <div className="row">
            <Button loading={confirm.isPending || waiting} disabled={found.problems.length > 0} onClick={() => confirm.mutate(found.mark)}>{t.grades.confirm(optionName(option))}</Button>
            <Button variant="default" loading={plan.isFetching} onClick={() => void plan.refetch()}>{t.grades.planAgain}</Button>
            <span role="status" className="dim">{waiting ? t.grades.begun : ''}</span>
          </div>
        </Panel>
        {found.steps.length > 0 ? <Panel title={t.grades.everyChange} aside={found.steps_total > shownMost ? <span className="dim">{t.grades.firstOf(Math.min(shownMost, found.steps.length), found.steps_total)}</span> : null}><StepList steps={found.steps.slice(0, shownMost)} /></Panel> : null}
        {found.differences.length > 0 ? <Panel title={t.grades.staysKept}><p>{t.grades.staysKeptText(found.differences_total)}</p></Panel> : null}
      </>
    )}</Answer>
  );
}

export const verbTone = { create: 'good', update: 'note', remove: 'bad' } as const;

function StepList({ steps }: { steps: Step[] }): ReactElement {
  const columns: Column<Step>[] = [
    { title: t.grades.what, name: true, cell: (one) => <>{one.name ?? one.title}<small>{t.grades.kind[one.kind]}</small></> },
    { title: t.plan.what, cell: (one) => <Mark tone={verbTone[one.verb]}>{t.grades.verb[one.verb]}</Mark> },
    { title: t.grades.before, cell: (one) => one.before },
    { title: t.grades.after, cell: (one) => one.after },
    { title: t.plan.reason, cell: (one) => <div className="why">{one.reason}</div> },
  ];
  return <Listing slim label={t.grades.everyChange} columns={columns} rows={steps} id={(one) => `${one.section} ${one.kind} ${one.student ?? ''} ${one.title} ${one.period} ${one.verb}`} empty={t.grades.changesNothing} />;
}
