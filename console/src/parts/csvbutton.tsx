// SPDX-License-Identifier: GPL-3.0-or-later
// Downloads a whole listing as CSV: collects its pages, and tells how far it is.
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { csv, download } from '../lib/csv';
import { collect } from '../lib/collect';
import type { Part } from '../lib/collect';
import { t } from '../texts';
import { Icon } from './icons';
import { tellProblem } from './tell';

export type CsvColumn<Row> = [title: string, value: (row: Row) => string | number | null];

export function CsvButton<Row>({ name, columns, ask, total }: {
  name: string; columns: CsvColumn<Row>[]; ask: (cursor: string | null) => Promise<Part<Row>>; total?: number;
}): ReactElement {
  const [sofar, setSofar] = useState(0);
  const work = useMutation({
    mutationFn: () => collect(ask, setSofar),
    onSuccess: (rows) => download(name, csv(columns.map(([title]) => title), rows.map((row) => columns.map(([, value]) => value(row))))),
    onError: tellProblem,
  });
  return (
    <span className="row">
      <Button size="xs" variant="default" leftSection={<Icon name="download" size={16} />} loading={work.isPending} onClick={() => { setSofar(0); work.mutate(); }}>{t.common.csv}</Button>
      <span className="dim small" role="status">{work.isPending ? t.plan.csvWorking(sofar, Math.max(total ?? sofar, sofar)) : ''}</span>
    </span>
  );
}
