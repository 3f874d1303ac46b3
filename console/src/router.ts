// SPDX-License-Identifier: GPL-3.0-or-later
// Where we are stands behind the # of the address: #/main/people?standing=refused. So the console
// works below any path, in openSIS's frame, and the server needs to know none of its pages.
import { useSyncExternalStore } from 'react';

export type Route = { path: string[]; query: Record<string, string> };

export function parse(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const parts = path.split('/').filter((part) => part !== '').map(decoded);
  return { path: parts, query: Object.fromEntries(new URLSearchParams(search)) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function href(path: (string | number)[], query: Record<string, string | undefined> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value);
  const text = search.toString();
  const base = `#/${path.map((part) => encodeURIComponent(part).replaceAll('%3A', ':')).join('/')}`;
  return text === '' ? base : `${base}?${text}`;
}

function listen(heard: () => void): () => void {
  window.addEventListener('hashchange', heard);
  return () => window.removeEventListener('hashchange', heard);
}

export function useRoute(): Route {
  return parse(useSyncExternalStore(listen, () => window.location.hash));
}

export function go(to: string): void {
  window.location.hash = to;
}

// The same page with other filters: no new step in the browser's history.
export function replace(to: string): void {
  window.history.replaceState(null, '', to);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}
