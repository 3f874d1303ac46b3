// SPDX-License-Identifier: GPL-3.0-or-later
// What shall be planned: all or some schools, with or without a look into Moodle. "Sync now" does
// both steps in one go.
import { Button, Checkbox, MultiSelect } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { linkPath, post } from '../../api/client';
import type { Link, LinkSummary, Plan, Started } from '../../api/types';
import { ErrorBox, ProblemBox } from '../../parts/problem';
import { AbortButton, useStarted } from '../../parts/runs';
import { Panel, ProgressView, runName } from '../../parts/small';
import { go, href } from '../../router';
import { t } from '../../texts';

export function MakePanel({ link, whole }: { link: LinkSummary; whole: Link | undefined }): ReactElement {
  const cache = useQueryClient();
  const started = useStarted(link.name);
  const [verify, setVerify] = useState(false);
  const [schools, setSchools] = useState<string[]>([]);
  const wanted = { schools: schools.map(Number) };
  const make = useMutation({
    mutationFn: () => post<Plan>(linkPath(link.name, 'plan'), { verify, ...wanted }),
    onSuccess: (plan) => {
      cache.setQueryData(['plan', link.name, plan.id], plan);
      void cache.invalidateQueries({ queryKey: ['plans', link.name] });
      go(href([link.name, 'plan'], { plan: String(plan.id) }));
    },
  });
  const run = useMutation({
    mutationFn: () => post<Started>(linkPath(link.name, 'runs'), { kind: verify ? 'verify' : 'sync', ...wanted }),
    onSuccess: (answer) => started(answer, t.plan.started),
  });
  const unready = !link.connected || !link.opensis_ok;
  const error = make.error ?? run.error;
  const known = whole?.schools ?? [];
  return (
    <Panel>
      {link.running ? (
        <div className="stack tight">
          <div className="row"><strong>{t.shell.runningNow(runName(link.running))}</strong><a href={href([link.name, 'runs', link.running.id])}>{t.shell.watch}</a>
            <AbortButton link={link.name} run={link.running.id} small /></div>
          {link.running.progress ? <ProgressView progress={link.running.progress} /> : null}
        </div>
      ) : null}
      {unready ? <ProblemBox problem={t.plan.unready} tone="wait"><a href={href([link.name, 'settings'])}>{t.settings.title}</a></ProblemBox> : null}
      {error ? <ErrorBox error={error} /> : null}
      <div className="row bottom">
        {known.length > 1 ? (
          <MultiSelect label={t.plan.forSchools} placeholder={schools.length === 0 ? t.plan.anySchool : undefined} value={schools} onChange={setSchools} className="grow"
            clearable data={known.map((school) => ({ value: String(school.id), label: school.title }))} />
        ) : null}
        <Button loading={make.isPending} disabled={unready} onClick={() => make.mutate()}>{t.plan.make}</Button>
        <Button variant="default" loading={run.isPending} disabled={unready} onClick={() => run.mutate()} aria-describedby="sync-now-help">{t.plan.syncNow}</Button>
      </div>
      <Checkbox label={t.plan.verify} checked={verify} onChange={(event) => setVerify(event.currentTarget.checked)} />
      <p id="sync-now-help" className="dim small">{t.plan.syncNowHelp}</p>
    </Panel>
  );
}
