// SPDX-License-Identifier: GPL-3.0-or-later
// One preview: its counts, what to know before it is brought in, and its rows.
import { Button, Tabs } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { address, linkPath, post } from '../../api/client';
import type { IntakeCounts, IntakePreview, Started } from '../../api/types';
import { intakeFates } from '../../api/types';
import { count, span } from '../../lib/format';
import { Ask } from '../../parts/ask';
import { Icon } from '../../parts/icons';
import { Mark } from '../../parts/mark';
import type { Tone } from '../../parts/mark';
import { ErrorBox, ProblemBox } from '../../parts/problem';
import { byName, useStarted } from '../../parts/runs';
import { Ago, Panel, ProgressView } from '../../parts/small';
import { href, replace } from '../../router';
import { t } from '../../texts';
import { DoubtfulList } from './doubtful';
import { RowsList } from './rows';

const tone: Record<IntakePreview['state'], Tone> = { making: 'note', ready: 'good', failed: 'bad', applied: 'calm', outdated: 'wait' };

export function PreviewPanel({ link, preview, query }: { link: string; preview: IntakePreview; query: Record<string, string> }): ReactElement {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const ready = preview.state === 'ready';
  const tab = query.tab ?? (preview.doubtful > 0 && ready ? 'doubtful' : 'rows');
  const turn = (to: string | null): void => replace(href([link, 'intake'], { what: preview.request.what, preview: String(preview.id), tab: to ?? 'rows' }));
  return (
    <Panel title={t.intake.number(preview.id)} aside={<Mark tone={tone[preview.state]}>{t.plan.state[preview.state]}</Mark>}>
      <p className="dim">{t.plan.madeByWho(byName(preview.by))} <Ago at={preview.made ?? preview.begun} />{preview.school ? ` · ${t.intake.into(preview.school.title, preview.school.begins, preview.school.ends)}` : ''}</p>
      {preview.state === 'making' ? <div role="status"><p>{t.intake.making}</p>{preview.progress ? <ProgressView progress={preview.progress} /> : null}</div> : null}
      {preview.problem ? <ProblemBox problem={preview.problem} loud /> : null}
      {preview.state === 'outdated' ? <div className="problem wait">{t.intake.outdated}</div> : null}
      {preview.run !== null ? <p><a href={href([link, 'runs', preview.run])}>{t.intake.broughtIn(preview.run)}</a></p> : null}
      {preview.counts ? (
        <>
          <IntakeCountsTable counts={preview.counts} label={t.intake.number(preview.id)} before />
          {ready ? <Warnings preview={preview} onDuplicates={() => turn('duplicates')} /> : null}
          {ready ? <BringIn link={link} preview={preview} ticked={ticked} /> : null}
          {preview.school === null ? null : (
            <Tabs value={tab} onChange={turn} keepMounted={false}>
              <Tabs.List>
                <Tabs.Tab value="rows">{t.intake.tabRows}</Tabs.Tab>
                <Tabs.Tab value="doubtful">{t.intake.tabDoubtful(preview.doubtful)}</Tabs.Tab>
                <Tabs.Tab value="duplicates">{t.intake.tabDuplicates(preview.duplicates)}</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="rows" pt="md"><RowsList link={link} preview={preview} query={query} ticked={ticked} onTick={setTicked} /></Tabs.Panel>
              <Tabs.Panel value="doubtful" pt="md"><DoubtfulList link={link} preview={preview} /></Tabs.Panel>
              <Tabs.Panel value="duplicates" pt="md"><p className="dim">{t.intake.duplicatesText}</p><RowsList link={link} preview={preview} query={query} ticked={ticked} onTick={setTicked} code="intake.duplicate" /></Tabs.Panel>
            </Tabs>
          )}
        </>
      ) : null}
    </Panel>
  );
}

function Warnings({ preview, onDuplicates }: { preview: IntakePreview; onDuplicates: () => void }): ReactElement {
  const each = preview.seconds_a_slow_row;
  return (
    <>
      {preview.slow_rows > 0 ? <ProblemBox tone="wait" problem={{ what: t.intake.slow(preview.slow_rows), why: each === null ? t.intake.slowUnknown : t.intake.slowWhy(each.toFixed(2), span(Math.ceil(each * preview.slow_rows))), cure: t.intake.slowCure, code: '' }} /> : null}
      {preview.duplicates > 0 ? <ProblemBox tone="wait" problem={{ what: t.intake.duplicates(preview.duplicates), why: t.intake.duplicatesWhy, cure: t.intake.duplicatesCure, code: '' }}><Button size="xs" variant="default" onClick={onDuplicates}>{t.intake.showThem}</Button></ProblemBox> : null}
    </>
  );
}

function BringIn({ link, preview, ticked }: { link: string; preview: IntakePreview; ticked: ReadonlySet<string> }): ReactElement {
  const cache = useQueryClient();
  const started = useStarted(link);
  const [asking, setAsking] = useState<string[] | null>(null);
  const start = useMutation({
    mutationFn: (only: string[]) => post<Started>(linkPath(link, 'intake', 'runs'), { preview: preview.id, ...(only.length > 0 ? { only } : {}) }),
    onSuccess: (answer) => { void cache.invalidateQueries({ queryKey: ['intake', link] }); started(answer, t.intake.started); },
    onSettled: () => setAsking(null),
  });
  const some = [...ticked];
  return (
    <div className="stack">
      {start.error ? <ErrorBox error={start.error} /> : null}
      <div className="row">
        <Button disabled={preview.writes === 0} loading={start.isPending} onClick={() => setAsking([])}>{t.intake.bringIn(preview.writes)}</Button>
        {some.length > 0 ? <Button variant="default" loading={start.isPending} onClick={() => setAsking(some)}>{t.intake.bringInTicked(some.length)}</Button> : null}
        <Button component="a" variant="default" href={address(linkPath(link, 'intake', 'previews', preview.id, 'not-taken.csv'))} leftSection={<Icon name="download" size={16} />}>{t.intake.csvLeft}</Button>
      </div>
      {asking ? <Ask title={t.intake.askTitle} text={t.intake.askText(t.intake.kind[preview.request.what], asking.length > 0 ? asking.length : preview.writes)} yes={t.intake.askYes} busy={start.isPending}
        onYes={() => start.mutate(asking)} onClose={() => setAsking(null)} /> : null}
    </div>
  );
}

// Kinds down, fates across; `before`: in words of what would be.
export function IntakeCountsTable({ counts, label, before = false }: { counts: IntakeCounts; label: string; before?: boolean }): ReactElement {
  const rows = Object.entries(counts);
  const shown = intakeFates.filter((fate) => fate === 'unchanged' || rows.some(([, of]) => (of[fate] ?? 0) > 0));
  if (rows.length === 0) return <p className="dim">{t.intake.nothing}</p>;
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={label}>
      <table className="table" aria-label={label}>
        <thead><tr><th scope="col">{t.plan.kindColumn}</th>{shown.map((fate) => <th key={fate} scope="col" className="number">{before ? t.intake.fate[fate] : t.intake.fateDone[fate]}</th>)}</tr></thead>
        <tbody>{rows.map(([kind, of]) => (
          <tr key={kind}><th scope="row">{t.intake.rowKind[kind] ?? kind}</th>{shown.map((fate) => <td key={fate} className="number"><span className={(of[fate] ?? 0) === 0 ? 'zero' : undefined}>{count(of[fate] ?? 0)}</span></td>)}</tr>))}</tbody>
      </table>
    </div>
  );
}
