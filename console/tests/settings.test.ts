// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { changes, foreignSource } from '../src/lib/settings';
import { doneSteps, shownSteps } from '../src/lib/steps';

const saved = { url: 'https://moodle.example.org', token: { set: true, shown: '••••' }, sso_token: { set: false, shown: '' }, batch: 200, schools: [1, 2] };

describe('what a form changes', () => {
  it('is only what differs', () => {
    expect(changes(saved, {})).toEqual({});
    expect(changes(saved, { url: saved.url, batch: 200, schools: [1, 2] })).toEqual({});
    expect(changes(saved, { batch: 100, schools: [] })).toEqual({ batch: 100, schools: [] });
  });
  it('keeps a secret until another is pasted', () => {
    expect(changes(saved, { token: undefined })).toEqual({});
    expect(changes(saved, { token: '' })).toEqual({});
    expect(changes(saved, { token: '  ' })).toEqual({});
    expect(changes(saved, { token: ' abc ' })).toEqual({ token: 'abc' });
  });
  it('takes a secret away only where there is one', () => {
    expect(changes(saved, { token: null })).toEqual({ token: null });
    expect(changes(saved, { sso_token: null })).toEqual({});
  });
  it('names a source that is neither the console nor the default', () => {
    const sources = { 'moodle.url': '/etc/causeway.toml:3', 'moodle.batch': 'default', 'moodle.token': 'settings' };
    expect(foreignSource(sources, 'moodle.url')).toBe('/etc/causeway.toml:3');
    expect(foreignSource(sources, 'moodle.batch')).toBe('');
    expect(foreignSource(sources, 'moodle.token')).toBe('');
    expect(foreignSource(sources, 'moodle.other')).toBe('');
  });
});

describe('the steps', () => {
  const link = (summary: object, url = '', sources: Record<string, string> = {}) =>
    ({ summary: { connected: false, opensis_ok: false, enabled: false, last_run: null, ...summary }, settings: { moodle: { url } }, sources }) as never;
  const after = (summary: object, url = '', sources = {}, prepared = false) => {
    const done = doneSteps(link(summary, url, sources), prepared);
    return shownSteps(done, done.enable);
  };
  it('appear one after the other', () => {
    expect(after({})).toEqual({ shown: 1, current: 'prepare' });
    expect(after({}, '', {}, true)).toEqual({ shown: 2, current: 'moodle' });
    expect(after({ connected: true })).toEqual({ shown: 3, current: 'opensis' });
    expect(after({ connected: true, opensis_ok: true })).toEqual({ shown: 4, current: 'year' });
    expect(after({ connected: true, opensis_ok: true }, '', { 'opensis.year': 'settings' })).toEqual({ shown: 5, current: 'policies' });
    expect(after({ connected: true, opensis_ok: true }, '', { 'opensis.year': 'settings', 'policy.drop': 'settings' })).toEqual({ shown: 6, current: 'enable' });
  });
  it('come back to the first that is no longer done', () => {
    expect(after({ connected: false, opensis_ok: true }, 'https://moodle.example.org', { 'opensis.year': 'settings' })).toEqual({ shown: 2, current: 'moodle' });
  });
  it('are all there while synchronization is on, so that it can be switched off', () => {
    expect(after({ connected: false, enabled: true }, 'https://moodle.example.org')).toEqual({ shown: 6, current: 'moodle' });
  });
  it('ask nothing of a link that has run already', () => {
    expect(after({ connected: true, opensis_ok: true, last_run: { id: 1 } })).toEqual({ shown: 6, current: 'enable' });
  });
});
