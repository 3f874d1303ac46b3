// SPDX-License-Identifier: GPL-3.0-or-later
// Who did what, and when: filters and CSV. Days are the school's days.
import { Button, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { address } from '../../api/client';
import { useAudit, useLink, useLinks } from '../../api/queries';
import type { AuditEntry } from '../../api/types';
import { titleOf } from '../../app/top';
import { dayInZone } from '../../lib/format';
import { Choice, SearchField } from '../../parts/filters';
import { Icon } from '../../parts/icons';
import type { Column } from '../../parts/listing';
import { Listing, Pager, pageSize, usePages } from '../../parts/listing';
import { Answer } from '../../parts/problem';
import { Page, Panel, When, zoneNote } from '../../parts/small';
import { filters } from '../../parts/usefilters';
import { href } from '../../router';
import { t } from '../../texts';

const names = ['who', 'action', 'about', 'from', 'to'] as const;

export function AuditPage({ link, query }: { link: string; query: Record<string, string> }): ReactElement {
  const links = useLinks();
  const whole = useLink(link);
  const zone = whole.data?.settings.opensis.zone ?? '';
  const by = filters([link === '' ? '-' : link, 'audit'], query, names);
  const pages = usePages(`audit ${by.key}`);
  const wanted = {
    who: by.of('who'), action: by.of('action'), link: by.of('about'),
    from: by.of('from') === '' ? null : dayInZone(by.of('from'), zone), to: by.of('to') === '' ? null : dayInZone(by.of('to'), zone, true),
  };
  const found = useAudit({ ...wanted, cursor: pages.cursor, limit: pageSize });
  const columns: Column<AuditEntry>[] = [
    { title: t.audit.when, name: true, cell: (one) => <When at={one.at} zone={zone} /> },
    { title: t.audit.who, cell: (one) => one.who },
    { title: t.audit.action, cell: (one) => <Action name={one.action} /> },
    { title: t.audit.about, cell: (one) => <About entry={one} several={(links.data?.links.length ?? 0) > 1} /> },
    { title: t.audit.detail, cell: (one) => <div className="why">{one.detail}</div> },
    { title: t.audit.where, cell: (one) => <span className="mono">{one.address}</span> },
  ];
  return (
    <Page title={t.audit.title} lead={`${t.audit.lead} ${zoneNote(whole.data)}`}
      actions={<Button component="a" size="xs" variant="default" download leftSection={<Icon name="download" size={16} />} href={address('api/audit.csv', wanted)}>{t.common.csv}</Button>}>
      <Panel>
        <div className="row bottom" role="search">
          <SearchField label={t.audit.who} value={by.of('who')} onChange={(value) => by.set('who', value)} />
          <SearchField label={t.audit.action} value={by.of('action')} onChange={(value) => by.set('action', value)} />
          {(links.data?.links.length ?? 0) > 1 ? <Choice label={t.shell.link} any={t.common.all} value={by.of('about')} onChange={(value) => by.set('about', value)}
            options={(links.data?.links ?? []).map((one) => ({ value: one.name, label: titleOf(one) }))} /> : null}
          <TextInput type="date" label={t.audit.from} value={by.of('from')} max={by.of('to') || undefined} onChange={(event) => by.set('from', event.currentTarget.value)} />
          <TextInput type="date" label={t.audit.to} value={by.of('to')} min={by.of('from') || undefined} onChange={(event) => by.set('to', event.currentTarget.value)} />
          {by.any ? <Button variant="subtle" onClick={by.clear}>{t.common.clearFilters}</Button> : null}
        </div>
        <p className="dim small">{t.audit.actionHelp}</p>
        <Answer of={found}>{(list) => (
          <>
            <Listing label={t.audit.title} columns={columns} rows={list.entries} id={(one) => one.id} empty={by.any ? t.common.nothingFound : t.audit.empty} old={found.isPlaceholderData} />
            <Pager pages={pages} shown={list.entries.length} next={list.next_cursor} />
          </>
        )}</Answer>
      </Panel>
    </Page>
  );
}

// In words, with the name that the filter and the file know.
function Action({ name }: { name: string }): ReactElement {
  const words = t.audit.actions[name];
  return words === undefined ? <span className="mono">{name}</span> : <>{words}<div className="mono dim">{name}</div></>;
}

const pageOf: Record<string, string> = { run: 'runs', student: 'people', staff: 'people', section: 'sections' };

// What it is about, with the way there where the record has a page of its own.
function About({ entry, several }: { entry: AuditEntry; several: boolean }): ReactElement {
  const [kind = '', number = ''] = entry.record.split(':');
  const page = pageOf[kind];
  const shown = page === undefined || entry.link === '' || number === '' ? entry.record
    : <a href={href([entry.link, page, page === 'runs' ? number : entry.record])}>{entry.record}</a>;
  return <>{several && entry.link !== '' ? <>{entry.link}{entry.record === '' ? null : ' · '}</> : null}{shown}</>;
}
