// SPDX-License-Identifier: GPL-3.0-or-later
// Where the records of each kind stand; the numbers lead to the lists that hold them.
import type { ReactElement } from 'react';
import type { Kind, Overview, StandingKind } from '../../api/types';
import { count } from '../../lib/format';
import { Panel } from '../../parts/small';
import { href } from '../../router';
import { t } from '../../texts';

type Row = Overview['counts'][number];
const standings: StandingKind[] = ['synced', 'waiting', 'refused', 'left_out'];

function listOf(link: string, kind: Kind, standing: StandingKind): string | null {
  if (kind === 'student' || kind === 'staff') return href([link, 'people'], { kind, standing });
  if (kind === 'section') return href([link, 'sections'], { standing });
  return null;
}

export function CountsPanel({ link, counts }: { link: string; counts: Row[] }): ReactElement | null {
  const rows = counts.filter((row) => standings.some((one) => row[one] > 0));
  if (rows.length === 0) return null;
  const total = (row: Row): number => standings.reduce((sum, one) => sum + row[one], 0);
  const number = (row: Row, standing: StandingKind): ReactElement => {
    const to = listOf(link, row.kind, standing);
    const text = count(row[standing]);
    if (row[standing] === 0) return <span className="zero">{text}</span>;
    return to === null ? <>{text}</> : <a href={to} aria-label={`${text} ${t.kind[row.kind]}: ${t.standing[standing]}`}>{text}</a>;
  };
  return (
    <Panel title={t.overview.counts}>
      <div className="table-wrap" tabIndex={0} role="region" aria-label={t.overview.counts}>
        <table className="table" aria-label={t.overview.counts}>
          <thead><tr><th scope="col">{t.plan.kindColumn}</th><td className="wide-only" />
            {standings.map((one) => <th key={one} scope="col" className="number">{t.standing[one]}</th>)}
            <th scope="col" className="number">{t.overview.total}</th></tr></thead>
          <tbody>{rows.map((row) => (
            <tr key={row.kind}><th scope="row">{t.kind[row.kind]}</th>
              <td className="wide-only bar-cell" aria-hidden="true"><Bar row={row} total={total(row)} /></td>
              {standings.map((one) => <td key={one} className="number">{number(row, one)}</td>)}
              <td className="number">{count(total(row))}</td></tr>
          ))}</tbody>
        </table>
      </div>
    </Panel>
  );
}

function Bar({ row, total }: { row: Row; total: number }): ReactElement {
  return <span className="bar">{standings.map((one) => <i key={one} className={one} style={{ width: `${(row[one] / total) * 100}%` }} />)}</span>;
}
