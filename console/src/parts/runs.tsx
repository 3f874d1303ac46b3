// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done to a run, and the table of runs; several pages show them.
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { linkPath, post } from '../api/client';
import type { Run, Started } from '../api/types';
import { count, span } from '../lib/format';
import { go, href } from '../router';
import { t } from '../texts';
import { Ask } from './ask';
import type { Column } from './listing';
import { Listing } from './listing';
import { RunMark } from './mark';
import { runName, When } from './small';
import { tell, tellProblem } from './tell';

export function AbortButton({ link, run, small = false }: { link: string; run: number; small?: boolean }): ReactElement {
  const [asking, setAsking] = useState(false);
  const abort = useMutation({
    mutationFn: () => post<Run>(linkPath(link, 'runs', run, 'abort')),
    onSuccess: () => tell(t.shell.abortDone),
    onError: tellProblem,
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Button size={small ? 'xs' : 'sm'} color="red" variant="outline" onClick={() => setAsking(true)}>{t.shell.abort}</Button>
      {asking ? <Ask title={t.shell.abortTitle} text={t.shell.abortText} yes={t.shell.abort} danger busy={abort.isPending}
        onYes={() => abort.mutate()} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

export function UndoButton({ link, run, intake = false }: { link: string; run: number; intake?: boolean }): ReactElement {
  const [asking, setAsking] = useState(false);
  const started = useStarted(link);
  const undo = useMutation({
    mutationFn: () => post<Started>(linkPath(link, 'runs', run, 'undo')),
    onSuccess: (answer) => started(answer, t.run.undoDone),
    onError: tellProblem,
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>{t.run.undo}</Button>
      {asking ? <Ask title={t.run.undoTitle(run)} text={intake ? t.intake.undoText : t.run.undoText} yes={t.run.undo} danger busy={undo.isPending}
        onYes={() => undo.mutate()} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

// A run has begun, or waits its turn: say so, and go and watch it when its number is known.
export function useStarted(link: string): (answer: Started, message: string) => void {
  const cache = useQueryClient();
  return (answer, message) => {
    for (const key of ['plans', 'runs', 'overview']) void cache.invalidateQueries({ queryKey: [key, link] });
    void cache.invalidateQueries({ queryKey: ['links'] });
    tell(answer.run === null ? t.plan.queued : message);
    if (answer.run !== null) go(href([link, 'runs', answer.run]));
  };
}

export function RunsTable({ link, runs, zone, old = false }: { link: string; runs: Run[]; zone: string; old?: boolean }): ReactElement {
  const columns: Column<Run>[] = [
    { title: t.run.what, name: true, cell: (run) => <a href={href([link, 'runs', run.id])}>{runName(run)} <small>{t.run.title(run.id)}</small></a> },
    { title: t.run.state, cell: (run) => <RunMark run={run} /> },
    { title: t.run.started, cell: (run) => <When at={run.started} zone={zone} /> },
    { title: t.run.took, cell: (run) => (run.ended === null ? '' : span(run.ended - run.started)) },
    { title: t.run.changes, number: true, cell: (run) => count(run.changes) },
    { title: t.run.by, cell: (run) => byName(run.by) },
  ];
  return <Listing label={t.plan.history} columns={columns} rows={runs} id={(run) => run.id} empty={t.run.none} old={old} />;
}

// People go by their names; what begins by itself is named by the service.
export const byName = (by: string): string => t.run.byNames[by] ?? by;
