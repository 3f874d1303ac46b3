// SPDX-License-Identifier: GPL-3.0-or-later
// What Connect found: release, build, site, plugins, functions, rights, each fault with its cure.
// A check that passed folds its details away after a while; the one line that stays says that the
// connection stays too. A check that failed never folds.
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Connection } from '../../api/types';
import { foldAfter } from '../../lib/fold';
import type { Column } from '../../parts/listing';
import { Listing } from '../../parts/listing';
import { Mark, StepMark } from '../../parts/mark';
import { Ago, When } from '../../parts/small';
import { inConsole } from '../../lib/words';
import { t } from '../../texts';

type Shown = { connection: Connection; zone: string };

export function ConnectionView({ connection, current, fresh, zone }: Shown & { current: boolean; fresh: boolean }): ReactElement {
  const [open, setOpen] = useState(fresh || !connection.usable);
  const [foldedByItself, setFolded] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const m = t.settings.moodle;

  useEffect(() => {
    if (!fresh || !connection.usable || !box.current) return undefined;
    return foldAfter(box.current, 15_000, () => {
      setOpen(false);
      setFolded(true);
    });
  }, [fresh, connection.usable]);

  const failed = connection.steps.filter((step) => step.state === 'failed').length;
  return (
    <div className="stack" ref={box}>
      {connection.usable ? (
        <div className={`problem ${current ? 'good' : 'wait'}`} role="status">
          <div className="row between">
            <div><strong>{current ? m.connected(connection.site) : m.notConnected}</strong>
              <span className="line">{t.names.moodle} {connection.moodle_release} · {m.build} {connection.build} · {m.checkedAt.toLowerCase()} <Ago at={connection.checked_at} zone={zone} /></span>
              {!current ? <span className="line">{m.disconnectedNote}</span> : null}
              {foldedByItself && !open ? <span className="line">{m.foldedNote}</span> : null}</div>
            <Button size="xs" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? m.hideDetails : m.showDetails}</Button>
          </div>
        </div>
      ) : (
        <div className="problem bad" role="alert"><strong>{m.failedTitle}</strong><p>{m.failedText(Math.max(1, failed))}</p></div>
      )}
      {open ? <Details connection={connection} zone={zone} /> : null}
    </div>
  );
}

function Details({ connection, zone }: Shown): ReactElement {
  const m = t.settings.moodle;
  const skew = connection.clock_skew_seconds;
  const plugin = (found: Connection['plugins']['web_services']): ReactElement => (found.installed
    ? <>{found.release} <span className="dim">({found.version})</span> {found.newer_at_hand ? <Mark tone="wait">{m.newer}</Mark> : null}</> : <Mark tone="calm">{m.notInstalled}</Mark>);
  return (
    <>
      {connection.release === '' ? null : (
        <dl className="facts">
          <dt>{m.site}</dt><dd>{connection.site}</dd>
          <dt>{m.release}</dt><dd>{connection.release}</dd>
          <dt>{m.version}</dt><dd>{connection.version}</dd>
          <dt>{m.build}</dt><dd>{connection.build}</dd>
          <dt>{m.url}</dt><dd>{connection.url}</dd>
          <dt>{m.account}</dt><dd>{connection.account}</dd>
          <dt>{m.webServices}</dt><dd>{plugin(connection.plugins.web_services)}</dd>
          <dt>{m.authenticator}</dt><dd>{plugin(connection.plugins.authenticator)}</dd>
          <dt>{m.path}</dt><dd>{connection.fast_path ? m.fast : m.plain}</dd>
          <dt>{m.clock}</dt><dd>{skew === null ? m.clockUnknown : Math.abs(skew) < 2 ? m.clockSame : m.clockOff(skew)}</dd>
          <dt>{m.checkedAt}</dt><dd><When at={connection.checked_at} zone={zone} /></dd>
        </dl>
      )}
      <Checks steps={connection.steps} />
      {connection.functions.length > 0 && connection.release !== '' ? <Functions connection={connection} /> : null}
    </>
  );
}

// Faults first, each with why and what to do beside it.
function Checks({ steps }: { steps: Connection['steps'] }): ReactElement {
  return (
    <div className="stack tight">
      <h3>{t.settings.moodle.steps}</h3>
      <ul className="checks">{steps.map((step) => (
        <li key={step.name}><StepMark step={step} />
          <div><span className={step.state === 'failed' ? 'strong' : undefined}>{step.title}</span>{step.detail === '' ? null : <span className="dim">: {step.detail}</span>}
            {step.problem ? (
              <div className={`problem ${step.state === 'failed' ? 'bad' : 'wait'} inset`}>
                {step.problem.what === step.title ? null : <strong>{step.problem.what}</strong>}
                <dl><dt>{t.errors.why}</dt><dd>{step.problem.why}</dd><dt>{t.errors.cure}</dt><dd>{inConsole(step.problem.cure)}</dd></dl>
              </div>
            ) : null}</div></li>
      ))}</ul>
    </div>
  );
}

type Granted = Connection['functions'][number];

function Functions({ connection }: { connection: Connection }): ReactElement {
  const m = t.settings.moodle;
  const missing = connection.functions.filter((one) => !one.granted);
  const [all, setAll] = useState(false);
  const rows = all ? connection.functions : missing;
  const columns: Column<Granted>[] = [
    { title: m.function, name: true, cell: (one) => <span className="mono">{one.name}</span> },
    { title: m.neededFor, cell: (one) => <>{one.needed_for} {one.required ? null : <span className="dim">({t.common.optional})</span>}</> },
    { title: m.granted, cell: (one) => <Mark tone={one.granted ? 'good' : one.required ? 'bad' : 'calm'}>{one.granted ? m.granted : m.notGranted}</Mark> },
    ...(missing.length > 0 ? [{ title: m.functionCure, cell: (one: Granted) => inConsole(one.cure) }] : []),
  ];
  return (
    <div className="stack tight">
      <div className="row between"><h3>{m.functions}: {m.functionsGranted(connection.article_functions.granted, connection.article_functions.of)}</h3>
        <Button size="xs" variant="default" aria-expanded={all} onClick={() => setAll(!all)}>{all ? m.fewerFunctions : m.allFunctions(connection.functions.length)}</Button></div>
      {missing.length > 0 ? <p className="text-wait">{m.functionsMissing(missing.length)}</p> : null}
      {rows.length > 0 ? <Listing slim={false} label={m.functions} columns={columns} rows={rows} id={(one) => one.name} empty="" /> : null}
    </div>
  );
}
