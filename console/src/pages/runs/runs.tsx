// SPDX-License-Identifier: GPL-3.0-or-later
// The history of runs, page by page; one run's own page is run.tsx.
import type { ReactElement } from 'react';
import { useLink, useRuns } from '../../api/queries';
import type { PageProps } from '../../app/pages';
import { Pager, pageSize, usePages } from '../../parts/listing';
import { Answer } from '../../parts/problem';
import { RunsTable } from '../../parts/runs';
import { Page, Panel, zoneNote } from '../../parts/small';
import { t } from '../../texts';
import { RunPage } from './run';

export function RunsPage({ link, rest, query }: PageProps): ReactElement {
  const id = rest[0];
  return id !== undefined && /^\d+$/.test(id) ? <RunPage key={id} link={link} id={Number(id)} query={query} /> : <History link={link.name} />;
}

function History({ link }: { link: string }): ReactElement {
  const whole = useLink(link);
  const pages = usePages(`runs ${link}`);
  const runs = useRuns(link, { cursor: pages.cursor, limit: pageSize });
  return (
    <Page title={t.plan.history} lead={zoneNote(whole.data)}>
      <Panel>
        <Answer of={runs}>{(found) => (
          <>
            <RunsTable link={link} runs={found.runs} zone={whole.data?.settings.opensis.zone ?? ''} old={runs.isPlaceholderData} />
            <Pager pages={pages} shown={found.runs.length} next={found.next_cursor} />
          </>
        )}</Answer>
      </Panel>
    </Page>
  );
}
