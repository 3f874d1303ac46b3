// SPDX-License-Identifier: GPL-3.0-or-later
// The list of people, or of sections: search, filters, standing with reason and cure, the switch
// "synchronise with Moodle", and "sync now". One record's own page is person.tsx / section.tsx.
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { address, linkPath } from '../../api/client';
import { useLink, useRecords } from '../../api/queries';
import type { Link, Rec, StandingKind } from '../../api/types';
import type { PageProps } from '../../app/pages';
import { useMay } from '../../app/session';
import { Choice, SchoolChoice, SearchField } from '../../parts/filters';
import { Icon } from '../../parts/icons';
import type { Column } from '../../parts/listing';
import { Listing, Pager, pageSize, usePages } from '../../parts/listing';
import { SyncedMark } from '../../parts/mark';
import { Answer, Why } from '../../parts/problem';
import { Outside, Page, Panel, schoolName } from '../../parts/small';
import { filters } from '../../parts/usefilters';
import { href } from '../../router';
import { t } from '../../texts';
import { SyncNow, TickBox } from './actions';
import type { What } from './actions';
import { PersonPage } from './person';
import { SectionPage } from './section';

const standings: StandingKind[] = ['synced', 'waiting', 'refused', 'left_out'];

export function PeoplePage({ link, rest, query }: PageProps): ReactElement {
  return rest[0] !== undefined ? <PersonPage key={rest[0]} link={link.name} id={rest[0]} /> : <RecordsPage link={link.name} what="people" query={query} />;
}

export function SectionsPage({ link, rest, query }: PageProps): ReactElement {
  return rest[0] !== undefined ? <SectionPage key={rest[0]} link={link.name} id={rest[0]} /> : <RecordsPage link={link.name} what="sections" query={query} />;
}

// Where one was in the list, for the way back from a record.
const lastQuery = new Map<string, Record<string, string>>();
export const listAddress = (link: string, what: What): string => href([link, what], lastQuery.get(`${link} ${what}`) ?? {});

function RecordsPage({ link, what, query }: { link: string; what: What; query: Record<string, string> }): ReactElement {
  const may = useMay();
  const whole = useLink(link);
  const people = what === 'people';
  const names = people ? ['kind', 'q', 'school', 'standing'] : ['q', 'school', 'standing'];
  const by = filters([link, what], query, names);
  lastQuery.set(`${link} ${what}`, query);
  const pages = usePages(`${what} ${link} ${by.key}`);
  const found = useRecords(link, what, { ...Object.fromEntries(names.map((name) => [name, by.of(name)])), cursor: pages.cursor, limit: pageSize });
  return (
    <Page title={people ? t.records.people : t.records.sections} lead={people ? t.records.peopleLead : t.records.sectionsLead}
      actions={<CsvLinks link={link} kinds={people ? (by.of('kind') === '' ? ['student', 'staff'] : [by.of('kind')]) : ['section']} school={by.of('school')} standing={by.of('standing')} />}>
      <Panel>
        <div className="row bottom" role="search">
          <SearchField label={people ? t.records.searchPeople : t.records.searchSections} value={by.of('q')} onChange={(value) => by.set('q', value)} />
          {people ? <Choice label={t.common.kindLabel} any={t.records.everyone} value={by.of('kind')} onChange={(value) => by.set('kind', value)}
            options={[{ value: 'student', label: t.records.students }, { value: 'staff', label: t.records.staff }]} /> : null}
          <Choice label={t.records.standingLabel} any={t.records.anyStanding} value={by.of('standing')} onChange={(value) => by.set('standing', value)}
            options={standings.map((one) => ({ value: one, label: t.standing[one] }))} />
          <SchoolChoice link={whole.data} value={by.of('school')} onChange={(value) => by.set('school', value)} />
          {by.any ? <Button variant="subtle" onClick={by.clear}>{t.common.clearFilters}</Button> : null}
        </div>
        <Answer of={found}>{(list) => (
          <>
            <Listing label={people ? t.records.people : t.records.sections} columns={columnsOf(link, what, whole.data, may)} rows={list.records} id={(one) => one.key} old={found.isPlaceholderData}
              empty={by.any ? t.common.nothingFound : people ? t.records.emptyPeople : t.records.emptySections} />
            <Pager pages={pages} shown={list.records.length} next={list.next_cursor} />
          </>
        )}</Answer>
      </Panel>
    </Page>
  );
}

function columnsOf(link: string, what: What, whole: Link | undefined, may: boolean): Column<Rec>[] {
  const people = what === 'people';
  const severalSchools = (whole?.schools.length ?? 0) > 1;
  return [
    { title: people ? t.records.name : t.records.section, name: true, cell: (one) => (
      <><a href={href([link, what, one.key])}>{one.title}</a><small>{one.subtitle}</small><small>{[people ? kindName(one) : '', one.key.split(':')[1]].filter(Boolean).join(' · ')}</small></>) },
    ...(severalSchools ? [{ title: t.common.school, cell: (one: Rec) => schoolName(whole, one.school) }] : []),
    { title: t.records.synced, cell: (one) => <><SyncedMark record={one} />{one.standing === 'synced' ? null : <Why problem={one.problem} />}</> },
    { title: t.records.inMoodle, cell: (one) => <InMoodle record={one} /> },
    ...(may ? [
      { title: t.records.tick, cell: (one: Rec) => <TickBox link={link} what={what} record={one} whole={whole} /> },
      { title: t.records.action, bare: true, cell: (one: Rec) => <SyncNow link={link} what={what} record={one} small /> },
    ] : []),
  ];
}

const kindName = (one: Rec): string => (one.kind === 'staff' ? t.records.staff : t.records.student);

// Moodle's mark on what is there, with the way to it.
function InMoodle({ record }: { record: Rec }): ReactElement {
  if (record.remote === 0) return <span className="dim">{t.records.notThere}</span>;
  const state = record.state === null ? t.records.there : t.records.state[record.state]!;
  const shown = <span className="moodle-mark"><Icon name="moodle" size={18} />{state}</span>;
  return record.moodle_url === null ? shown : <Outside to={record.moodle_url} label={t.records.openInMoodleFor(record.title)}>{shown}</Outside>;
}

function CsvLinks({ link, kinds, school, standing }: { link: string; kinds: string[]; school: string; standing: string }): ReactElement {
  const label: Record<string, string> = { student: t.records.students, staff: t.records.staff, section: t.records.sections };
  return (
    <>{kinds.map((kind) => (
      <Button key={kind} component="a" size="xs" variant="default" download leftSection={<Icon name="download" size={16} />}
        href={address(linkPath(link, 'standings.csv'), { kind, school, standing })}>{t.records.csvOf(label[kind] ?? kind)}</Button>
    ))}</>
  );
}
