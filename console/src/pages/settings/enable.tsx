// SPDX-License-Identifier: GPL-3.0-or-later
// Step 6: the switch, after a look at the first plan.
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { linkPath, post } from '../../api/client';
import { usePlan, usePlans } from '../../api/queries';
import type { Link, Plan } from '../../api/types';
import { Ask } from '../../parts/ask';
import { ErrorBox, ProblemBox, WhyStopped } from '../../parts/problem';
import { Ago, CountsTable, ProgressView } from '../../parts/small';
import { tell } from '../../parts/tell';
import { href } from '../../router';
import { t } from '../../texts';
import { usePatch } from './form';

const e = t.settings.enable;

export function EnableStep({ link }: { link: Link }): ReactElement {
  return link.summary.enabled ? <SwitchedOn link={link} /> : <SwitchedOff link={link} />;
}

function SwitchedOn({ link }: { link: Link }): ReactElement {
  const { name, next_run: next, why } = link.summary;
  const [asking, setAsking] = useState(false);
  const off = usePatch(link, () => tell(e.switchedOff));
  return (
    <>
      <div className="problem good"><strong>{e.on}</strong><p>{e.onText} {next === null ? null : <>{e.nextRunBefore} <Ago at={next} zone={link.settings.opensis.zone} />.</>}</p></div>
      {why ? <WhyStopped link={name} problem={why} /> : null}
      {off.error ? <ErrorBox error={off.error} /> : null}
      <div className="row">
        <Button component="a" variant="default" href={href([name, 'overview'])}>{t.overview.title}</Button>
        <Button variant="outline" color="red" onClick={() => setAsking(true)}>{e.switchOff}</Button>
      </div>
      {asking ? <Ask title={e.offTitle} text={e.offText} yes={e.switchOff} danger busy={off.isPending}
        onYes={() => off.mutate({ enabled: false }, { onSettled: () => setAsking(false) })} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function SwitchedOff({ link }: { link: Link }): ReactElement {
  const cache = useQueryClient();
  const { name } = link.summary;
  const plans = usePlans(name);
  const newest = plans.data?.plans[0] ?? null;
  const plan = usePlan(name, newest?.id ?? null);
  const shown = plan.data ?? newest;
  const make = useMutation({
    mutationFn: () => post<Plan>(linkPath(name, 'plan'), {}),
    onSuccess: (made) => {
      cache.setQueryData(['plan', name, made.id], made);
      return cache.invalidateQueries({ queryKey: ['plans', name] });
    },
  });
  const on = usePatch(link, () => tell(e.switched));
  const seen = shown?.state === 'ready';
  // A link that has run before was looked at before.
  const mayStart = (seen && !shown.guard) || link.summary.last_run !== null;
  return (
    <>
      <p>{e.preview}</p>
      {shown ? <Preview link={name} plan={shown} /> : null}
      {make.error ? <ErrorBox error={make.error} /> : null}
      {on.error ? <ErrorBox error={on.error} /> : null}
      <div className="row">
        <Button variant={seen ? 'default' : 'filled'} loading={make.isPending || shown?.state === 'making'} onClick={() => make.mutate()}>{shown ? e.remake : e.make}</Button>
        <Button disabled={!mayStart} variant={seen ? 'filled' : 'default'} loading={on.isPending} onClick={() => on.mutate({ enabled: true })}>{e.switchOn}</Button>
      </div>
    </>
  );
}

function Preview({ link, plan }: { link: string; plan: Plan }): ReactElement {
  return (
    <div className="stack" aria-live="polite">
      {plan.state === 'making' ? <div><p>{e.making}</p>{plan.progress ? <ProgressView progress={plan.progress} /> : null}</div> : null}
      {plan.problem ? <ProblemBox problem={plan.problem} /> : null}
      {plan.state === 'outdated' ? <p className="text-wait">{t.plan.outdated}</p> : null}
      {plan.state === 'ready' ? (
        <>
          <p className="strong">{e.ready(plan.changes)}</p>
          {plan.refused > 0 ? <p className="text-wait">{e.refused(plan.refused)}</p> : null}
          {plan.counts ? <CountsTable counts={plan.counts} label={e.make} /> : null}
          <p><a href={href([link, 'plan'], { plan: String(plan.id) })}>{e.whole}</a></p>
          {plan.guard ? <ProblemBox problem={plan.guard}><span>{e.guardedText}</span></ProblemBox> : null}
        </>
      ) : null}
    </div>
  );
}
