// SPDX-License-Identifier: GPL-3.0-or-later
// The last turn that was confirmed: where it stands, and the way back until its first sync.
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { linkPath, post } from '../../api/client';
import type { Turn } from '../../api/types';
import { useMe } from '../../app/session';
import { Mark } from '../../parts/mark';
import { ErrorBox } from '../../parts/problem';
import { Panel, When } from '../../parts/small';
import { tell } from '../../parts/tell';
import { href } from '../../router';
import { t } from '../../texts';
import { SchoolCounts } from './planned';

const r = t.rollover;

export function TurnPanel({ link, turn }: { link: string; turn: Turn }): ReactElement {
  const me = useMe();
  const cache = useQueryClient();
  const [name, setName] = useState(me.name);
  const back = useMutation({
    mutationFn: () => post<Turn>(linkPath(link, 'rollover', 'turns', turn.id, 'take-back'), { name }),
    onSuccess: () => tell(r.takenBack),
    onSettled: () => void cache.invalidateQueries({ queryKey: ['rollover', link] }),
  });
  const run = turn.schools.find((one) => one.run !== 0)?.run ?? 0;
  const finished = turn.schools.every((one) => one.finished);
  return (
    <Panel title={r.turnOf(turn.schools[0]?.to ?? 0)} aside={<Mark tone={finished ? 'good' : 'wait'}>{finished ? r.done : run ? r.begun : r.waits(turn.begins)}</Mark>}>
      <p>{r.confirmedBy(turn.confirmed_by)} <When at={turn.confirmed} />{turn.because === '' ? null : `: ${turn.because}`}</p>
      <SchoolCounts schools={turn.plan?.schools ?? []} />
      {run ? <p>{r.tooLate} <a href={href([link, 'runs', run])}>{r.run(run)}</a></p> : (
        <form className="row bottom" noValidate onSubmit={(event) => { event.preventDefault(); back.mutate(); }}>
          <TextInput className="narrow" label={r.name} value={name} maxLength={100} onChange={(event) => setName(event.currentTarget.value)} />
          <Button type="submit" variant="default" disabled={name.trim() === ''} loading={back.isPending}>{r.takeBack}</Button>
        </form>
      )}
      {back.error ? <ErrorBox error={back.error} /> : null}
    </Panel>
  );
}
