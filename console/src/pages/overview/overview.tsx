// SPDX-License-Identifier: GPL-3.0-or-later
// How the link stands: state, last and next run, what needs a person, counts, chart, last runs.
import { Button, SegmentedControl } from '@mantine/core';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { useLink, useLinks, useOverview } from '../../api/queries';
import type { LinkSummary, Overview } from '../../api/types';
import { verbs } from '../../api/types';
import type { PageProps } from '../../app/pages';
import { useMay } from '../../app/session';
import { titleOf } from '../../app/top';
import { inConsole } from '../../lib/words';
import { LinkMark, Mark, RunMark } from '../../parts/mark';
import { Answer, WhyStopped } from '../../parts/problem';
import { RunsTable } from '../../parts/runs';
import { Ago, Outside, Page, Panel, runName, When, zoneNote } from '../../parts/small';
import { href } from '../../router';
import { t } from '../../texts';
import { DaysChart } from './chart';
import { CountsPanel } from './counts';

export function OverviewPage({ link }: PageProps): ReactElement {
  const may = useMay();
  const [days, setDays] = useState(28);
  const overview = useOverview(link.name, days);
  const whole = useLink(link.name);
  const zone = whole.data?.settings.opensis.zone ?? '';
  const lead = link.state === 'new' ? t.overview.setupLead : link.state === 'ready' ? t.overview.readyLead : zoneNote(whole.data);
  const unfinished = may && (link.state === 'new' || link.state === 'ready');
  return (
    <Page title={titleOf(link)} lead={lead}
      actions={unfinished ? <Button component="a" href={href([link.name, 'settings'])}>{t.overview.goSettings}</Button> : null}>
      {link.why ? <WhyStopped link={link.name} problem={link.why} /> : null}
      <Tiles link={link} zone={zone} />
      <OtherLinks />
      <Answer of={overview}>{(found) => (
        <>
          <Attention link={link.name} list={found.attention} quiet={link.state === 'new'} />
          <CountsPanel link={link.name} counts={found.counts} />
          <Panel title={t.overview.chart} aside={(
            <SegmentedControl size="xs" aria-label={t.overview.period} value={String(days)} onChange={(value) => setDays(Number(value))}
              data={[7, 28, 84].map((one) => ({ value: String(one), label: t.overview.days(one) }))} />)}>
            {found.days.some((one) => verbs.some((verb) => one[verb] > 0)) ? <DaysChart days={found.days} /> : <p className="dim">{t.overview.chartEmpty}</p>}
          </Panel>
          <Panel title={t.overview.lastRuns} aside={<a href={href([link.name, 'runs'])}>{t.overview.allRuns}</a>}>
            <RunsTable link={link.name} runs={found.runs} zone={zone} />
          </Panel>
        </>
      )}</Answer>
    </Page>
  );
}

function Tiles({ link, zone }: { link: LinkSummary; zone: string }): ReactElement {
  const { last_run: last, next_run: next } = link;
  return (
    <dl className="tiles">
      <div className="tile"><dt>{t.overview.standing}</dt><dd><LinkMark link={link} /></dd></div>
      <div className="tile"><dt>{t.overview.connection}</dt><dd>
        {link.moodle_url === '' ? t.settings.moodle.notYet : <Outside to={link.moodle_url}>{link.site === '' ? link.moodle_url : link.site}</Outside>}
        {link.moodle_url === '' ? null : <small>{link.connected ? t.overview.connected : t.settings.moodle.notConnected}</small>}
      </dd></div>
      <div className="tile"><dt>{t.overview.lastRun}</dt><dd>
        {last ? <><a href={href([link.name, 'runs', last.id])}>{runName(last)}</a> <RunMark run={last} /><small><Ago at={last.ended ?? last.started} zone={zone} /> · {t.overview.changes(last.changes)}</small></> : t.overview.noRun}
      </dd></div>
      <div className="tile"><dt>{t.overview.nextRun}</dt><dd>
        {next === null ? t.settings.enable.off : <><Ago at={next} zone={zone} /><small><When at={next} zone={zone} /></small></>}
      </dd></div>
    </dl>
  );
}

function OtherLinks(): ReactElement | null {
  const links = useLinks();
  const all = links.data?.links ?? [];
  if (all.length < 2) return null;
  return (
    <Panel title={t.links.title}>
      <ul className="lines">{all.map((one) => (
        <li key={one.name} className="row">
          <a href={href([one.name, 'overview'])}>{titleOf(one)}</a><LinkMark link={one} />
          {one.refused > 0 ? <Mark tone="bad">{t.shell.needsAttention(one.refused)}</Mark> : null}
          {one.why ? <span className="dim small">{one.why.what}</span> : null}
        </li>
      ))}</ul>
    </Panel>
  );
}

function Attention({ link, list, quiet }: { link: string; list: Overview['attention']; quiet: boolean }): ReactElement | null {
  const may = useMay();
  if (list.length === 0 && quiet) return null;
  const standing: Record<string, string | undefined> = { people: 'refused', sections: 'refused' };
  return (
    <Panel title={t.overview.attention}>
      {list.length === 0 ? <p className="row"><Mark tone="good">{t.overview.nothingNeeded}</Mark></p> : (
        <ul className="lines">{list.map((one) => (
          <li key={`${one.problem.code} ${one.page} ${one.problem.record}`} className="split">
            <div><strong>{one.problem.what}</strong>{one.count > 0 ? <span className="dim"> · {t.overview.records(one.count)}</span> : null}
              <div>{one.problem.why}</div><div className="dim">{inConsole(one.problem.cure)}</div></div>
            {one.page === 'settings' && !may ? null : (
              <Button component="a" size="xs" variant="default" href={href([link, one.page], { standing: standing[one.page] })}
                aria-label={`${t.overview.look}: ${one.problem.what}`}>{t.overview.look}</Button>)}
          </li>
        ))}</ul>
      )}
    </Panel>
  );
}
