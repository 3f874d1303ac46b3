// SPDX-License-Identifier: GPL-3.0-or-later
// The queue of doubtful rows: Moodle's record beside those of openSIS that it may be. A decision is
// kept, and the preview is planned anew at once.
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useIntakeRows } from '../../api/queries';
import type { IntakeCandidate, IntakePreview, IntakeRow } from '../../api/types';
import { sameText } from '../../lib/same';
import { Pager, usePages } from '../../parts/listing';
import { Mark } from '../../parts/mark';
import { Answer, ErrorBox } from '../../parts/problem';
import { Outside } from '../../parts/small';
import { t } from '../../texts';
import { type Choose, useChoose } from './rows';

const perPage = 10;
const fields = ['first_name', 'middle_name', 'last_name', 'email', 'username', 'number', 'phone'] as const;

export function DoubtfulList({ link, preview }: { link: string; preview: IntakePreview }): ReactElement {
  const pages = usePages(`intake doubtful ${link} ${preview.id}`);
  const found = useIntakeRows(link, preview.id, { fate: 'doubtful', cursor: pages.cursor, limit: perPage });
  const decide = useChoose(link, preview.id);
  const may = preview.state === 'ready';
  const people = preview.request.what === 'staff' || preview.request.what === 'students';
  return (
    <div className="stack">
      <p className="dim">{t.intake.doubtfulText}</p>
      {decide.error ? <ErrorBox error={decide.error} /> : null}
      <Answer of={found}>{(list) => (
        <>
          {list.rows.length === 0 ? <p className="row"><Mark tone="good">{t.intake.noDoubt}</Mark></p> : null}
          {may && people && list.rows.length > 1 ? <div className="row"><Button size="xs" variant="default" disabled={decide.busy} onClick={() => decide.choose(list.rows.map((row) => row.id), 'new')}>{t.intake.allNew(list.rows.length)}</Button></div> : null}
          {list.rows.map((row) => <Pair key={row.id} row={row} people={people} may={may} decide={decide} />)}
          <Pager pages={pages} shown={list.rows.length} next={list.next_cursor} total={list.total} size={perPage} />
        </>
      )}</Answer>
    </div>
  );
}

function Pair({ row, people, may, decide }: { row: IntakeRow; people: boolean; may: boolean; decide: Choose }): ReactElement {
  const button = (label: string, choice: string): ReactElement =>
    <Button size="xs" variant="default" disabled={decide.busy} aria-label={`${label}: ${row.title} (${row.id})`} onClick={() => decide.choose([row.id], choice)}>{label}</Button>;
  return (
    <section className="stack tight" aria-label={`${row.title} (${row.id})`}>
      <p><strong>{row.title}</strong> <span className="dim">{row.reason}</span></p>
      <div className="pair">
        <div className="card ours">
          <h3>{t.intake.inMoodle}: {row.moodle_url ? <Outside to={row.moodle_url}>{row.id}</Outside> : row.id}</h3>
          <dl className="facts tight">{Object.entries(row.there).map(([name, value]) => <Fact key={name} name={t.intake.field[name] ?? name} value={value} />)}</dl>
          {may ? <div className="row push">{people ? button(t.intake.isNew, 'new') : null}{button(t.intake.leaveOut, 'leave_out')}</div> : null}
        </div>
        <div className="candidates">{row.candidates.length === 0 ? <p className="dim">{t.intake.noCandidate}</p>
          : row.candidates.map((one) => <Candidate key={one.key} row={row} one={one} may={may} decide={decide} />)}</div>
      </div>
    </section>
  );
}

function Candidate({ row, one, may, decide }: { row: IntakeRow; one: IntakeCandidate; may: boolean; decide: Choose }): ReactElement {
  return (
    <div className="card">
      <h3>{t.intake.inOpensis}: {one.key} {one.here ? null : <Mark tone="wait">{t.intake.notHere}</Mark>}</h3>
      <dl className="facts tight">
        {fields.map((field) => <Fact key={field} name={t.intake.field[field]!} value={one[field]} same={sameText(row.there[field] ?? '', one[field])} />)}
        <Fact name={t.intake.field.birth_date!} value={one.birth_date} {...(row.there.birth_date ? { same: row.there.birth_date === one.birth_date } : {})} />
      </dl>
      {may ? <div className="push"><Button size="xs" disabled={decide.busy} aria-label={t.intake.isSameFor(row.title, one.key)} onClick={() => decide.choose([row.id], one.key)}>{t.intake.isSame}</Button></div> : null}
    </div>
  );
}

function Fact({ name, value, same }: { name: string; value: string; same?: boolean }): ReactElement {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value === '' ? <span className="dim">{t.matches.empty}</span> : value}
        {same === undefined || value === '' ? null : <span className={same ? 'text-good small nowrap' : 'text-wait small nowrap'}> {same ? t.matches.same : t.matches.differs}</span>}</dd>
    </>
  );
}
