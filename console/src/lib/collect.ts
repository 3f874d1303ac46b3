// SPDX-License-Identifier: GPL-3.0-or-later
// All pages of a listing, one after another; for what is downloaded as a whole.
export type Part<Row> = { rows: Row[]; next: string | null };

export async function collect<Row>(ask: (cursor: string | null) => Promise<Part<Row>>, told: (sofar: number) => void): Promise<Row[]> {
  const all: Row[] = [];
  let cursor: string | null = null;
  do {
    const part: Part<Row> = await ask(cursor);
    for (const row of part.rows) all.push(row);
    told(all.length);
    if (part.next !== null && part.next === cursor) throw new Error('the listing does not move on');
    cursor = part.next;
  } while (cursor !== null);
  return all;
}
