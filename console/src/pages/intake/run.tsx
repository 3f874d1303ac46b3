// SPDX-License-Identifier: GPL-3.0-or-later
// What the page of a run shows of an intake: counts, the rows it brought in and did not take, the
// file, and first passwords, which are handed out once.
import { Button, Checkbox } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { address, linkPath, post } from '../../api/client';
import { useIntakeRunRows } from '../../api/queries';
import type { FirstPasswords, IntakeNote, Run } from '../../api/types';
import { csv, download } from '../../lib/csv';
import { inConsole } from '../../lib/words';
import { Ask } from '../../parts/ask';
import { Icon } from '../../parts/icons';
import type { Column } from '../../parts/listing';
import { Listing, Pager, pageSize, usePages } from '../../parts/listing';
import { Mark } from '../../parts/mark';
import { Answer, ErrorBox, ProblemBox } from '../../parts/problem';
import { Panel } from '../../parts/small';
import { t } from '../../texts';
import { IntakeCountsTable } from './preview';
import { FateOfRow } from './rows';

export const isIntake = (run: Run): boolean => run.what.startsWith('intake ');

export function IntakeOutcome({ link, run }: { link: string; run: Run }): ReactElement {
  const [left, setLeft] = useState(false);
  const pages = usePages(`intake run ${link} ${run.id} ${left}`);
  const rows = useIntakeRunRows(link, run.id, { left: left || undefined, cursor: pages.cursor, limit: pageSize }, run.state === 'running');
  const undo = run.what.startsWith('intake undo');
  const columns: Column<IntakeNote>[] = [
    { title: t.intake.record, name: true, cell: (row) => <>{row.title}<small>{row.row}{row.keys.length > 0 ? ` · ${row.keys.join(' ')}` : ''}</small></> },
    { title: t.intake.became, cell: (row) => <><FateOfRow fate={row.fate} done /> {row.taken_back === null ? null : <Mark tone="calm">{t.intake.takenBack}</Mark>}</> },
    { title: t.plan.reason, cell: (row) => <div className="why">{row.reason}{row.cure === '' ? null : <small>{inConsole(row.cure)}</small>}</div> },
  ];
  return (
    <>
      {(run.first_passwords ?? 0) > 0 ? <Passwords link={link} run={run} /> : null}
      {run.intake && !undo ? <Panel title={t.run.changes}><IntakeCountsTable counts={run.intake} label={t.run.changes} /></Panel> : null}
      {undo ? null : (
        <Panel title={t.intake.rowsOfRun} aside={<Button component="a" size="xs" variant="default" href={address(linkPath(link, 'intake', 'runs', run.id, 'not-taken.csv'))} leftSection={<Icon name="download" size={16} />}>{t.intake.csvLeft}</Button>}>
          <Checkbox label={t.intake.onlyLeft} checked={left} onChange={(event) => setLeft(event.currentTarget.checked)} />
          <Answer of={rows}>{(list) => (
            <>
              <Listing label={t.intake.rowsOfRun} columns={columns} rows={list.rows} id={(row) => row.id} empty={t.intake.nothing} old={rows.isPlaceholderData} />
              <Pager pages={pages} shown={list.rows.length} next={list.next_cursor} />
            </>
          )}</Answer>
        </Panel>
      )}
    </>
  );
}

function Passwords({ link, run }: { link: string; run: Run }): ReactElement {
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  const take = useMutation({
    mutationFn: () => post<FirstPasswords>(linkPath(link, 'intake', 'runs', run.id, 'first-passwords')),
    onSuccess: ({ passwords }) => {
      download(`first-passwords-run-${run.id}.csv`, csv([t.intake.person, t.intake.login, t.setup.password], passwords.map((one) => [one.person, one.login, one.password])));
      void cache.invalidateQueries({ queryKey: ['run', link, run.id] });
    },
    onSettled: () => setAsking(false),
  });
  return (
    <ProblemBox tone="wait" problem={{ what: t.intake.passwords(run.first_passwords ?? 0), why: t.intake.passwordsWhy, cure: t.intake.passwordsCure, code: '' }}>
      {take.error ? <ErrorBox error={take.error} /> : null}
      <Button size="xs" loading={take.isPending} onClick={() => setAsking(true)}>{t.intake.passwordsTake}</Button>
      {asking ? <Ask title={t.intake.passwordsTitle} text={t.intake.passwordsText} yes={t.intake.passwordsTake} busy={take.isPending} onYes={() => take.mutate()} onClose={() => setAsking(false)} /> : null}
    </ProblemBox>
  );
}
