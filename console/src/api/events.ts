// SPDX-License-Identifier: GPL-3.0-or-later
// The event stream: what the server tells goes into the query cache, so that every page that
// shows it moves by itself. A stream that breaks off is opened again, ever less often; after that
// everything shown is asked for anew, because missed events are not sent again.
import type { QueryClient } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Link, LinkSummary, Links, Plan, ProgressEvent, Run } from './types';

export type StreamState = 'opening' | 'live' | 'broken';
const names = ['hello', 'progress', 'run', 'plan', 'intake', 'link', 'session'] as const;
export type EventName = (typeof names)[number];

function setSummary(cache: QueryClient, summary: LinkSummary): void {
  cache.setQueryData<Links>(['links'], (old) => old && {
    links: old.links.some((one) => one.name === summary.name)
      ? old.links.map((one) => (one.name === summary.name ? summary : one))
      : [...old.links, summary],
  });
  cache.setQueryData<Link>(['link', summary.name], (old) => old && { ...old, summary });
}

function patchSummary(cache: QueryClient, name: string, change: (old: LinkSummary) => LinkSummary): void {
  const known = cache.getQueryData<Links>(['links'])?.links.find((one) => one.name === name);
  if (known) setSummary(cache, change(known));
}

function showProgress(cache: QueryClient, event: ProgressEvent): void {
  const { link, run, plan, progress } = event;
  if (run !== null) {
    cache.setQueryData<Run>(['run', link, run], (old) => old && { ...old, progress });
    patchSummary(cache, link, (old) =>
      old.running && old.running.id === run ? { ...old, running: { ...old.running, progress } } : old);
  }
  if (plan !== null)
    cache.setQueryData<Plan>(['plan', link, plan], (old) => old && { ...old, progress });
}

// Makes old what is known under a key, and has what is shown of it asked for anew. A first answer that
// is still on its way was read before the event, so it is dropped and asked for again, too:
// invalidateQueries() leaves it alone and would take it for the newest.
export function renew(cache: QueryClient, queryKey?: readonly unknown[]): void {
  const wanted = queryKey ? { queryKey } : {};
  const onTheWay = cache.getQueryCache().findAll({ ...wanted, fetchStatus: 'fetching', predicate: (query) => query.state.data === undefined });
  void cache.invalidateQueries(wanted);
  for (const query of onTheWay) {
    void query.cancel({ silent: true });
    if (query.isActive()) void query.fetch().catch(() => undefined);
  }
}

function forget(cache: QueryClient, link: string, ...what: string[]): void {
  for (const one of what) renew(cache, [one, link]);
}

// An answer of the links that was asked for before an event must not undo what the event told.
function renewLinks(cache: QueryClient): void {
  if (cache.isFetching({ queryKey: ['links'] }) > 0) renew(cache, ['links']);
}

// What one event changes in what is known. True: the session has ended.
export function heed(cache: QueryClient, name: EventName, data: unknown): boolean {
  switch (name) {
    case 'hello':
      cache.setQueryData<Links>(['links'], { links: (data as { links: LinkSummary[] }).links });
      return false;
    case 'progress':
      showProgress(cache, data as ProgressEvent);
      return false;
    case 'link':
      setSummary(cache, data as LinkSummary);
      renewLinks(cache);
      forget(cache, (data as LinkSummary).name, 'overview');
      return false;
    case 'run': {
      const { link, phase, run } = data as { link: string; phase: 'begin' | 'end'; run: Run };
      cache.setQueryData<Run>(['run', link, run.id], run);
      patchSummary(cache, link, (old) => phase === 'begin'
        ? { ...old, running: run, state: 'running' }
        : { ...old, running: null, last_run: run });
      forget(cache, link, 'runs', 'overview', 'plans', 'plan');
      if (phase === 'end') {
        forget(cache, link, 'people', 'person', 'sections', 'section', 'matches', 'steps', 'grades', 'intake', 'intake-run', 'rollover');
        renew(cache, ['links']);
      } else {
        renewLinks(cache);
      }
      return false;
    }
    case 'plan': {
      const { link, plan } = data as { link: string; plan: Plan };
      cache.setQueryData<Plan>(['plan', link, plan.id], plan);
      forget(cache, link, 'plans');
      return false;
    }
    case 'intake':
      forget(cache, (data as { link: string }).link, 'intake', 'intake-preview', 'intake-rows');
      return false;
    case 'session':
      return (data as { state: string }).state === 'ended';
  }
}

const firstPause = 1000;
const longestPause = 30_000;
const hiddenFor = 20_000;

export function pauseAfter(failures: number): number {
  return Math.min(longestPause, firstPause * 2 ** failures);
}

export function useEvents(onEnded: () => void): StreamState {
  const cache = useQueryClient();
  const [state, setState] = useState<StreamState>('opening');

  useEffect(() => {
    let source: EventSource | null = null;
    let timer = 0;
    let failures = 0;

    const open = (): void => {
      source = new EventSource('api/events');
      for (const name of names) {
        source.addEventListener(name, (message) => {
          if (name === 'hello') {
            failures = 0;
            setState('live');
            // What was asked for before the stream was open may have missed an event as well.
            renew(cache);
          }
          if (heed(cache, name, JSON.parse((message as MessageEvent<string>).data))) onEnded();
        });
      }
      source.onerror = () => {
        source?.close();
        setState('broken');
        // Is it the session that ended? This call finds out, and says so to the whole console.
        void cache.invalidateQueries({ queryKey: ['session'] });
        window.clearTimeout(timer);
        if (!document.hidden) timer = window.setTimeout(open, pauseAfter(failures));
        failures += 1;
      };
    };
    // Browsers allow few connections to one address: a tab that nobody looks at gives its own back.
    const turn = (): void => {
      window.clearTimeout(timer);
      if (document.hidden) {
        timer = window.setTimeout(() => source?.close(), hiddenFor);
      } else if (source === null || source.readyState === EventSource.CLOSED) {
        open();
      }
    };
    // Who goes on to another page leaves this one behind in the browser's memory, for the way back:
    // with its connection, if it were not given back, until none is left for the pages that follow.
    const leave = (): void => {
      window.clearTimeout(timer);
      source?.close();
    };
    open();
    document.addEventListener('visibilitychange', turn);
    window.addEventListener('pagehide', leave);
    window.addEventListener('pageshow', turn);
    return () => {
      document.removeEventListener('visibilitychange', turn);
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('pageshow', turn);
      window.clearTimeout(timer);
      source?.close();
    };
  }, [cache, onEnded]);

  return state;
}
