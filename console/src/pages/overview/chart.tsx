// SPDX-License-Identifier: GPL-3.0-or-later
// Changes of the last weeks as bars, a day each. The same numbers stand in a table below, for
// everybody who does not see the bars; pointing at a day tells its numbers.
import { useComputedColorScheme } from '@mantine/core';
import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Overview, Verb } from '../../api/types';
import { verbs } from '../../api/types';
import { count, day } from '../../lib/format';
import { stacked } from '../../lib/stack';
import { t } from '../../texts';

type Day = Overview['days'][number];

const height = 240;
const colour: Record<Verb, string> = {
  create: '#2f9e55', adopt: '#0f8f8f', update: '#3b82c4', suspend: '#e0a100', restore: '#8a63c9', remove: '#d64545',
};
const ink = { light: { text: '#525a64', line: '#e3e7ec' }, dark: { text: '#a9b1ba', line: '#30363c' } };

function optionsFor(days: Day[], width: number, scheme: 'light' | 'dark', point: (at: number | null) => void): uPlot.Options {
  const { text, line } = ink[scheme];
  const font = '12px system-ui, sans-serif';
  const bars = uPlot.paths.bars!({ size: [0.7, 40], radius: 0.08 });
  return {
    width,
    height,
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: { x: { time: false, range: [-0.6, days.length - 0.4] }, y: { range: (_plot, _least, most) => [0, Math.max(5, most * 1.08)] } },
    axes: [
      { stroke: text, font, grid: { show: false }, ticks: { stroke: line }, incrs: [1, 2, 7, 14, 28, 56], space: 56,
        values: (_plot, at) => at.map((one) => (days[one] ? day(days[one].day) : '')) },
      { stroke: text, font, grid: { stroke: line }, ticks: { show: false }, size: 64, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 1_000_000],
        values: (_plot, at) => at.map((one) => count(one)) },
    ],
    // The tallest first, so that each lower one is drawn over it.
    series: [{}, ...[...verbs].reverse().map((verb) => ({ label: t.verb[verb], fill: colour[verb], width: 0, paths: bars, points: { show: false } }))],
    hooks: { setCursor: [(plot) => point(plot.cursor.idx ?? null)] },
  };
}

export function DaysChart({ days }: { days: Day[] }): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const [at, setAt] = useState<number | null>(null);

  useEffect(() => {
    const place = box.current;
    if (!place) return undefined;
    const sums = stacked(verbs.map((verb) => days.map((one) => one[verb])));
    const data = [days.map((_one, index) => index), ...sums.reverse()] as uPlot.AlignedData;
    const plot = new uPlot(optionsFor(days, place.clientWidth, scheme, setAt), data, place);
    const watch = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height }));
    watch.observe(place);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [days, scheme]);

  const pointed = at === null ? undefined : days[at];
  return (
    <div className="stack">
      <div className="chart" ref={box} role="img" aria-label={t.overview.chart} />
      <p className="small dim" aria-hidden="true">{pointed ? told(pointed) : t.overview.pointHint}</p>
      <ul className="legend" aria-hidden="true">{verbs.map((verb) => <li key={verb}><i className={verb} />{t.verb[verb]}</li>)}</ul>
      <DaysTable days={days} />
    </div>
  );
}

function told(one: Day): string {
  const parts = verbs.filter((verb) => one[verb] > 0).map((verb) => `${t.verb[verb]} ${count(one[verb])}`);
  return `${day(one.day)}: ${parts.length === 0 ? t.common.none : parts.join(' · ')}`;
}

function DaysTable({ days }: { days: Day[] }): ReactElement {
  const columns = [...verbs, 'refused', 'runs'] as const;
  const title = (column: (typeof columns)[number]): string =>
    column === 'refused' ? t.plan.refusedHint : column === 'runs' ? t.overview.runs : t.verb[column];
  return (
    <details>
      <summary>{t.overview.chartTable}</summary>
      <div className="table-wrap" tabIndex={0} role="region" aria-label={t.overview.chart}>
        <table className="table" aria-label={t.overview.chart}>
          <thead><tr><th scope="col">{t.overview.day}</th>{columns.map((one) => <th key={one} scope="col" className="number">{title(one)}</th>)}</tr></thead>
          <tbody>{[...days].reverse().map((one) => (
            <tr key={one.day}><th scope="row">{day(one.day)}</th>{columns.map((column) => <td key={column} className="number">{count(one[column])}</td>)}</tr>
          ))}</tbody>
        </table>
      </div>
    </details>
  );
}
