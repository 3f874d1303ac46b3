// SPDX-License-Identifier: GPL-3.0-or-later
// Custom Field Mapping: openSIS's own fields above, its custom ones below, for students and staff.
import { Button, SegmentedControl } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { del, get, linkPath, post } from '../../api/client';
import type { FieldDesk, FieldMapping } from '../../api/types';
import type { PageProps } from '../../app/pages';
import { Mark } from '../../parts/mark';
import { Answer, ErrorBox, ProblemBox } from '../../parts/problem';
import { Page, Panel } from '../../parts/small';
import { tell } from '../../parts/tell';
import { t } from '../../texts';
import { FieldForm } from './form';

type Whose = FieldMapping['whose'];

export function FieldsPage({ link }: PageProps): ReactElement {
  const [whose, setWhose] = useState<Whose>('students');
  const cache = useQueryClient();
  const desk = useQuery({
    queryKey: ['fields', link.name],
    queryFn: ({ signal }) => get<FieldDesk>(linkPath(link.name, 'fields'), {}, signal),
  });
  const pull = useMutation({
    mutationFn: () => post<{ run: number | null }>(linkPath(link.name, 'fields', 'pull'), undefined),
    onSuccess: () => { tell(t.fields.pulling); void cache.invalidateQueries({ queryKey: ['runs', link.name] }); },
  });
  return (
    <Page title={t.fields.title} lead={t.fields.lead}
      actions={<Button variant="default" disabled={pull.isPending} onClick={() => pull.mutate()}>{t.fields.pull}</Button>}>
      {pull.error ? <ErrorBox error={pull.error} /> : null}
      <SegmentedControl aria-label={t.fields.tabs} value={whose} onChange={(value) => setWhose(value as Whose)}
        data={[{ value: 'students', label: t.fields.whose.students }, { value: 'staff', label: t.fields.whose.staff }]} />
      <Answer of={desk}>{(found) => (
        <>
          {found.fields.whole ? null : <p className="dim">{t.fields.notWhole}</p>}
          <Part key={`own ${whose}`} link={link.name} desk={found} whose={whose} custom={false} />
          <Part key={`custom ${whose}`} link={link.name} desk={found} whose={whose} custom />
          <Refused desk={found} />
        </>
      )}</Answer>
    </Page>
  );
}

function Part({ link, desk, whose, custom }: { link: string; desk: FieldDesk; whose: Whose; custom: boolean }): ReactElement {
  const [adding, setAdding] = useState(false);
  const title = custom ? t.fields.lower : t.fields.upper;
  const rows = desk.mappings.filter((row) => row.whose === whose && row.opensis.startsWith('custom:') === custom);
  return (
    <Panel title={title} aside={<span className="dim">{custom ? t.fields.lowerText : t.fields.upperText}</span>}>
      {rows.length === 0 ? <p className="dim">{t.fields.none}</p> : (
        <div className="table-wrap" tabIndex={0} role="region" aria-label={title}>
          <table className="table" aria-label={title}>
            <thead><tr><th scope="col">{t.fields.opensis}</th><th scope="col">{t.fields.direction}</th><th scope="col">{t.fields.moodle}</th><th scope="col">{t.fields.state}</th><th scope="col"><span className="hidden-text">{t.fields.actions}</span></th></tr></thead>
            <tbody>{rows.map((row) => <Row key={row.id} link={link} desk={desk} row={row} />)}</tbody>
          </table>
        </div>
      )}
      {adding
        ? <FieldForm link={link} desk={desk} whose={whose} custom={custom} onClose={() => setAdding(false)} />
        : <div className="row push"><Button variant="default" aria-label={t.fields.addFor(title)} onClick={() => setAdding(true)}>{t.fields.add}</Button></div>}
    </Panel>
  );
}

function Row({ link, desk, row }: { link: string; desk: FieldDesk; row: FieldMapping }): ReactElement {
  const cache = useQueryClient();
  const [changing, setChanging] = useState(false);
  const drop = useMutation({
    mutationFn: () => del(linkPath(link, 'fields', String(row.id))),
    onSuccess: () => { tell(t.fields.removed); void cache.invalidateQueries({ queryKey: ['fields', link] }); },
  });
  const ours = desk.fields.opensis.find((one) => one.whose === row.whose && one.id === row.opensis);
  const theirs = desk.fields.moodle.find((one) => one.shortname === row.moodle);
  return (
    <>
      <tr>
        <td>{ours?.title ?? row.title}<div className="dim small">{row.opensis}</div></td>
        <td className="nowrap">{row.direction === 'opensis-to-moodle' ? t.fields.toMoodle : t.fields.toOpensis}</td>
        <td>{theirs?.name ?? row.moodle}<div className="dim small">{row.moodle}</div></td>
        <td>{row.held ? <Mark tone="bad">{t.fields.held}</Mark> : <Mark tone="good">{t.fields.good}</Mark>}</td>
        <td className="nowrap">
          <Button size="xs" variant="default" aria-expanded={changing} aria-label={t.fields.changeFor(row.title)} onClick={() => setChanging(!changing)}>{t.fields.change}</Button>{' '}
          <Button size="xs" variant="default" disabled={drop.isPending} aria-label={t.fields.removeFor(row.title)} onClick={() => drop.mutate()}>{t.fields.remove}</Button>
        </td>
      </tr>
      {row.held ? <tr><td colSpan={5}><ProblemBox problem={row.held} tone="note" /></td></tr> : null}
      {row.notes.length > 0 && !row.held ? <tr><td colSpan={5} className="dim small">{row.notes.join(' ')}</td></tr> : null}
      {changing ? <tr><td colSpan={5}><FieldForm link={link} desk={desk} whose={row.whose} custom={row.opensis.startsWith('custom:')} row={row} onClose={() => setChanging(false)} /></td></tr> : null}
      {drop.error ? <tr><td colSpan={5}><ErrorBox error={drop.error} /></td></tr> : null}
    </>
  );
}

function Refused({ desk }: { desk: FieldDesk }): ReactElement {
  return (
    <Panel title={t.fields.refused}>
      {desk.refused.length === 0 ? <p className="row"><Mark tone="good">{t.fields.refusedNone}</Mark></p> : (
        <div className="table-wrap" tabIndex={0} role="region" aria-label={t.fields.refused}>
          <table className="table" aria-label={t.fields.refused}>
            <thead><tr><th scope="col">{t.fields.who}</th><th scope="col">{t.fields.field}</th><th scope="col">{t.fields.why}</th></tr></thead>
            <tbody>{desk.refused.map((one, at) => (
              <tr key={at}><td>{one.name}<div className="dim small">{one.key}</div></td><td>{one.field}</td>
                <td>{one.problem.why} <span className="dim">{one.problem.cure}</span></td></tr>))}</tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
