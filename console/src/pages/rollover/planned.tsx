// SPDX-License-Identifier: GPL-3.0-or-later
// The plan of a turn: what becomes of courses and people, every row of it, and the name under it.
import { Button, TextInput } from '@mantine/core';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { get, linkPath, post } from '../../api/client';
import type { Turn, TurnFate, TurnRow, TurnRows, TurnSchool } from '../../api/types';
import { useMe } from '../../app/session';
import { Listing, Pager, usePages } from '../../parts/listing';
import { Mark } from '../../parts/mark';
import { Answer, ErrorBox, ProblemBox } from '../../parts/problem';
import { Panel } from '../../parts/small';
import { tell } from '../../parts/tell';
import { t } from '../../texts';

const r = t.rollover;
const fates: TurnFate[] = ['leaves', 'moves', 'joins', 'hidden', 'made'];

export function PlannedTurn({ link, turn }: { link: string; turn: Turn }): ReactElement {
  const me = useMe();
  const cache = useQueryClient();
  const [name, setName] = useState(me.name);
  const [because, setBecause] = useState('');
  const schools = turn.plan?.schools ?? [];
  const objections = turn.plan?.objections ?? [];
  const again = (): void => { for (const key of ['rollover', 'overview', 'links']) void cache.invalidateQueries({ queryKey: key === 'links' ? [key] : [key, link] }); };
  const confirm = useMutation({
    mutationFn: () => post<Turn>(linkPath(link, 'rollover', 'turns', turn.id, 'confirm'), { name, because }),
    onSuccess: () => tell(r.confirmed(turn.begins)),
    onSettled: again,
  });
  const wanting = name.trim() === '' || (objections.length > 0 && because.trim() === '');
  return (
    <Panel title={r.plan(turn.begins)}>
      <SchoolCounts schools={schools} />
      {objections.map((one) => <ProblemBox key={`${one.record} ${one.why}`} problem={one} tone="note" />)}
      <Rows link={link} turn={turn} />
      <form className="row bottom" noValidate onSubmit={(event) => { event.preventDefault(); confirm.mutate(); }}>
        <TextInput className="narrow" label={r.name} value={name} maxLength={100} onChange={(event) => setName(event.currentTarget.value)} />
        <TextInput className="grow" label={objections.length > 0 ? r.becauseNeeded : r.because} value={because} maxLength={500} onChange={(event) => setBecause(event.currentTarget.value)} />
        <Button type="submit" disabled={wanting} loading={confirm.isPending}>{r.confirm}</Button>
      </form>
      {confirm.error ? <ErrorBox error={confirm.error} /> : null}
    </Panel>
  );
}

export function SchoolCounts({ schools }: { schools: TurnSchool[] }): ReactElement {
  return (
    <Listing<TurnSchool> label={r.counts} rows={schools} id={(one) => one.school} empty={r.noSchools}
      columns={[
        { title: t.common.school, name: true, cell: (one) => `${one.title}: ${one.from.year} → ${one.to.year}` },
        { title: r.short.hidden, number: true, cell: (one) => one.counts.hidden },
        { title: r.short.made, number: true, cell: (one) => r.madeOf(one.counts.made, one.made_from_old) },
        { title: r.goingOn, number: true, cell: (one) => r.goingOnOf(one.going_on, one.retained) },
        { title: r.short.leaves, number: true, cell: (one) => <>{one.counts.leaves} {one.doubtful > 0 ? <Mark tone="wait">{r.doubtfulOf(one.doubtful)}</Mark> : null}</> },
        { title: r.short.joins, number: true, cell: (one) => one.counts.joins },
        { title: r.short.moves, number: true, cell: (one) => one.counts.moves },
      ]} />
  );
}

function Rows({ link, turn }: { link: string; turn: Turn }): ReactElement {
  const [fate, setFate] = useState<TurnFate>('leaves');
  const pages = usePages(`turn ${link} ${turn.id} ${fate}`);
  const query = { fate, cursor: pages.cursor, limit: 25 };
  const found = useQuery({
    queryKey: ['turnrows', link, turn.id, query],
    queryFn: ({ signal }) => get<TurnRows>(linkPath(link, 'rollover', 'turns', turn.id, 'rows'), query, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <div className="row" role="group" aria-label={r.show}>
        {fates.map((one) => <Button key={one} size="xs" variant={one === fate ? 'filled' : 'default'} aria-pressed={one === fate} onClick={() => setFate(one)}>{r.fate[one]}</Button>)}
      </div>
      <Answer of={found}>{(list) => (
        <>
          <Listing<TurnRow> label={r.fate[fate]} rows={list.rows} id={(row) => row.key} empty={r.nobody} old={found.isPlaceholderData}
            columns={[
              { title: r.record, name: true, cell: (row) => row.title || row.key },
              { title: t.records.key, cell: (row) => row.key },
              { title: r.why, cell: (row) => <>{row.reason} {row.doubtful ? <Mark tone="wait">{r.doubtful}</Mark> : null}</> },
            ]} />
          <Pager pages={pages} shown={list.rows.length} next={list.next_cursor} size={25} />
        </>
      )}</Answer>
    </>
  );
}
