// SPDX-License-Identifier: GPL-3.0-or-later
// One plan: how it stands, its counts, the decision, and every change and standing with its reason.
import { Button, Tabs } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { linkPath, post } from '../../api/client';
import type { Link, Plan, Started, Verb } from '../../api/types';
import { kinds } from '../../api/types';
import { useMay } from '../../app/session';
import { Ask } from '../../parts/ask';
import { PlanMark } from '../../parts/mark';
import { ErrorBox, ProblemBox } from '../../parts/problem';
import { byName, useStarted } from '../../parts/runs';
import { Ago, CountsTable, Panel, ProgressView, schoolName } from '../../parts/small';
import { href, replace } from '../../router';
import { t } from '../../texts';
import { GuardForm } from './guard';
import { OperationsList } from './operations';
import { PlanStandingsList } from './standings';

type Shown = { link: string; whole: Link | undefined; plan: Plan; query: Record<string, string> };

export function PlanPanel({ link, whole, plan, query }: Shown): ReactElement {
  const zone = whole?.settings.opensis.zone ?? '';
  const readable = plan.state === 'ready' || plan.state === 'applied' || plan.state === 'outdated';
  return (
    <Panel title={t.plan.number(plan.id)} aside={<PlanMark plan={plan} />}>
      <p className="dim">{t.plan.madeByWho(byName(plan.by))} <Ago at={plan.made ?? plan.begun} zone={zone} />
        {plan.verify ? ` · ${t.plan.verified}` : ''}
        {plan.schools.length > 0 ? ` · ${plan.schools.map((one) => schoolName(whole, one)).join(', ')}` : ''}</p>
      {plan.state === 'making' ? <div role="status"><p>{t.plan.making}</p>{plan.progress ? <ProgressView progress={plan.progress} /> : null}</div> : null}
      {plan.problem ? <ProblemBox problem={plan.problem} loud /> : null}
      {plan.state === 'outdated' ? <div className="problem wait">{t.plan.outdated}</div> : null}
      {plan.counts ? <CountsTable counts={plan.counts} label={t.plan.number(plan.id)} /> : null}
      {plan.state === 'ready' ? <Decision link={link} plan={plan} query={query} /> : null}
      {readable && plan.counts ? <Details link={link} whole={whole} plan={plan} query={query} /> : null}
    </Panel>
  );
}

function Decision({ link, plan, query }: Omit<Shown, 'whole'>): ReactElement | null {
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const started = useStarted(link);
  const apply = useMutation({
    mutationFn: (override: { name: string; reason: string } | null) =>
      post<Started>(linkPath(link, 'runs'), { kind: 'plan', plan: plan.id, ...(override ? { override } : {}) }),
    onSuccess: (answer) => started(answer, t.plan.started),
    onSettled: () => setAsking(false),
  });
  const sum = (verb: Verb): number => kinds.reduce((all, kind) => all + (plan.counts?.[kind]?.[verb] ?? 0), 0);
  const seen = (verb: Verb): void => replace(href([link, 'plan'], { plan: String(plan.id), ...query, tab: 'changes', verb }));
  if (!may) return plan.guard ? <ProblemBox problem={plan.guard} /> : null;
  if (plan.changes === 0) return null;
  return (
    <div className="stack">
      {apply.error ? <ErrorBox error={apply.error} /> : null}
      {plan.guard ? (
        <ProblemBox problem={plan.guard}>
          <GuardForm busy={apply.isPending} onApprove={(override) => apply.mutate(override)}>
            {(['suspend', 'remove'] as const).filter((verb) => sum(verb) > 0).map((verb) => (
              <Button key={verb} size="xs" variant="default" onClick={() => seen(verb)}>{t.plan.seeVerb(t.verb[verb], sum(verb))}</Button>))}
          </GuardForm>
        </ProblemBox>
      ) : (
        <div><Button loading={apply.isPending} onClick={() => setAsking(true)}>{t.plan.approve(plan.changes)}</Button></div>
      )}
      {asking ? <Ask title={t.plan.approveTitle} text={t.plan.approveText} yes={t.plan.approve(plan.changes)} busy={apply.isPending}
        onYes={() => apply.mutate(null)} onClose={() => setAsking(false)} /> : null}
    </div>
  );
}

function Details({ link, whole, plan, query }: Shown): ReactElement {
  const tab = query.tab === 'standings' ? 'standings' : 'changes';
  // The filters of one tab mean nothing in the other.
  const turn = (to: string | null): void => replace(href([link, 'plan'], { plan: String(plan.id), tab: to ?? 'changes', school: query.school, q: query.q }));
  return (
    <Tabs value={tab} onChange={turn} keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="changes">{t.plan.tabOperations(plan.changes)}</Tabs.Tab>
        <Tabs.Tab value="standings">{t.plan.tabStandings(plan.refused + plan.waiting)}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="changes" pt="md"><OperationsList link={link} whole={whole} plan={plan} query={query} /></Tabs.Panel>
      <Tabs.Panel value="standings" pt="md"><PlanStandingsList link={link} whole={whole} plan={plan} query={query} /></Tabs.Panel>
    </Tabs>
  );
}
