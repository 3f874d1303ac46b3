// SPDX-License-Identifier: GPL-3.0-or-later
// Custom Field Mapping: openSIS's own fields above, its custom ones below, for students and staff.
import { Button, SegmentedControl } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { del, get, linkPath, post } from '../../api/client';
import type { FieldDesk, FieldMapping } from '../../api/types';
import type { PageProps } from '../../app/pages';
import { arrowed } from '../../lib/format';
import type { Column } from '../../parts/listing';
import { Listing } from '../../parts/listing';
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
          <table className="table cards" aria-label={title}>
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
        <th scope="row" className="title-cell"><div>{ours?.title ?? row.title}<small>{row.opensis}</small></div></th>
        <td className="nowrap" data-label={t.fields.direction}><div>{row.direction === 'opensis-to-moodle' ? t.fields.toMoodle : t.fields.toOpensis}</div></td>
        <td data-label={t.fields.moodle}><div>{theirs?.name ?? row.moodle}<div className="dim small">{row.moodle}</div></div></td>
        <td data-label={t.fields.state}><div>{row.held ? <Mark tone="bad">{t.fields.held}</Mark> : <Mark tone="good">{t.fields.good}</Mark>}</div></td>
        <td className="nowrap bare"><div>
          <Button size="xs" variant="default" aria-expanded={changing} aria-label={t.fields.changeFor(arrowed(row.title))} onClick={() => setChanging(!changing)}>{t.fields.change}</Button>{' '}
          <Button size="xs" variant="default" disabled={drop.isPending} aria-label={t.fields.removeFor(arrowed(row.title))} onClick={() => drop.mutate()}>{t.fields.remove}</Button>
        </div></td>
      </tr>
      {row.held ? <tr><td colSpan={5} className="bare"><ProblemBox problem={row.held} tone="note" /></td></tr> : null}
      {row.notes.length > 0 && !row.held ? <tr><td colSpan={5} className="bare dim small">{row.notes.join(' ')}</td></tr> : null}
      {changing ? <tr><td colSpan={5} className="bare"><FieldForm link={link} desk={desk} whose={row.whose} custom={row.opensis.startsWith('custom:')} row={row} onClose={() => setChanging(false)} /></td></tr> : null}
      {drop.error ? <tr><td colSpan={5} className="bare"><ErrorBox error={drop.error} /></td></tr> : null}
    </>
  );
}

const refusedColumns: Column<FieldDesk['refused'][number]>[] = [
  { title: t.fields.who, name: true, cell: (one) => <>{one.name}<small>{one.key}</small></> },
  { title: t.fields.field, cell: (one) => arrowed(one.field) },
  { title: t.fields.why, cell: (one) => <div className="why">{one.problem.why} <small>{one.problem.cure}</small></div> },
];

function Refused({ desk }: { desk: FieldDesk }): ReactElement {
  return (
    <Panel title={t.fields.refused}>
      {desk.refused.length === 0 ? <p className="row"><Mark tone="good">{t.fields.refusedNone}</Mark></p>
        : <Listing label={t.fields.refused} columns={refusedColumns} rows={desk.refused} id={(one) => `${one.key} ${one.field}`} empty="" />}
    </Panel>
  );
}
