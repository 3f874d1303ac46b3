// SPDX-License-Identifier: GPL-3.0-or-later
// Filters live in the address, so that a filtered list can be bookmarked, sent on and come back to.
import { href, replace } from '../router';

export type Filters = {
  of: (name: string) => string;
  set: (name: string, value: string) => void;
  clear: () => void;
  any: boolean;
  key: string;
};

export function filters(path: (string | number)[], query: Record<string, string>, names: readonly string[]): Filters {
  return {
    of: (name) => query[name] ?? '',
    set: (name, value) => replace(href(path, { ...query, [name]: value })),
    clear: () => replace(href(path, Object.fromEntries(Object.entries(query).filter(([name]) => !names.includes(name))))),
    any: names.some((name) => (query[name] ?? '') !== ''),
    key: names.map((name) => `${name}=${query[name] ?? ''}`).join('&'),
  };
}
