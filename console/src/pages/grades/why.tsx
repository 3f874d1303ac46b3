// SPDX-License-Identifier: GPL-3.0-or-later
// Why a student's total in openSIS and the one in Moodle differ: in words, beside what Moodle's own
// table shows.
import type { ReactElement } from 'react';
import type { GradesWhy } from '../../api/grades';
import { useWhy } from '../../api/grades';
import { Mark } from '../../parts/mark';
import { Answer, ProblemBox } from '../../parts/problem';
import { Page, Panel } from '../../parts/small';
import { href } from '../../router';
import { t } from '../../texts';

const columns = ['grade', 'range', 'percentage', 'weight', 'contribution', 'feedback'] as const;

export function WhyPage({ link, section, student }: { link: string; section: string; student: string }): ReactElement {
  const found = useWhy(link, section, student);
  const { data } = found;
  return (
    <Page title={data ? t.grades.whyTitle(data.name) : t.grades.whyShort} lead={<a href={href([link, 'grades', section])}>{data?.title ?? section}</a>}>
      <Answer of={found}>{(one) => (
        <>
          <dl className="tiles">
            <div className="tile"><dt>{t.grades.totalOpensis}</dt><dd>{percentText(one.opensis)}</dd></div>
            <div className="tile"><dt>{t.grades.totalMoodle}</dt><dd>{percentText(one.moodle)}</dd></div>
          </dl>
          <Panel title={t.grades.reasons}>
            {one.reasons.length === 0 ? <p className="row"><Mark tone="good">{t.grades.agree}</Mark></p> : <ul className="reasons">{one.reasons.map((text) => <li key={text}>{text}</li>)}</ul>}
          </Panel>
          <Panel title={t.grades.moodleTable}>{one.table_problem ? <ProblemBox problem={one.table_problem} /> : <MoodleTable rows={one.table} />}</Panel>
        </>
      )}</Answer>
    </Page>
  );
}

const percentText = (value: number | null): string => (value === null ? t.grades.notGraded : `${Math.round(value * 100) / 100} %`);

function MoodleTable({ rows }: { rows: GradesWhy['table'] }): ReactElement {
  const shown = columns.filter((column) => rows.some((row) => row[column] !== ''));
  if (rows.length === 0) return <p className="dim">{t.grades.tableEmpty}</p>;
  return (
    <div className="table-wrap slim" tabIndex={0} role="region" aria-label={t.grades.moodleTable}>
      <table className="table cards" aria-label={t.grades.moodleTable}>
        <thead><tr><th scope="col">{t.grades.item}</th>{shown.map((column) => <th key={column} scope="col">{t.grades.tableColumns[column]}</th>)}</tr></thead>
        <tbody>{rows.map((row, index) => (
          <tr key={index}><th scope="row"><span className={`level level-${Math.min(row.level, 4)}`}>{row.item}</span></th>{shown.map((column) => <td key={column} data-label={t.grades.tableColumns[column]}><div>{row[column]}</div></td>)}</tr>))}</tbody>
      </table>
    </div>
  );
}
