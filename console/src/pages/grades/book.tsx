// SPDX-License-Identifier: GPL-3.0-or-later
// One section's gradebook as openSIS has it. A cell tells on request where its value comes from.
import type { ReactElement } from 'react';
import { useMemo, useState } from 'react';
import type { Gradebook, GradeCell } from '../../api/grades';
import { useGradebook } from '../../api/grades';
import { day } from '../../lib/format';
import { Dialog } from '../../parts/ask';
import { Mark } from '../../parts/mark';
import { Answer } from '../../parts/problem';
import { Outside, Page, Panel, When } from '../../parts/small';
import { href } from '../../router';
import { t } from '../../texts';
import { DifferencesPanel } from './differences';
import { optionName, PullNow, StatePanel } from './shared';

type Item = Gradebook['items'][number];
type Student = Gradebook['students'][number];

export function BookPage({ link, id }: { link: string; id: string }): ReactElement {
  const found = useGradebook(link, id);
  const book = found.data;
  return (
    <Page title={book?.title ?? id} lead={<a href={href([link, 'grades'])}>{t.grades.title}</a>}>
      <Answer of={found}>{(one) => (
        <>
          <StatePanel state={one.state} />
          {one.state.on && one.state.may_pull ? <div className="row"><PullNow link={link} sections={[one.key]} label={t.grades.pullThis} /></div> : null}
          <Keeper link={link} book={one} />
          {one.differences.length > 0 ? <DifferencesPanel link={link} rows={one.differences} may={one.state.may_pull && one.state.on} /> : null}
          <Panel title={t.grades.book} aside={one.moodle_url ? <Outside to={one.moodle_url} label={one.title}>{t.grades.course}</Outside> : null}>
            <Table link={link} book={one} />
          </Panel>
          <Panel title={t.grades.items}><Items book={one} /></Panel>
        </>
      )}</Answer>
    </Page>
  );
}

function Keeper({ link, book }: { link: string; book: Gradebook }): ReactElement {
  const other = book.option === 'opensis' ? 'moodle' : 'opensis';
  const categories = book.categories.filter((one) => one.weight !== null).map((one) => `${one.title} ${one.weight} %`);
  return (
    <Panel>
      <dl className="facts">
        <dt>{t.grades.keeper}</dt>
        <dd>{optionName(book.option)} <span className="dim">({t.grades.from[book.option_from]})</span>
          {book.state.may_pull && book.state.on ? <> · <a href={href([link, 'grades', book.key, 'option'], { to: other })}>{t.grades.change}</a></> : null}</dd>
        <dt>{t.grades.weights}</dt>
        <dd>{book.weights ? (categories.length > 0 ? categories.join(', ') : t.grades.weightsOn) : categories.length > 0 ? t.grades.weightsProposed(categories.join(', ')) : t.grades.weightsOff}</dd>
        <dt>{t.grades.period}</dt>
        <dd>{book.periods.find((one) => one.id === book.period)?.title ?? t.common.none}</dd>
      </dl>
    </Panel>
  );
}

function Table({ link, book }: { link: string; book: Gradebook }): ReactElement {
  const [shown, setShown] = useState<{ cell: GradeCell; student: Student; item: Item } | null>(null);
  const cells = useMemo(() => new Map(book.grades.map((one) => [`${one.item} ${one.student}`, one])), [book.grades]);
  const differs = useMemo(() => new Set(book.differences.map((one) => `${one.title} ${one.student}`)), [book.differences]);
  const finals = useMemo(() => new Map(book.finals.filter((one) => one.period === book.period).map((one) => [one.student, one])), [book.finals, book.period]);
  if (book.students.length === 0 || book.items.length === 0) return <p className="dim">{book.items.length === 0 ? t.grades.noItems : t.grades.noStudents}</p>;
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={t.grades.book}>
      <table className="table book" aria-label={t.grades.book}>
        <thead><tr>
          <th scope="col">{t.records.student}</th>
          {book.items.map((one) => <th key={one.id} scope="col" className="number item">{one.title}<small>{one.points === 0 ? t.grades.extra : t.grades.outOf(one.points)}</small></th>)}
          <th scope="col" className="number">{t.grades.total}<small>{t.names.opensis}</small></th>
          {finals.size > 0 ? <th scope="col" className="number">{t.grades.posted}</th> : null}
        </tr></thead>
        <tbody>{book.students.map((student) => {
          const final = finals.get(student.student);
          return (
            <tr key={student.student}>
              <th scope="row">{student.name}{student.there ? null : <small>{t.grades.left}</small>}</th>
              {book.items.map((item) => {
                const cell = cells.get(`${item.id} ${student.student}`);
                const label = cell ? t.grades.cellLabel(student.name, item.title, cell.points) : '';
                return <td key={item.id} className="number">{cell
                  ? <button type="button" className={`cell-button${cell.from ? '' : ' own'}${differs.has(`${item.title} ${student.student}`) ? ' differs' : ''}`} aria-label={label} onClick={() => setShown({ cell, student, item })}>{cell.points}</button>
                  : <span className="dim">–</span>}</td>;
              })}
              <td className="number"><a href={href([link, 'grades', book.key, 'why', student.student])} aria-label={t.grades.whyLabel(totalText(student), student.name)}>{totalText(student)}</a></td>
              {finals.size > 0 ? <td className="number">{final ? `${final.percent} % ${final.letter}` : ''}</td> : null}
            </tr>
          );
        })}</tbody>
      </table>
      <p className="dim small">{t.grades.legend}</p>
      {shown ? <Provenance {...shown} onClose={() => setShown(null)} /> : null}
    </div>
  );
}

