// SPDX-License-Identifier: GPL-3.0-or-later
// One section: standing with cause and cure, its members, history.
import type { ReactElement } from 'react';
import { useLink, useSection } from '../../api/queries';
import { useMay } from '../../app/session';
import { Answer } from '../../parts/problem';
import { Page, Panel } from '../../parts/small';
import { t } from '../../texts';
import { SyncNow } from './actions';
import { listAddress } from './people';
import { HistoryPanel, Memberships, StandingPanel } from './shared';

export function SectionPage({ link, id }: { link: string; id: string }): ReactElement {
  const may = useMay();
  const whole = useLink(link);
  const section = useSection(link, id);
  const record = section.data?.record;
  return (
    <Page title={record?.title ?? id} lead={<a href={listAddress(link, 'sections')}>{t.records.sections}</a>}
      actions={record && may ? <SyncNow link={link} what="sections" record={record} /> : null}>
      <Answer of={section}>{(found) => (
        <>
          <StandingPanel link={link} what="sections" record={found.record} whole={whole.data} />
          <Panel title={t.records.members} aside={found.members_total > found.members.length ? <span className="dim">{t.records.membersShown(found.members.length, found.members_total)}</span> : null}>
            <Memberships link={link} label={t.records.members} rows={found.members} />
          </Panel>
          <HistoryPanel link={link} history={found.history} zone={whole.data?.settings.opensis.zone ?? ''} />
        </>
      )}</Answer>
    </Page>
  );
}
