// SPDX-License-Identifier: GPL-3.0-or-later
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';
import { heed, pauseAfter } from '../src/api/events';
import type { Links, Run } from '../src/api/types';

const summary = (name: string, change: object = {}) => ({ name, title: name, state: 'idle', running: null, last_run: null, refused: 0, ...change });
const run = (id: number, change: object = {}) => ({ id, link: 'main', state: 'running', progress: null, ...change });
const progress = { stage: 'Enrolments', done: 5, total: 10, refused: 0, rate: 2, seconds_left: 3 };

function cacheWith(...links: object[]): QueryClient {
  const cache = new QueryClient();
  heed(cache, 'hello', { version: '1', links });
  return cache;
}
const links = (cache: QueryClient): Links['links'] => cache.getQueryData<Links>(['links'])!.links;

describe('events', () => {
  it('know all links from the first on, and new ones as they come', () => {
    const cache = cacheWith(summary('main'));
    heed(cache, 'link', summary('main', { refused: 4 }));
    heed(cache, 'link', summary('second'));
    expect(links(cache).map((one) => [one.name, one.refused])).toEqual([['main', 4], ['second', 0]]);
  });
  it('follow a run from its beginning to its end', () => {
    const cache = cacheWith(summary('main'));
    heed(cache, 'run', { link: 'main', phase: 'begin', run: run(7) });
    expect(links(cache)[0]!.running?.id).toBe(7);
    heed(cache, 'progress', { link: 'main', run: 7, plan: null, progress });
    expect(links(cache)[0]!.running?.progress?.done).toBe(5);
    expect(cache.getQueryData<Run>(['run', 'main', 7])?.progress?.stage).toBe('Enrolments');
    heed(cache, 'run', { link: 'main', phase: 'end', run: run(7, { state: 'in_step' }) });
    expect(links(cache)[0]!.running).toBeNull();
    expect(links(cache)[0]!.last_run?.state).toBe('in_step');
  });
  it('leave the progress of another run alone', () => {
    const cache = cacheWith(summary('main', { running: run(8) }));
    heed(cache, 'progress', { link: 'main', run: 7, plan: null, progress });
    expect(links(cache)[0]!.running?.progress).toBeNull();
  });
  it('make the lists old when a run ends', () => {
    const cache = cacheWith(summary('main'));
    cache.setQueryData(['people', 'main', {}], { records: [], next_cursor: null });
    cache.setQueryData(['people', 'second', {}], { records: [], next_cursor: null });
    cache.setQueryData(['rollover', 'main'], {});
    heed(cache, 'run', { link: 'main', phase: 'end', run: run(7, { state: 'in_step' }) });
    expect(cache.getQueryState(['people', 'main', {}])?.isInvalidated).toBe(true);
    expect(cache.getQueryState(['rollover', 'main'])?.isInvalidated).toBe(true);
    expect(cache.getQueryState(['people', 'second', {}])?.isInvalidated).toBe(false);
  });
  it('do not take an answer from before an event for the newest', async () => {
    const cache = cacheWith(summary('main'));
    const answers: ((standing: string) => void)[] = [];
    const shown = new QueryObserver(cache, { queryKey: ['person', 'main', 'student:1'], queryFn: () => new Promise<string>((go) => answers.push(go)) });
    const leave = shown.subscribe(() => undefined);
    expect(answers.length).toBe(1);
    heed(cache, 'run', { link: 'main', phase: 'end', run: run(7, { state: 'in_step' }) });
    expect(answers.length).toBe(2);
    answers[0]!('refused');
    answers[1]!('synced');
    await vi.waitFor(() => expect(shown.getCurrentResult().data).toBe('synced'));
    leave();
  });
  it('keep a plan that became ready', () => {
    const cache = cacheWith(summary('main'));
    heed(cache, 'plan', { link: 'main', plan: { id: 3, state: 'ready' } });
    expect(cache.getQueryData(['plan', 'main', 3])).toEqual({ id: 3, state: 'ready' });
  });
  it('tell when the session has ended', () => {
    const cache = cacheWith();
    expect(heed(cache, 'session', { state: 'ended' })).toBe(true);
    expect(heed(cache, 'link', summary('main'))).toBe(false);
  });
  it('are asked for again ever less often', () => {
    expect([0, 1, 2, 10].map(pauseAfter)).toEqual([1000, 2000, 4000, 30_000]);
  });
});
