// SPDX-License-Identifier: GPL-3.0-or-later
// The strip that tells of a run while it goes on, on every page.
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import type { LinkSummary, Run } from '../api/types';
import { AbortButton } from '../parts/runs';
import { ProgressView, runName } from '../parts/small';
import { href } from '../router';
import { t } from '../texts';
import { useMay } from './session';

export function LiveStrip({ link, hidden }: { link: LinkSummary | undefined; hidden: boolean }): ReactElement | null {
  const may = useMay();
  const run: Run | null = link?.running ?? null;
  if (!link || !run || hidden) return null;
  return (
    <section className="live" aria-label={t.shell.runningNow(runName(run))}>
      <div className="grow">
        <strong>{t.shell.runningNow(runName(run))}</strong>
        {run.progress ? <ProgressView progress={run.progress} /> : null}
      </div>
      <Button component="a" size="xs" variant="default" href={href([link.name, 'runs', run.id])}>{t.shell.watch}</Button>
      {may ? <AbortButton link={link.name} run={run.id} small /> : null}
    </section>
  );
}
