// SPDX-License-Identifier: GPL-3.0-or-later
// A listing: a table that becomes cards on a phone, with its pages and with words for "nothing".
import { Button } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useState } from 'react';
import { back, cursorOf, first, forward, pageOf } from '../lib/pages';
import type { Turned } from '../lib/pages';
import { t } from '../texts';

export type Column<Row> = {
  title: string;
  cell: (row: Row) => ReactNode;
  name?: boolean; // names the row; at most one
  number?: boolean;
  bare?: boolean; // needs no name of its column on a phone
};

// `slim`: its cells are short, so that it stays a table where others have become cards.
export function Listing<Row>({ label, columns, rows, id, empty, old = false, slim = columns.length <= 4 }: {
  label: string; columns: Column<Row>[]; rows: Row[]; id: (row: Row) => string | number; empty: string; old?: boolean; slim?: boolean;
}): ReactElement {
  if (rows.length === 0) return <p className="dim">{empty}</p>;
  return (
    <div className={['table-wrap', columns.length > 6 && 'many', slim && 'slim'].filter(Boolean).join(' ')}>
      <table className={`table cards${old ? ' old' : ''}`} aria-label={label} aria-busy={old}>
        <thead><tr>{columns.map((one) => <th key={one.title} scope="col" className={one.number ? 'number' : undefined}>{one.title}</th>)}</tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={id(row)}>
              {columns.map((one) => one.name
                ? <th key={one.title} scope="row" className="title-cell">{one.cell(row)}</th>
                : <td key={one.title} data-label={one.title} className={[one.number && 'number', one.bare && 'bare'].filter(Boolean).join(' ') || undefined}><div>{one.cell(row)}</div></td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export const pageSize = 50;

// The state of the pages; anything in `about` that changes leads back to the first one. It is kept
// while the console is open, so that one comes back from a record to where one was.
const kept = new Map<string, Turned>();

export type Pages = { cursor: string | null; page: number; turn: (next: string | null) => void; back: () => void };

export function usePages(about: string): Pages {
  const [, show] = useState(0);
  const turned = kept.get(about) ?? first;
  const set = (next: Turned): void => {
    kept.set(about, next);
    show((one) => one + 1);
  };
  return {
    cursor: cursorOf(turned),
    page: pageOf(turned),
    turn: (next) => set(forward(turned, next)),
    back: () => set(back(turned)),
  };
}

export function Pager({ pages, shown, next, total, size = pageSize }: {
  pages: Pages; shown: number; next: string | null; total?: number; size?: number;
}): ReactElement | null {
  if (pages.page === 1 && next === null && total === undefined) return null;
  const from = (pages.page - 1) * size + 1;
  const to = from + shown - 1;
  return (
    <nav className="row" aria-label={t.common.pages}>
      <Button size="xs" variant="default" disabled={pages.page === 1} onClick={pages.back}>{t.common.previous}</Button>
      <Button size="xs" variant="default" disabled={next === null} onClick={() => pages.turn(next)}>{t.common.next}</Button>
      <span className="dim small" role="status">{total === undefined ? t.common.rows(from, to) : t.common.rowsOf(from, to, total)}</span>
    </nav>
  );
}
