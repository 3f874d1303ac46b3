// SPDX-License-Identifier: GPL-3.0-or-later
// Where one stands in a listing that only knows "after this one": the cursors of the pages that
// were turned, so that there is a way back.
export type Turned = { cursors: (string | null)[] };

export const first: Turned = { cursors: [null] };

export const cursorOf = (at: Turned): string | null => at.cursors[at.cursors.length - 1] ?? null;
export const pageOf = (at: Turned): number => at.cursors.length;

export function forward(at: Turned, next: string | null): Turned {
  return next === null ? at : { cursors: [...at.cursors, next] };
}

export function back(at: Turned): Turned {
  return at.cursors.length > 1 ? { cursors: at.cursors.slice(0, -1) } : at;
}
