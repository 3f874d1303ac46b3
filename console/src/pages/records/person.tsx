// SPDX-License-Identifier: GPL-3.0-or-later
// One person: standing with cause and cure, enrolments, what Moodle has for them, history.
import type { ReactElement } from 'react';
import { useLink, usePerson } from '../../api/queries';
import type { PersonDetail } from '../../api/types';
import { useMay } from '../../app/session';
import { Mark } from '../../parts/mark';
import { Answer, ProblemBox } from '../../parts/problem';
import { Outside, Page, Panel } from '../../parts/small';
import { t } from '../../texts';
import { SyncNow } from './actions';
import { listAddress } from './people';
import { HistoryPanel, Memberships, StandingPanel } from './shared';

export function PersonPage({ link, id }: { link: string; id: string }): ReactElement {
  const may = useMay();
  const whole = useLink(link);
  const person = usePerson(link, id);
  const record = person.data?.record;
  return (
    <Page title={record?.title ?? id} lead={<a href={listAddress(link, 'people')}>{t.records.people}</a>}
      actions={record && may ? <SyncNow link={link} what="people" record={record} /> : null}>
      <Answer of={person}>{(found) => (
        <>
          <StandingPanel link={link} what="people" record={found.record} whole={whole.data} />
          <Panel title={t.records.enrolments}><Memberships link={link} label={t.records.enrolments} rows={found.enrolments} /></Panel>
          <MoodlePanel moodle={found.moodle} there={found.record.remote !== 0} />
          <HistoryPanel link={link} history={found.history} zone={whole.data?.settings.opensis.zone ?? ''} />
        </>
      )}</Answer>
    </Page>
  );
}

function MoodlePanel({ moodle, there }: { moodle: PersonDetail['moodle']; there: boolean }): ReactElement {
  if (moodle === null) return <Panel title={t.records.moodleHas}><p className="dim">{there ? t.records.moodleNotAsked : t.records.moodleNone}</p></Panel>;
  const { problem, user, courses } = moodle;
  return (
    <Panel title={t.records.moodleHas}>
      {problem ? <ProblemBox problem={problem} tone="wait" /> : null}
      {!problem && user === null ? <p className="dim">{t.records.moodleNone}</p> : null}
      {user === null ? null : (
        <dl className="facts">
          <dt>{t.records.name}</dt><dd><Outside to={user.url}>{user.first_name} {user.last_name}</Outside> {user.suspended ? <Mark tone="wait">{t.records.suspended}</Mark> : null}</dd>
          <dt>{t.records.username}</dt><dd>{user.username}</dd>
          <dt>{t.records.email}</dt><dd>{user.email === '' ? <span className="dim">{t.records.moodleHides}</span> : user.email}</dd>
          <dt>{t.records.auth}</dt><dd>{user.auth}</dd>
          <dt>{t.records.idnumber}</dt><dd className="mono">{user.idnumber === '' ? t.common.none : user.idnumber}</dd>
        </dl>
      )}
      {courses.length === 0 ? null : (
        <div><h3>{t.records.moodleCourses(courses.length)}</h3><p className="dim small">{t.records.moodleCoursesNote}</p>
          <ul className="plain-list">{courses.map((one) => (
            <li key={one.id}><Outside to={one.url}>{one.fullname}</Outside> <span className="dim small">{one.shortname}{one.visible ? '' : ` · ${t.records.hidden}`}</span></li>
          ))}</ul></div>
      )}
    </Panel>
  );
}
