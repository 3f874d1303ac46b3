// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages about grades share: how the pulls stand, "get grades now", what a run did.
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { linkPath, post } from '../../api/client';
import type { GradeOption, GradesRun, GradesState } from '../../api/grades';
import { useFollowed } from '../../api/grades';
import type { Run, Started } from '../../api/types';
import { count } from '../../lib/format';
import { Icon } from '../../parts/icons';
import { Mark, RunMark } from '../../parts/mark';
import { ErrorBox, ProblemBox } from '../../parts/problem';
import { Ago, Panel, ProgressView } from '../../parts/small';
import { t } from '../../texts';

const kinds = ['category', 'item', 'grade', 'final', 'sent'] as const;
const changed = ['created', 'updated', 'removed', 'kept', 'refused', 'unchanged'] as const;

export function StatePanel({ state }: { state: GradesState }): ReactElement {
  if (!state.on) return <ProblemBox tone="note" problem={t.grades.off} />;
  const { running, last } = state;
  return (
    <Panel>
      <div className="row">
        {running ? <Mark tone="note">{t.grades.going}</Mark> : last ? <RunMark run={last} /> : <Mark tone="calm">{t.grades.never}</Mark>}
        {!running && last?.ended ? <span>{t.grades.lastPull} <Ago at={last.ended} />: {didWords(last)}</span> : null}
      </div>
      {running?.progress ? <ProgressView progress={running.progress} /> : null}
      {state.why ? <ProblemBox problem={state.why} /> : null}
    </Panel>
  );
}

// "3 updated, 1 kept": what a run of grades changed, in a line.
export function didWords(run: Run): string {
  const { grades } = run;
  if (!grades) return '';
  const parts: string[] = [];
  if (grades.restored > 0) parts.push(t.grades.restored(grades.restored));
  for (const column of ['created', 'updated', 'removed', 'kept', 'refused'] as const) {
    const sum = grades.counts ? Object.values(grades.counts).reduce((all, one) => all + one[column], 0) : 0;
    if (sum > 0) parts.push(`${count(sum)} ${t.grades.counted[column].toLowerCase()}`);
  }
  return parts.length === 0 ? t.grades.nothingNew : parts.join(', ');
}

export function GradeCounts({ counts, label }: { counts: NonNullable<GradesRun['counts']>; label: string }): ReactElement {
  const rows = kinds.filter((kind) => Object.values(counts[kind] ?? {}).some((value) => value > 0));
  const columns = changed.filter((column) => column === 'unchanged' || rows.some((kind) => (counts[kind]?.[column] ?? 0) > 0));
  if (rows.length === 0) return <p className="dim">{t.grades.nothingNew}</p>;
  return (
    <div className="table-wrap slim" tabIndex={0} role="region" aria-label={label}>
      <table className="table cards" aria-label={label}>
        <thead><tr><th scope="col">{t.plan.kindColumn}</th>{columns.map((column) => <th key={column} scope="col" className="number" title={t.grades.countedHint[column]}>{t.grades.counted[column]}</th>)}</tr></thead>
        <tbody>{rows.map((kind) => (
          <tr key={kind}><th scope="row">{t.grades.kind[kind]}</th>{columns.map((column) => {
            const value = counts[kind]?.[column] ?? 0;
            return <td key={column} data-label={t.grades.counted[column]} className="number"><span className={value === 0 ? 'zero' : undefined}>{count(value)}</span></td>;
          })}</tr>))}</tbody>
      </table>
    </div>
  );
}

export const optionName = (option: GradeOption): string => t.grades.options[option][0];

// Pulls some sections, or what changed in all of them; says how it went.
export function PullNow({ link, sections, full, label }: { link: string; sections?: string[]; full?: boolean; label: string }): ReactElement {
  const { follow, run, waiting } = useFollowed(link);
  const pull = useMutation({
    mutationFn: () => post<Started>(linkPath(link, 'grades', 'pull'), { ...(sections ? { sections } : {}), ...(full ? { full } : {}) }),
    onSuccess: follow,
  });
  return (
    <>
      <Button loading={pull.isPending || waiting} leftSection={<Icon name="download" size={16} />} onClick={() => pull.mutate()}>{label}</Button>
      <span role="status" className="dim">{run?.ended ? `${t.runState[run.state]}: ${didWords(run)}` : waiting ? t.grades.begun : ''}</span>
      {pull.error ? <ErrorBox error={pull.error} /> : null}
      {run?.ended && run.problem ? <ProblemBox problem={run.problem} /> : null}
    </>
  );
}
