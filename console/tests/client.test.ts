// SPDX-License-Identifier: GPL-3.0-or-later
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { address, ApiError, call, get, linkPath, onSignedOut, post, problemFrom, setToken } from '../src/api/client';
import { href, parse } from '../src/router';

type Asked = { path: string; method: string; headers: Record<string, string> };
const asked: Asked[] = [];
let answers: (() => Response)[] = [];

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });
const problem = (code: string): object => ({ what: 'What', record: '', why: 'Why', cure: 'Cure', code });

beforeEach(() => {
  asked.length = 0;
  setToken('token');
  onSignedOut(() => {});
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    asked.push({ path, method: init.method!, headers: init.headers as Record<string, string> });
    const answer = answers.shift();
    if (!answer) throw new TypeError('network');
    return answer();
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('a call', () => {
  it('carries the token only where something changes', async () => {
    answers = [() => json(200, {}), () => json(200, {})];
    await get('api/links');
    await post('api/links', {});
    expect(asked.map((one) => one.headers['X-CSRF-Token'])).toEqual([undefined, 'token']);
  });
  it('takes a new token once, when another tab has signed in anew', async () => {
    answers = [() => json(403, problem('session.csrf')), () => json(200, { csrf: 'newer' }), () => json(200, { ok: true })];
    expect(await post('api/links', {})).toEqual({ ok: true });
    expect(asked[2]!.headers['X-CSRF-Token']).toBe('newer');
  });
  it('does not repeat what is forbidden', async () => {
    answers = [() => json(403, problem('role.forbidden'))];
    await expect(post('api/links', {})).rejects.toMatchObject({ status: 403 });
    expect(asked).toHaveLength(1);
  });
  it('tells that the session has ended, but not for a wrong password', async () => {
    const ended = vi.fn();
    onSignedOut(ended);
    answers = [() => json(401, problem('session.refused')), () => json(401, problem('session.none'))];
    await expect(post('api/session', {})).rejects.toThrow();
    expect(ended).not.toHaveBeenCalled();
    await expect(get('api/links')).rejects.toThrow();
    expect(ended).toHaveBeenCalledOnce();
  });
  it('makes a problem of whatever comes', async () => {
    answers = [() => new Response('<html>Bad gateway</html>', { status: 502 }), () => json(429, problem('rate'), { 'Retry-After': '7' }), () => new Response('<p>fine</p>', { status: 200 })];
    const failed = async (): Promise<ApiError> => get('api/links').then(() => { throw new Error('it did not fail'); }, (error: ApiError) => error);
    expect((await failed()).problem.code).toBe('console.unreadable');
    expect(await failed()).toMatchObject({ status: 429, retryAfter: 7 });
    expect((await failed()).problem.code).toBe('console.unreadable');
    expect((await failed()).problem.code).toBe('console.unreachable');
    expect(problemFrom(new Error('boom')).why).toBe('boom');
  });
  it('knows an answer without a body', async () => {
    answers = [() => new Response(null, { status: 204 })];
    expect(await call('DELETE', 'api/session')).toBeUndefined();
  });
});

describe('addresses', () => {
  it('leave out what is not asked for', () => {
    expect(address('api/x', { a: '', b: null, c: undefined, d: 0, e: 'x y&z' })).toBe('api/x?d=0&e=x+y%26z');
    expect(address('api/x')).toBe('api/x');
  });
  it('bind keys, so that none reaches another path', () => {
    expect(linkPath('main', 'people', 'student:1/../../users')).toBe('api/links/main/people/student%3A1%2F..%2F..%2Fusers');
  });
  it('of pages read back as they were written', () => {
    const text = href(['main', 'people', 'student:1042'], { q: 'O’Neill & co', none: '' });
    expect(text).toBe('#/main/people/student:1042?q=O%E2%80%99Neill+%26+co');
    expect(parse(text)).toEqual({ path: ['main', 'people', 'student:1042'], query: { q: 'O’Neill & co' } });
    expect(parse(href(['a/b', '%']))).toEqual({ path: ['a/b', '%'], query: {} });
    expect(parse('')).toEqual({ path: [], query: {} });
    expect(parse('#/%E0%A4%A')).toEqual({ path: ['%E0%A4%A'], query: {} });
  });
});
