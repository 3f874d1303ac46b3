// SPDX-License-Identifier: GPL-3.0-or-later
// What a form changes in a section of the settings. Only what differs is sent, so that two people
// on the same page do not undo one another's work. A secret is undefined (kept), a text or null.
import type { Secret } from '../api/types';

export type Edits<S> = { [K in keyof S]?: S[K] extends Secret ? string | null : S[K] };
export type Patch<S> = { [K in keyof S]?: (S[K] extends Secret ? string : S[K]) | null };

export function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && 'set' in value && 'shown' in value;
}

const same = (one: unknown, two: unknown): boolean => JSON.stringify(one) === JSON.stringify(two);

export function changes<S extends object>(saved: S, edits: Edits<S>): Patch<S> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(edits)) {
    const old = saved[name as keyof S];
    if (value === undefined) continue;
    if (isSecret(old)) {
      // An empty field means that nothing was pasted; taking a secret away is null.
      const pasted = typeof value === 'string' ? value.trim() : value;
      if (pasted === '' || (pasted === null && !old.set)) continue;
      out[name] = pasted;
    } else if (!same(old, value)) {
      out[name] = value;
    }
  }
  return out as Patch<S>;
}

// Where a setting comes from, if that is neither the console nor the program itself.
export function foreignSource(sources: Record<string, string>, name: string): string {
  const source = sources[name] ?? '';
  return source === 'settings' || source === 'default' ? '' : source;
}
