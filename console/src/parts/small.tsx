// SPDX-License-Identifier: GPL-3.0-or-later
// Small things that several pages share.
import { Button, Progress as Bar } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { CountsByKind, Link, Progress, Run } from '../api/types';
import { kinds, verbs } from '../api/types';
import { ago, count, exactTime, percent, rate, span, time } from '../lib/format';
import { t } from '../texts';
import { Icon } from './icons';
import { useZone } from './zone';

// The first page leaves the focus where the browser has it; every later one is read out from its
// heading on.
let moved = false;
window.addEventListener('hashchange', () => { moved = true; });

export function Page({ title, lead, actions, children }: { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode }): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!moved) return;
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => { document.title = `${title} · ${t.product}`; }, [title]);
  return (
    <div className="page">
      <div className="page-head">
        <div><h1 tabIndex={-1} ref={heading}>{title}</h1>{lead ? <p className="lead">{lead}</p> : null}</div>
        {actions ? <div className="row">{actions}</div> : null}
      </div>
      {children}
    </div>
  );
}

export function Panel({ title, aside, children }: { title?: ReactNode; aside?: ReactNode; children: ReactNode }): ReactElement {
  return (
    <section className="panel">
      {title ? <div className="panel-head"><h2>{title}</h2>{aside}</div> : null}
      {children}
    </section>
  );
}

// The present moment, a new one every so often; so that "2 min ago" stays true.
export function useNow(every = 10_000): number {
  const [now, setNow] = useState(() => Date.now() / 1000);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now() / 1000), every);
    return () => window.clearInterval(timer);
  }, [every]);
  return now;
}

// Times are told in the zone of the page; `zone`: of another one.
export function Ago({ at, zone }: { at: number; zone?: string }): ReactElement {
  const now = useNow();
  const here = useZone();
  return <time dateTime={new Date(at * 1000).toISOString()} title={exactTime(at, zone ?? here)}>{ago(at, now)}</time>;
}

export function When({ at, zone }: { at: number | null; zone?: string }): ReactElement {
  const here = useZone();
  if (at === null) return <>{t.common.never}</>;
  return <time dateTime={new Date(at * 1000).toISOString()} title={exactTime(at, zone ?? here)}>{time(at, zone ?? here)}</time>;
}

export function Outside({ to, label, children }: { to: string; label?: string; children: ReactNode }): ReactElement {
  // Only web addresses: what comes from a database may be anything.
  if (!/^https?:\/\//.test(to)) return <>{children}</>;
  return <a href={to} target="_blank" rel="noreferrer noopener" className="outside">{children}{label ? <span className="hidden-text">: {label}</span> : null}<Icon name="out" size={14} /></a>;
}

export function Snippet({ text, label }: { text: string; label: string }): ReactElement {
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    // Not there on plain http to another machine; the text can be marked by hand then.
    if (!navigator.clipboard) return;
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      window.setTimeout(() => setCopied(false), 3000);
    });
  };
  return (
    <div className="snippet">
      {navigator.clipboard ? <div className="row"><Button size="compact-xs" variant="default" onClick={copy} aria-label={`${t.common.copy}: ${label}`}>{copied ? t.common.copied : t.common.copy}</Button></div> : null}
      <pre tabIndex={0} aria-label={label}>{text}</pre>
    </div>
  );
}

export function ProgressView({ progress }: { progress: Progress }): ReactElement {
  const { stage, done, total, refused, seconds_left: left } = progress;
  return (
    <div className="stack tight">
      <div className="row"><strong>{stage.charAt(0).toUpperCase() + stage.slice(1)}</strong>
        <span className="number">{t.run.done(done, total)}</span>
        {progress.rate > 0 ? <span className="dim">{rate(progress.rate)}</span> : null}
        {left !== null ? <span className="dim">{t.run.left(span(left))}</span> : null}
        {refused > 0 ? <span className="text-wait">{t.run.refusedSoFar(refused)}</span> : null}
      </div>
      <Bar.Root size="lg"><Bar.Section value={total > 0 ? percent(done, total) : 100} animated={total === 0} striped={total === 0} aria-label={stage} /></Bar.Root>
    </div>
  );
}

export function runName(run: Run): string {
  const undo = /^(?:intake |grades |fields )?undo (\d+)$/.exec(run.what);
  if (undo) return t.run.undoOf(undo[1]!);
  const intake = /^intake (.+)$/.exec(run.what);
  if (intake) return t.intake.runOf(t.intake.kind[intake[1] as keyof typeof t.intake.kind] ?? intake[1]!);
  return t.run.whatNames[run.what] ?? run.what;
}

// Kinds down, changes across; what is all zero stays away.
export function CountsTable({ counts, label }: { counts: CountsByKind; label: string }): ReactElement {
  const shownKinds = kinds.filter((kind) => {
    const row = counts[kind];
    return row && Object.values(row).some((value) => value > 0);
  });
  const columns = [...verbs, 'refused', 'unchanged'] as const;
  const shown = columns.filter((column) => column === 'unchanged' || shownKinds.some((kind) => (counts[kind]?.[column] ?? 0) > 0));
  const title = (column: (typeof columns)[number]): string =>
    column === 'refused' ? t.plan.refusedHint : column === 'unchanged' ? t.plan.unchanged : t.verb[column];
  if (shownKinds.length === 0) return <p className="dim">{t.plan.nothing}</p>;
  const sum = (column: (typeof columns)[number]): number => shownKinds.reduce((all, kind) => all + (counts[kind]?.[column] ?? 0), 0);
  const cell = (value: number): ReactElement => <span className={value === 0 ? 'zero' : undefined}>{count(value)}</span>;
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={label}>
      <table className="table" aria-label={label}>
        <thead><tr><th scope="col">{t.plan.kindColumn}</th>{shown.map((column) => (
          <th key={column} scope="col" className="number" title={column in t.verbMeaning ? t.verbMeaning[column as keyof typeof t.verbMeaning] : undefined}>{title(column)}</th>))}</tr></thead>
        <tbody>
          {shownKinds.map((kind) => (
            <tr key={kind}><th scope="row">{t.kind[kind]}</th>{shown.map((column) => <td key={column} className="number">{cell(counts[kind]?.[column] ?? 0)}</td>)}</tr>
          ))}
          <tr className="sum"><th scope="row">{t.plan.sum}</th>{shown.map((column) => <td key={column} className="number">{cell(sum(column))}</td>)}</tr>
        </tbody>
      </table>
    </div>
  );
}

export function schoolName(link: Link | undefined, school: number): string {
  return link?.schools.find((one) => one.id === school)?.title ?? t.common.schoolNumber(school);
}

export function zoneNote(link: Link | undefined): string {
  const zone = link?.settings.opensis.zone ?? '';
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone === '' || zone === own ? '' : t.common.timesIn(zone);
}
