// SPDX-License-Identifier: GPL-3.0-or-later
// Where openSIS's value was kept although Moodle's is another: both stand side by side, and a
// person decides, one by one or for those that are ticked.
import { Button, Checkbox } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { linkPath, post } from '../../api/client';
import type { GradeDifference } from '../../api/grades';
import { useDifferences, useFollowed } from '../../api/grades';
import type { Started } from '../../api/types';
import { Ask } from '../../parts/ask';
import type { Column } from '../../parts/listing';
import { Listing } from '../../parts/listing';
import { Mark } from '../../parts/mark';
import { Answer, ErrorBox, ProblemBox } from '../../parts/problem';
import { Ago, Page, Panel } from '../../parts/small';
import { href } from '../../router';
import { t } from '../../texts';

const most = 500;
type Side = 'moodle' | 'opensis';

export function DifferencesPage({ link }: { link: string }): ReactElement {
  const found = useDifferences(link, { limit: most });
  return (
    <Page title={t.grades.differences} lead={<><a href={href([link, 'grades'])}>{t.grades.title}</a> · {t.grades.differencesLead}</>}>
      <Answer of={found}>{(list) => (
        <>
          {list.total > list.differences.length ? <p className="dim" role="status">{t.grades.firstOf(list.differences.length, list.total)}</p> : null}
          {list.differences.length === 0
            ? <Panel><p className="row"><Mark tone="good">{t.grades.noDifferences}</Mark></p></Panel>
            : <DifferencesPanel link={link} rows={list.differences} may={list.state.may_pull && list.state.on} sections />}
        </>
      )}</Answer>
    </Page>
  );
}

const about = (one: GradeDifference): string => [one.name, one.title].filter(Boolean).join(', ');

export function DifferencesPanel({ link, rows, may, sections = false }: { link: string; rows: GradeDifference[]; may: boolean; sections?: boolean }): ReactElement {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<{ keys: string[]; take: Side } | null>(null);
  const { follow, run, waiting } = useFollowed(link);
  const decide = useMutation({
    mutationFn: (body: { keys: string[]; take: Side }) => post<Started>(linkPath(link, 'grades', 'differences'), body),
    onSuccess: (answer) => { setTicked(new Set()); follow(answer); },
    onSettled: () => setAsked(null),
  });
  const busy = decide.isPending || waiting;
  const chosen = rows.filter((one) => ticked.has(one.key)).map((one) => one.key);
  const tick = (key: string): void => setTicked((old) => {
    const next = new Set(old);
    if (!next.delete(key)) next.add(key);
    return next;
  });
  const buttons = (keys: string[], of: string): ReactElement => (
    <div className="row">
      <Button size="xs" variant="default" disabled={busy || keys.length === 0} aria-label={t.grades.takeLabel(of)} onClick={() => setAsked({ keys, take: 'moodle' })}>{t.grades.takeMoodle}</Button>
      <Button size="xs" variant="default" disabled={busy || keys.length === 0} aria-label={t.grades.keepLabel(of)} onClick={() => setAsked({ keys, take: 'opensis' })}>{t.grades.keepOpensis}</Button>
    </div>
  );
  const columns: Column<GradeDifference>[] = [
    ...(may ? [{ title: t.grades.chosen, bare: true, cell: (one: GradeDifference) => <Checkbox aria-label={t.grades.choose(about(one))} checked={ticked.has(one.key)} disabled={busy} onChange={() => tick(one.key)} /> }] : []),
    { title: t.grades.what, name: true, cell: (one) => <>{one.title}{one.name ? <small>{one.name}</small> : null}{sections ? <small><a href={href([link, 'grades', one.section])}>{one.section_title ?? one.section}</a></small> : null}</> },
    { title: t.names.opensis, cell: (one) => <strong>{one.opensis}</strong> },
    { title: t.names.moodle, cell: (one) => <strong>{one.moodle}</strong> },
    { title: t.grades.whyKept, cell: (one) => <div className="why">{one.why}<small>{one.since > 0 ? <Ago at={one.since} /> : null}</small></div> },
    ...(may ? [{ title: t.records.action, bare: true, cell: (one: GradeDifference) => buttons([one.key], about(one)) }] : []),
  ];
  return (
    <Panel title={t.grades.kept(rows.length)} aside={may && rows.length > 1 ? <div className="row"><span className="dim">{t.grades.ticked(chosen.length)}</span>{buttons(chosen, t.grades.theTicked)}</div> : null}>
      <p className="dim">{t.grades.keptText}</p>
      {decide.error ? <ErrorBox error={decide.error} /> : null}
      {run?.ended && run.problem ? <ProblemBox problem={run.problem} /> : null}
      <p role="status" className="dim small">{waiting ? t.grades.begun : ''}</p>
      <Listing slim label={t.grades.differences} columns={columns} rows={rows} id={(one) => one.key} empty={t.grades.noDifferences} />
      {asked ? <Ask title={asked.take === 'moodle' ? t.grades.askMoodle(asked.keys.length) : t.grades.askOpensis(asked.keys.length)} text={asked.take === 'moodle' ? t.grades.askMoodleText : t.grades.askOpensisText}
        yes={asked.take === 'moodle' ? t.grades.takeMoodle : t.grades.keepOpensis} danger={asked.take === 'moodle'} busy={decide.isPending} onYes={() => decide.mutate(asked)} onClose={() => setAsked(null)} /> : null}
    </Panel>
  );
}
