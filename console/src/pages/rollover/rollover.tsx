// SPDX-License-Identifier: GPL-3.0-or-later
// The year's turn: what openSIS has rolled over, the hold between two days, and the plan that a
// named person confirms.
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { del, get, linkPath, post, put } from '../../api/client';
import type { Rollover, RolloverSchool } from '../../api/types';
import type { PageProps } from '../../app/pages';
import { Listing } from '../../parts/listing';
import { Mark } from '../../parts/mark';
import { Answer, ErrorBox } from '../../parts/problem';
import { Page, Panel } from '../../parts/small';
import { tell } from '../../parts/tell';
import { t } from '../../texts';
import { PlannedTurn } from './planned';
import { TurnPanel } from './turn';

const r = t.rollover;

export function RolloverPage({ link }: PageProps): ReactElement {
  const found = useQuery({ queryKey: ['rollover', link.name], queryFn: ({ signal }) => get<Rollover>(linkPath(link.name, 'rollover'), {}, signal) });
  return (
    <Page title={r.title} lead={r.lead}>
      <Answer of={found}>{(rollover) => (
        <>
          <Schools link={link.name} rollover={rollover} />
          {rollover.plan ? <PlannedTurn key={rollover.plan.id} link={link.name} turn={rollover.plan} /> : null}
          {rollover.turn ? <TurnPanel link={link.name} turn={rollover.turn} /> : null}
          <HoldPanel link={link.name} rollover={rollover} />
        </>
      )}</Answer>
    </Page>
  );
}

function Schools({ link, rollover }: { link: string; rollover: Rollover }): ReactElement {
  const cache = useQueryClient();
  const [begins, setBegins] = useState(rollover.today);
  const plan = useMutation({
    mutationFn: () => post(linkPath(link, 'rollover', 'plans'), { begins }),
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['rollover', link] }),
  });
  const can = rollover.schools.some((one) => one.can_turn);
  return (
    <Panel title={r.schools}>
      <Listing<RolloverSchool> label={r.schools} rows={rollover.schools} id={(one) => one.school} empty={r.noSchools}
        columns={[
          { title: t.common.school, name: true, cell: (one) => one.title },
          { title: r.now, cell: (one) => one.now.year },
          { title: r.next, cell: (one) => (one.next ? <>{one.next.year} {one.can_turn ? <Mark tone="good">{r.rolledOver}</Mark> : <Mark tone="wait">{r.noStudents}</Mark>}</> : r.none) },
          { title: r.linked, cell: (one) => one.rolled.map((part) => r.part(part.what, part.linked, part.new_year)).join(', ') || r.none },
        ]} />
      {can ? (
        <form className="row bottom" noValidate onSubmit={(event) => { event.preventDefault(); plan.mutate(); }}>
          <TextInput type="date" className="narrow" label={r.begins} min={rollover.today} value={begins} onChange={(event) => setBegins(event.currentTarget.value)} />
          <Button type="submit" loading={plan.isPending}>{r.makePlan}</Button>
        </form>
      ) : <p className="dim">{r.nothing}</p>}
      {plan.error ? <ErrorBox error={plan.error} /> : null}
    </Panel>
  );
}

function HoldPanel({ link, rollover }: { link: string; rollover: Rollover }): ReactElement {
  const cache = useQueryClient();
  const [from, setFrom] = useState(rollover.today);
  const [to, setTo] = useState('');
  const hold = rollover.hold;
  const change = useMutation({
    mutationFn: (set: boolean) => (set ? put<Rollover>(linkPath(link, 'rollover', 'hold'), { from, to }) : del<Rollover>(linkPath(link, 'rollover', 'hold'))),
    onSuccess: (_now, set) => {
      tell(set ? r.holdSet : r.released);
      void cache.invalidateQueries({ queryKey: ['rollover', link] });
    },
  });
  return (
    <Panel title={r.hold}>
      <p>{r.holdText}</p>
      {hold ? (
        <div className="row">
          <Mark tone={hold.now ? 'good' : 'wait'}>{r.heldBetween(hold.from, hold.to, hold.by)}</Mark>
          <Button variant="default" loading={change.isPending} onClick={() => change.mutate(false)}>{r.release}</Button>
        </div>
      ) : (
        <form className="row bottom" noValidate onSubmit={(event) => { event.preventDefault(); change.mutate(true); }}>
          <TextInput type="date" className="narrow" label={r.from} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
          <TextInput type="date" className="narrow" label={r.to} value={to} onChange={(event) => setTo(event.currentTarget.value)} />
          <Button type="submit" variant="default" disabled={from === '' || to === ''} loading={change.isPending}>{r.setHold}</Button>
        </form>
      )}
      {change.error ? <ErrorBox error={change.error} /> : null}
    </Panel>
  );
}
