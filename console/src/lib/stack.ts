// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers of several series, each on top of those before it, for bars that stand on one another.
export function stacked(series: number[][]): number[][] {
  const below: number[] = [];
  return series.map((values) => values.map((value, at) => {
    below[at] = (below[at] ?? 0) + value;
    return below[at]!;
  }));
}
