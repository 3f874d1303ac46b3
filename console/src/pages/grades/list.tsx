// SPDX-License-Identifier: GPL-3.0-or-later
// Every section in Moodle with what of its gradebook came over. For a teacher: their own.
import type { ReactElement } from 'react';
import { useState } from 'react';
import type { Grades, GradesSection } from '../../api/grades';
import { useGrades } from '../../api/grades';
import { count } from '../../lib/format';
import { Choice, SearchField } from '../../parts/filters';
import type { Column } from '../../parts/listing';
import { Listing, Pager, pageSize, usePages } from '../../parts/listing';
import { Mark } from '../../parts/mark';
import { Answer, ProblemBox } from '../../parts/problem';
import { Ago, Outside, Page, Panel } from '../../parts/small';
import { filters } from '../../parts/usefilters';
import { href } from '../../router';
import { t } from '../../texts';
import { optionName, PullNow, StatePanel } from './shared';

export function SectionList({ link, query }: { link: string; query: Record<string, string> }): ReactElement {
  const by = filters([link, 'grades'], query, ['q', 'school']);
  const pages = usePages(`grades ${link} ${by.key}`);
  const found = useGrades(link, { q: by.of('q'), school: by.of('school'), cursor: pages.cursor, limit: pageSize });
  const own = found.data !== undefined && found.data.schools.length === 0;
  return (
    <Page title={t.grades.title} lead={own ? t.grades.leadTeacher : t.grades.lead}>
      <Answer of={found}>{(list) => (
        <>
          <StatePanel state={list.state} />
          {list.state.on && list.state.may_pull ? <div className="row"><PullNow link={link} label={own ? t.grades.pullOwn : t.grades.pullAll} {...(own ? { sections: list.sections.map((one) => one.key) } : {})} /></div> : null}
          {list.problem ? <ProblemBox problem={list.problem} /> : null}
          <Panel aside={null}>
            <div className="row bottom">
              <SearchField label={t.records.searchSections} value={by.of('q')} onChange={(text) => by.set('q', text)} />
              {list.schools.length > 1 ? <Choice label={t.common.school} any={t.plan.anySchool} value={by.of('school')} onChange={(value) => by.set('school', value)} options={list.schools.map((one) => ({ value: String(one.id), label: one.title }))} /> : null}
              <a href={href([link, 'grades', 'differences'])}>{t.grades.allDifferences}</a>
            </div>
            <Listing slim label={t.grades.title} columns={columnsOf(link, list)} rows={list.sections} id={(one) => one.key} empty={by.any ? t.common.nothingFound : own ? t.grades.noneOwn : t.grades.none} old={found.isPlaceholderData} />
            <Pager pages={pages} shown={list.sections.length} next={list.next_cursor} />
          </Panel>
          {list.state.on && list.state.may_pull && list.schools.length > 0 ? <SchoolOption link={link} list={list} /> : null}
        </>
      )}</Answer>
    </Page>
  );
}

function columnsOf(link: string, list: Grades): Column<GradesSection>[] {
  const school = (id: number): string => list.schools.find((one) => one.id === id)?.title ?? t.common.schoolNumber(id);
  return [
    { title: t.records.section, name: true, cell: (one) => <><a href={href([link, 'grades', one.key])}>{one.title}</a><small>{one.subtitle}</small></> },
    ...(list.schools.length > 1 ? [{ title: t.common.school, cell: (one: GradesSection) => school(one.school) }] : []),
    { title: t.grades.items, number: true, cell: (one) => count(one.items) },
    { title: t.grades.grades, number: true, cell: (one) => count(one.grades) },
    { title: t.grades.newest, cell: (one) => (one.newest === 0 ? '' : <Ago at={one.newest} />) },
    { title: t.grades.keeper, cell: (one) => <>{optionName(one.option)}{one.finals > 0 ? <small>{t.grades.finalsWritten(one.finals)}</small> : null}</> },
    { title: t.grades.differences, cell: (one) => (one.differences > 0 ? <a href={href([link, 'grades', one.key])}><Mark tone="wait">{count(one.differences)}</Mark></a> : '') },
    { title: t.records.inMoodle, cell: (one) => <Outside to={one.moodle_url} label={one.title}>{t.grades.courseShort}</Outside> },
  ];
}

// A whole school's choice; sections that chose for themselves keep theirs.
function SchoolOption({ link, list }: { link: string; list: Grades }): ReactElement {
  const [school, setSchool] = useState(list.schools.length === 1 ? String(list.schools[0]!.id) : '');
  return (
    <Panel title={t.grades.schoolOption}>
      <p className="dim">{t.grades.schoolOptionText}</p>
      <div className="row bottom">
        <Choice label={t.common.school} any={t.grades.chooseSchool} value={school} onChange={setSchool} options={list.schools.map((one) => ({ value: String(one.id), label: one.title }))} />
        {school === '' ? null : (['opensis', 'moodle'] as const).map((to) => <a key={to} href={href([link, 'grades', `school:${school}`, 'option'], { to })}>{t.grades.planFor(optionName(to))}</a>)}
      </div>
    </Panel>
  );
}
