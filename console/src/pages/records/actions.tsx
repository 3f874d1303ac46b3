// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done to one person or section: the switch and "sync now".
import { Button, Checkbox } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { linkPath, post, put } from '../../api/client';
import type { Link, PersonDetail, Rec, Records, SectionDetail, Started, Tick } from '../../api/types';
import { takesPart } from '../../lib/takepart';
import { Icon } from '../../parts/icons';
import { tell, tellProblem } from '../../parts/tell';
import { t } from '../../texts';

export type What = 'people' | 'sections';

// Puts the new state of a record wherever it is shown.
function useShow(link: string, what: What): (record: Rec) => void {
  const cache = useQueryClient();
  return (record) => {
    cache.setQueriesData<Records>({ queryKey: [what, link] }, (old) => old && {
      ...old, records: old.records.map((one) => (one.key === record.key ? record : one)),
    });
    cache.setQueryData<PersonDetail | SectionDetail>([what === 'people' ? 'person' : 'section', link, record.key], (old) => old && { ...old, record } as typeof old);
  };
}

export function useTick(link: string, what: What, record: Rec): { set: (tick: Tick) => void; busy: boolean } {
  const show = useShow(link, what);
  const work = useMutation({
    mutationFn: (tick: Tick) => put<Rec>(linkPath(link, what, record.key, 'tick'), { tick }),
    onSuccess: (changed) => {
      show(changed);
      tell(changed.tick === 'default' ? t.records.tickIsDefault(record.title) : changed.tick === 'yes' ? t.records.tickOn(record.title) : t.records.tickOff(record.title));
    },
    onError: tellProblem,
  });
  return { set: work.mutate, busy: work.isPending };
}

export function TickBox({ link, what, record, whole, long = false }: { link: string; what: What; record: Rec; whole: Link | undefined; long?: boolean }): ReactElement {
  const tick = useTick(link, what, record);
  const on = takesPart(record, whole);
  const note = record.tick === 'default' ? t.records.tickBySchool : t.records.tickByHand;
  return (
    <div>
      <Checkbox checked={on} disabled={tick.busy} aria-label={long ? undefined : t.records.tickLabel(record.title)} label={long ? t.records.tickLong : undefined}
        onChange={() => tick.set(on ? 'no' : 'yes')} />
      {long || record.tick !== 'default' ? <span className="dim small">{note}</span> : null}
      {long && record.tick !== 'default' ? <> · <button type="button" className="text-button" disabled={tick.busy} onClick={() => tick.set('default')}>{t.records.tickReset}</button></> : null}
    </div>
  );
}

export function SyncNow({ link, what, record, small = false }: { link: string; what: What; record: Rec; small?: boolean }): ReactElement {
  const cache = useQueryClient();
  const sync = useMutation({
    mutationFn: () => post<Started>(linkPath(link, what, record.key, 'sync')),
    onSuccess: (answer) => {
      tell(answer.run === null ? t.plan.queued : t.records.syncing);
      void cache.invalidateQueries({ queryKey: ['links'] });
    },
    onError: tellProblem,
  });
  return (
    <Button size={small ? 'compact-xs' : 'sm'} variant="default" loading={sync.isPending} leftSection={<Icon name="sync" size={small ? 14 : 16} />}
      aria-label={t.records.syncNowFor(record.title)} onClick={() => sync.mutate()}>{t.records.syncNow}</Button>
  );
}