const totalText = (student: Student): string => (student.total === null ? t.grades.notGraded : `${student.total} %`);

// Where a grade comes from.
function Provenance({ cell, student, item, onClose }: { cell: GradeCell; student: Student; item: Item; onClose: () => void }): ReactElement {
  const { from } = cell;
  return (
    <Dialog title={`${student.name}: ${item.title}`} onClose={onClose}>
      <dl className="facts">
        <dt>{t.grades.inOpensis}</dt><dd>{cell.points}{item.points > 0 ? ` ${t.grades.of} ${item.points}` : ''}</dd>
        {cell.comment ? <><dt>{t.grades.comment}</dt><dd>{cell.comment}</dd></> : null}
        {from ? (
          <>
            <dt>{t.grades.inMoodle}</dt><dd>{from.final === null ? t.grades.notGraded : `${from.final} ${t.grades.of} ${from.maximum}`}{from.raw !== null && from.raw !== from.final ? ` (${t.grades.raw(from.raw)})` : ''}</dd>
            <dt>{t.grades.stateWord}</dt><dd>{from.state}</dd>
            {from.weight !== null ? <><dt>{t.grades.share}</dt><dd>{Math.round(from.weight * 1000) / 10} %</dd></> : null}
            {from.graded_at > 0 ? <><dt>{t.grades.gradedAt}</dt><dd><When at={from.graded_at} />{from.grader > 0 ? ` ${t.grades.grader(from.grader)}` : ''}</dd></> : null}
            <dt>{t.records.run}</dt><dd>{from.run}</dd>
          </>
        ) : <><dt>{t.grades.source}</dt><dd>{t.grades.enteredThere}</dd></>}
      </dl>
      <div className="row">{item.moodle_url ? <Outside to={item.moodle_url} label={item.title}>{t.records.openInMoodle}</Outside> : null}
        <button type="button" className="text-button" onClick={onClose}>{t.common.close}</button></div>
    </Dialog>
  );
}

function Items({ book }: { book: Gradebook }): ReactElement {
  const category = (id: number): string => book.categories.find((one) => one.id === id)?.title ?? '';
  const period = (id: number): string => book.periods.find((one) => one.id === id)?.title ?? '';
  if (book.items.length === 0) return <p className="dim">{t.grades.noItems}</p>;
  return (
    <div className="table-wrap slim">
      <table className="table cards" aria-label={t.grades.items}>
        <thead><tr><th scope="col">{t.grades.item}</th><th scope="col">{t.grades.category}</th><th scope="col" className="number">{t.grades.points}</th><th scope="col">{t.grades.due}</th><th scope="col">{t.grades.period}</th><th scope="col">{t.grades.source}</th></tr></thead>
        <tbody>{book.items.map((one) => (
          <tr key={one.id}>
            <th scope="row" className="title-cell">{one.title}</th>
            <td data-label={t.grades.category}><div>{category(one.category)}</div></td>
            <td data-label={t.grades.points} className="number"><div>{one.points === 0 ? t.grades.extra : one.points}</div></td>
            <td data-label={t.grades.due}><div>{one.due ? day(one.due) : ''}</div></td>
            <td data-label={t.grades.period}><div>{period(one.period)}</div></td>
            <td data-label={t.grades.source}><div>{one.item > 0 ? (one.moodle_url ? <Outside to={one.moodle_url} label={one.title}>{t.names.moodle}</Outside> : t.names.moodle) : <Mark tone="calm">{t.names.opensis}</Mark>}</div></td>
          </tr>))}</tbody>
      </table>
    </div>
  );
}
