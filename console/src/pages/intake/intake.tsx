// SPDX-License-Identifier: GPL-3.0-or-later
// Get LMS Data: what a Moodle that was there first holds comes into openSIS, kind by kind. A
// preview shows every row's fate; a person decides; then it is brought in.
import type { ReactElement } from 'react';
import { useIntake, useIntakePreview, useLink } from '../../api/queries';
import type { IntakeDesk, IntakeKind, IntakePreview } from '../../api/types';
import { intakeKinds } from '../../api/types';
import type { PageProps } from '../../app/pages';
import { RunMark } from '../../parts/mark';
import { Answer } from '../../parts/problem';
import { Ago, Page, Panel } from '../../parts/small';
import { href } from '../../router';
import { t } from '../../texts';
import { PolicyForm } from './policy';
import { PreviewPanel } from './preview';

export function IntakePage({ link, query }: PageProps): ReactElement {
  const desk = useIntake(link.name);
  const whole = useLink(link.name);
  const what = intakeKinds.find((one) => one === query.what) ?? 'staff';
  return (
    <Page title={t.intake.title} lead={t.intake.lead}>
      <Answer of={desk}>{(found) => {
        const ofKind = found.previews.filter((one) => one.request.what === what);
        const chosen = ofKind.find((one) => String(one.id) === query.preview) ?? ofKind[0];
        return (
          <>
            <Panel title={t.intake.kinds}><Kinds link={link.name} desk={found} what={what} zone={whole.data?.settings.opensis.zone ?? ''} /></Panel>
            <PolicyForm key={`form ${what}`} link={link} whole={whole.data} desk={found} what={what} before={ofKind[0]} />
            {chosen ? <Shown key={`preview ${chosen.id}`} link={link.name} preview={chosen} query={query} /> : null}
          </>
        );
      }}</Answer>
    </Page>
  );
}

// The six kinds in the order in which they build on one another, each with its last run.
function Kinds({ link, desk, what, zone }: { link: string; desk: IntakeDesk; what: IntakeKind; zone: string }): ReactElement {
  return (
    <ol className="kinds">
      {intakeKinds.map((kind) => {
        const run = desk.last_runs[kind];
        return (
          <li key={kind}>
            <a href={href([link, 'intake'], { what: kind })} aria-current={kind === what ? 'page' : undefined}>{t.intake.kind[kind]}</a>
            <span className="dim small">{t.intake.kindText[kind]}</span>
            <span className="small">{run ? <><RunMark run={run} /> <a href={href([link, 'runs', run.id])}>{t.run.title(run.id)}</a> <Ago at={run.ended ?? run.started} zone={zone} /></> : <span className="dim">{t.intake.never}</span>}</span>
          </li>
        );
      })}
    </ol>
  );
}

function Shown({ link, preview, query }: { link: string; preview: IntakePreview; query: Record<string, string> }): ReactElement {
  const live = useIntakePreview(link, preview.id);
  return <PreviewPanel link={link} preview={live.data ?? preview} query={query} />;
}
