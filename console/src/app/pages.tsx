// SPDX-License-Identifier: GPL-3.0-or-later
// Which page an address means. Pages that change things are there for super administrators only.
import type { ReactElement } from 'react';
import type { LinkSummary } from '../api/types';
import { AccountsPage } from '../pages/accounts/accounts';
import { AuditPage } from '../pages/audit/audit';
import { FieldsPage } from '../pages/fields/fields';
import { IntakePage } from '../pages/intake/intake';
import { GradesPage } from '../pages/grades/grades';
import { MatchesPage } from '../pages/matches/matches';
import { PeoplePage, SectionsPage } from '../pages/records/people';
import { OverviewPage } from '../pages/overview/overview';
import { PlanPage } from '../pages/plan/plan';
import { RunsPage } from '../pages/runs/runs';
import { RolloverPage } from '../pages/rollover/rollover';
import { SettingsPage } from '../pages/settings/settings';
import { NewLink } from '../pages/links/newlink';
import { ProblemBox } from '../parts/problem';
import { Page } from '../parts/small';
import { t } from '../texts';
import { useMay } from './session';

export type PageProps = { link: LinkSummary; rest: string[]; query: Record<string, string> };

export function NothingHere(): ReactElement {
  return <Page title={t.errors.notFound} lead={t.errors.notFoundCure}>{null}</Page>;
}

const pages: Record<string, (props: PageProps) => ReactElement> = {
  overview: OverviewPage, plan: PlanPage, runs: RunsPage, people: PeoplePage, sections: SectionsPage, matches: MatchesPage, grades: GradesPage,
};
const forSuper: Record<string, (props: PageProps) => ReactElement> = {
  settings: SettingsPage, intake: IntakePage, rollover: RolloverPage, fields: FieldsPage,
};

export function PageOf({ link, page, rest, query }: { link: LinkSummary | undefined; page: string; rest: string[]; query: Record<string, string> }): ReactElement {
  const may = useMay();
  if (may && page === 'audit') return <AuditPage link={link?.name ?? ''} query={query} />;
  if (may && page === 'accounts') return <AccountsPage />;
  if (page === 'new' && may) return <NewLink first={false} />;
  if (!link) return may ? <NewLink first /> : <Page title={t.links.none}><ProblemBox problem={t.links.noneForYou} tone="note" /></Page>;
  const found = pages[page] ?? (may ? forSuper[page] : undefined);
  if (!found) return <NothingHere />;
  const Found = found;
  return <Found link={link} rest={rest} query={query} />;
}
