// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages of a person and of a section have in common: standing, memberships, history.
import type { ReactElement } from 'react';
import type { HistoryStep, Link, Membership, Rec } from '../../api/types';
import { useMay } from '../../app/session';
import { Icon } from '../../parts/icons';
import type { Column } from '../../parts/listing';
import { Listing } from '../../parts/listing';
import { FateMark, StandingMark, SyncedMark, VerbMark } from '../../parts/mark';
import { ProblemBox, Why } from '../../parts/problem';
import { Outside, Panel, schoolName, When } from '../../parts/small';
import { href } from '../../router';
import { t } from '../../texts';
import { TickBox } from './actions';
import type { What } from './actions';

export function StandingPanel({ link, what, record, whole }: { link: string; what: What; record: Rec; whole: Link | undefined }): ReactElement {
  const may = useMay();
  const zone = whole?.settings.opensis.zone ?? '';
  return (
    <Panel>
      <div className="row"><span>{t.records.synced}:</span><SyncedMark record={record} /></div>
      {record.problem ? <ProblemBox problem={record.problem} tone={record.standing === 'refused' ? 'bad' : 'wait'} /> : null}
      <dl className="facts">
        <dt>{t.records.key}</dt><dd className="mono">{record.key}</dd>
        <dt>{t.common.school}</dt><dd>{schoolName(whole, record.school)}</dd>
        {record.subtitle === '' ? null : <><dt>{what === 'people' ? t.records.email : t.records.shortName}</dt><dd>{record.subtitle}</dd></>}
        <dt>{t.records.inMoodle}</dt><dd>
          {record.remote === 0 ? t.records.notThere : record.state === null ? t.records.there : t.records.state[record.state]}
          {record.moodle_url === null ? null : <> · <Outside to={record.moodle_url} label={t.records.openInMoodleFor(record.title)}><Icon name="moodle" size={18} /> {t.records.openInMoodle}</Outside></>}
        </dd>
        {record.since === null ? null : <><dt>{t.records.since}</dt><dd><When at={record.since} zone={zone} />{record.run === null ? null : <> · <a href={href([link, 'runs', record.run])}>{t.run.title(record.run)}</a></>}</dd></>}
      </dl>
      {may ? <TickBox link={link} what={what} record={record} whole={whole} long /> : null}
    </Panel>
  );
}

const pageOfKey = (key: string): What | null =>
  key.startsWith('section:') ? 'sections' : /^(student|staff):/.test(key) ? 'people' : null;

export function Memberships({ link, label, rows }: { link: string; label: string; rows: Membership[] }): ReactElement {
  const title = (one: Membership): ReactElement => {
    const page = pageOfKey(one.other);
    return page === null ? <>{one.title}</> : <a href={href([link, page, one.other])}>{one.title}</a>;
  };
  const columns: Column<Membership>[] = [
    { title: t.records.name, name: true, cell: (one) => <>{title(one)}<small>{one.other}</small></> },
    { title: t.records.role, cell: (one) => t.records.roleName[one.role] },
    { title: t.records.standingLabel, cell: (one) => <><StandingMark standing={one.standing} />{one.problem ? <Why problem={one.problem} /> : null}</> },
    { title: t.records.inMoodle, cell: (one) => {
      const text = one.state === null ? t.records.notThere : t.records.state[one.state];
      return one.moodle_url === null || one.state === null ? text : <Outside to={one.moodle_url} label={t.records.openInMoodleFor(one.title)}>{text}</Outside>;
    } },
  ];
  return <Listing label={label} columns={columns} rows={rows} id={(one) => one.key} empty={t.common.nothing} />;
}

export function HistoryPanel({ link, history, zone }: { link: string; history: HistoryStep[]; zone: string }): ReactElement {
  const columns: Column<HistoryStep>[] = [
    { title: t.records.at, name: true, cell: (one) => <When at={one.at} zone={zone} /> },
    { title: t.plan.what, cell: (one) => <VerbMark verb={one.verb} /> },
    { title: t.run.fate, cell: (one) => <FateMark fate={one.fate} /> },
    { title: t.plan.reason, cell: (one) => (one.problem ? <Why problem={one.problem} /> : one.reason) },
    { title: t.records.run, cell: (one) => <a className="nowrap" href={href([link, 'runs', one.run])}>{t.run.title(one.run)}</a> },
  ];
  return (
    <Panel title={t.records.history}>
      <Listing label={t.records.history} columns={columns} rows={history} id={(one) => `${one.run} ${one.at} ${one.verb} ${one.fate}`} empty={t.common.nothing} />
    </Panel>
  );
}
