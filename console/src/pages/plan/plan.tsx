// SPDX-License-Identifier: GPL-3.0-or-later
// Plan and run: make a plan, look at it, approve it; older plans and the last runs below.
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useLink, usePlan, usePlans, useRuns } from '../../api/queries';
import type { Plan } from '../../api/types';
import type { PageProps } from '../../app/pages';
import { useMay } from '../../app/session';
import { count } from '../../lib/format';
import { Icon } from '../../parts/icons';
import type { Column } from '../../parts/listing';
import { Listing } from '../../parts/listing';
import { PlanMark } from '../../parts/mark';
import { Answer } from '../../parts/problem';
import { byName, RunsTable } from '../../parts/runs';
import { Page, Panel, When, zoneNote } from '../../parts/small';
import { href } from '../../router';
import { t } from '../../texts';
import { MakePanel } from './make';
import { PlanPanel } from './shown';

export function PlanPage({ link, query }: PageProps): ReactElement {
  const may = useMay();
  const whole = useLink(link.name);
  const plans = usePlans(link.name);
  const zone = whole.data?.settings.opensis.zone ?? '';
  const chosen = query.plan !== undefined && /^\d+$/.test(query.plan) ? Number(query.plan) : null;
  return (
    <Page title={t.plan.title} lead={<>{t.plan.lead} {zoneNote(whole.data)}</>}>
      {may ? <MakePanel link={link} whole={whole.data} /> : null}
      <Answer of={plans}>{({ plans: kept }) => {
        const shown = chosen ?? kept[0]?.id ?? null;
        const older = kept.filter((one) => one.id !== shown);
        return (
          <>
            {shown === null
              ? <Panel title={t.plan.none}><p className="dim">{t.plan.noneText}</p></Panel>
              : <Shown key={shown} link={link.name} id={shown} query={query} />}
            {older.length > 0 ? <Panel title={t.plan.older}><OlderPlans link={link.name} plans={older} zone={zone} /></Panel> : null}
          </>
        );
      }}</Answer>
      <LastRuns link={link.name} zone={zone} />
    </Page>
  );
}

function Shown({ link, id, query }: { link: string; id: number; query: Record<string, string> }): ReactElement {
  const plan = usePlan(link, id);
  const whole = useLink(link);
  return <Answer of={plan}>{(found) => <PlanPanel link={link} whole={whole.data} plan={found} query={query} />}</Answer>;
}

function OlderPlans({ link, plans, zone }: { link: string; plans: Plan[]; zone: string }): ReactElement {
  const columns: Column<Plan>[] = [
    { title: t.plan.record, name: true, cell: (plan) => <a href={href([link, 'plan'], { plan: String(plan.id) })}>{t.plan.number(plan.id)}</a> },
    { title: t.run.state, cell: (plan) => <PlanMark plan={plan} /> },
    { title: t.run.started, cell: (plan) => <When at={plan.begun} zone={zone} /> },
    { title: t.run.changes, number: true, cell: (plan) => count(plan.changes) },
    { title: t.run.by, cell: (plan) => byName(plan.by) },
  ];
  return <Listing label={t.plan.older} columns={columns} rows={plans} id={(plan) => plan.id} empty="" />;
}

function LastRuns({ link, zone }: { link: string; zone: string }): ReactElement {
  const runs = useRuns(link, { limit: 10 });
  return (
    <Panel title={t.plan.history} aside={(
      <Button component="a" href={href([link, 'runs'])} size="xs" variant="default" leftSection={<Icon name="audit" size={16} />}>{t.overview.allRuns}</Button>)}>
      <Answer of={runs}>{(found) => <RunsTable link={link} runs={found.runs} zone={zone} />}</Answer>
    </Panel>
  );
}
