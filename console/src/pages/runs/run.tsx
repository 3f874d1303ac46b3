// SPDX-License-Identifier: GPL-3.0-or-later
// One run: live while it goes on; then what came of it, undo, and each step with its outcome.
import type { ReactElement } from 'react';
import { useLink, useRun } from '../../api/queries';
import type { Link, LinkSummary, Run } from '../../api/types';
import { useMay } from '../../app/session';
import { count, span } from '../../lib/format';
import { RunMark } from '../../parts/mark';
import { Answer, ProblemBox } from '../../parts/problem';
import { AbortButton, byName, UndoButton } from '../../parts/runs';
import { CountsTable, Page, Panel, ProgressView, runName, useNow, When, zoneNote } from '../../parts/small';
import { href } from '../../router';
import { t } from '../../texts';
import { IntakeOutcome, isIntake } from '../intake/run';
import { FieldsOutcome } from './fields';
import { GradesOutcome } from './grades';
import { StepsList } from './steps';

export function RunPage({ link, id, query }: { link: LinkSummary; id: number; query: Record<string, string> }): ReactElement {
  const may = useMay();
  const whole = useLink(link.name);
  const run = useRun(link.name, id);
  const zone = whole.data?.settings.opensis.zone ?? '';
  const found = run.data;
  const actions = found && may ? (
    <>
      {found.state === 'running' ? <AbortButton link={link.name} run={id} /> : null}
      {found.state !== 'running' && found.undoable ? <UndoButton link={link.name} run={id} intake={isIntake(found)} /> : null}
    </>
  ) : null;
  return (
    <Page title={found ? `${t.run.title(id)}: ${runName(found)}` : t.run.title(id)} actions={actions}
      lead={<><a href={href([link.name, 'runs'])}>{t.plan.history}</a>{zoneNote(whole.data) === '' ? null : ` · ${zoneNote(whole.data)}`}</>}>
      <Answer of={run}>{(one) => (
        <>
          <Outcome run={one} zone={zone} />
          {one.counts ? <Panel title={t.run.changes}><CountsTable counts={one.counts} label={t.run.changes} /></Panel> : null}
          <WhatItDid link={link.name} run={one} whole={whole.data} query={query} />
        </>
      )}</Answer>
    </Page>
  );
}

// Runs towards Moodle tell their steps; those towards openSIS have rows of their own kind.
function WhatItDid({ link, run, whole, query }: { link: string; run: Run; whole: Link | undefined; query: Record<string, string> }): ReactElement {
  if (isIntake(run)) return <IntakeOutcome link={link} run={run} />;
  if (run.what.startsWith('fields')) return run.state === 'running' || run.what.startsWith('fields undo') ? <></> : <FieldsOutcome link={link} run={run.id} />;
  if (run.what.startsWith('grades')) return <GradesOutcome link={link} run={run} />;
  return <Panel title={t.run.steps}><StepsList link={link} whole={whole} run={run} query={query} /></Panel>;
}

function Outcome({ run, zone }: { run: Run; zone: string }): ReactElement {
  return (
    <Panel>
      <div className="row"><RunMark run={run} /><span>{meaning(run)}</span></div>
      {run.state === 'running' && run.progress ? <div role="group" aria-label={t.run.progress}><ProgressView progress={run.progress} /></div> : null}
      {run.problem ? <ProblemBox problem={run.problem} /> : null}
      {run.override ? <ProblemBox tone="wait" problem={{ what: t.run.override(run.override.name), why: run.override.reason, cure: '', code: '' }} /> : null}
      <dl className="facts">
        <dt>{t.run.started}</dt><dd><When at={run.started} zone={zone} /></dd>
        <dt>{run.ended === null ? t.run.sofar : t.run.took}</dt><dd>{run.ended === null ? <SoFar since={run.started} /> : span(run.ended - run.started)}</dd>
        <dt>{t.run.by}</dt><dd>{byName(run.by)}</dd>
        <dt>{t.run.changes}</dt><dd>{count(run.changes)}{run.put_off > 0 ? ` · ${t.run.putOff(run.put_off)}` : ''}</dd>
      </dl>
    </Panel>
  );
}

function meaning(run: Run): string {
  if (run.state === 'in_step' && /^((intake|grades|fields) )?undo/.test(run.what)) return run.what.startsWith('grades') ? t.grades.undone : t.run.undone;
  if (run.what.startsWith('grades') && run.state === 'in_step') return t.grades.inStep;
  if (run.state === 'in_step' && run.what === 'fields pull') return t.fields.inStep;
  return (isIntake(run) ? t.intake.runMeaning[run.state] : undefined) ?? t.runStateMeaning[run.state];
}

function SoFar({ since }: { since: number }): ReactElement {
  const now = useNow(1000);
  return <>{span(now - since)}</>;
}
