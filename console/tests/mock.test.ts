// SPDX-License-Identifier: GPL-3.0-or-later
// The mock answers in the shapes of docs/openapi.yaml: else the console would be looked at with
// answers that no server gives. Every route of the console's is asked at least once.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
// @ts-expect-error the mock is plain JavaScript
import { match, startMock } from '../mock/server.mjs';

type Mock = { address: string; state: { signedIn: boolean; connectAnswer: string; opensisAnswer: boolean }; stop: () => Promise<void> };
type Described = { responses: Record<string, { $ref?: string; content?: Record<string, unknown> }> };
type Api = { paths: Record<string, Record<string, Described>>; components: Record<string, unknown> };

const api = parse(readFileSync(fileURLToPath(new URL('../../docs/openapi.yaml', import.meta.url)), 'utf8')) as Api;
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat('date', /^\d{4}-\d{2}-\d{2}$/);
ajv.addSchema({ $id: 'api', ...api });

const pointer = (text: string): string => text.replaceAll('~', '~0').replaceAll('/', '~1');
const compiled = new Map<string, ValidateFunction>();

function validator(route: string, status: number): ValidateFunction | null {
  const [method = '', path = ''] = route.split(' ');
  const described = api.paths[path]?.[method.toLowerCase()]?.responses[String(status)];
  expect(described, `${route} may answer ${status}`).toBeDefined();
  const base = described!.$ref ?? `#/paths/${pointer(path)}/${method.toLowerCase()}/responses/${status}`;
  const content = described!.$ref ? { 'application/json': true } : described!.content;
  if (!content?.['application/json']) return null;
  const ref = `api${base}/content/application~1json/schema`;
  if (!compiled.has(ref)) compiled.set(ref, ajv.compile({ $ref: encodeURI(ref) }));
  return compiled.get(ref)!;
}

const asked = new Set<string>();

async function ask(mock: Mock, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${mock.address}${path}`, {
    method, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': 'mock-token' }, body: body === undefined ? null : JSON.stringify(body),
  });
  const found = match(method, path.split('?')[0]!) as { route: string } | null;
  expect(found, `${method} ${path}`).not.toBeNull();
  asked.add(found!.route);
  const valid = validator(found!.route, response.status);
  const text = await response.text();
  if (valid === null) return text;
  const answer: unknown = JSON.parse(text);
  expect(valid(answer), `${method} ${path}: ${ajv.errorsText(valid.errors)}`).toBe(true);
  return answer;
}

describe.each(['day', 'new', 'ready', 'guarded', 'running', 'failed'])('scene %s', (scene) => {
  let mock: Mock;
  beforeAll(async () => { mock = await startMock({ scene }) as Mock; });
  afterAll(() => mock.stop());

  it('reads as described', async () => {
    const main = '/api/links/main';
    for (const path of ['/api/setup', '/api/session', '/api/users', '/api/about', '/api/links', main, `${main}/overview?days=84`, `${main}/plans`,
      `${main}/runs?limit=500`, `${main}/people?limit=500`, `${main}/people?q=quill&standing=synced`, `${main}/sections?limit=500`, `${main}/matches`, '/api/audit?limit=500', '/api/audit.csv', `${main}/standings.csv?kind=student`])
      await ask(mock, 'GET', path);
    const people = await ask(mock, 'GET', `${main}/people?limit=60`) as { records: { key: string }[] };
    for (const one of people.records) await ask(mock, 'GET', `${main}/people/${one.key}`);
    await ask(mock, 'GET', `${main}/sections/section:305`);
    await ask(mock, 'GET', `${main}/people/student:none`);
    const grades = `${main}/grades`;
    const { sections } = await ask(mock, 'GET', `${grades}?limit=40`) as { sections: { key: string }[] };
    for (const { key } of sections.slice(0, 8)) await ask(mock, 'GET', `${grades}/${key}`);
    for (const path of ['section:300/why/student:1000', 'differences', 'runs/57', 'runs/57/steps', 'runs/1', 'section:none']) await ask(mock, 'GET', `${grades}/${path}`);
    const { runs } = await ask(mock, 'GET', `${main}/runs?limit=500`) as { runs: { id: number }[] };
    for (const { id } of runs.slice(0, 12)) {
      await ask(mock, 'GET', `${main}/runs/${id}`);
      await ask(mock, 'GET', `${main}/runs/${id}/steps?limit=200`);
    }
  });

  it('changes as described', async () => {
    const main = '/api/links/main';
    await ask(mock, 'PATCH', main, { title: 'Another', settings: { moodle: { url: 'https://moodle.example.org', token: 'abc' }, opensis: { password: 'abc' } } });
    await ask(mock, 'PATCH', main, { settings: { moodle: { url: 'moodle.example.org' } } });
    for (const answer of ['ok', 'failed', 'refused']) {
      mock.state.connectAnswer = answer;
      await ask(mock, 'POST', `${main}/connect`, {});
    }
    for (const answer of [false, true]) {
      mock.state.opensisAnswer = answer;
      await ask(mock, 'POST', `${main}/opensis-check`);
    }
    const plan = await ask(mock, 'POST', `${main}/plan`, {}) as { id: number };
    await ask(mock, 'GET', `${main}/plans/${plan.id}`);
    await ask(mock, 'GET', `${main}/plans/${plan.id}/operations?limit=500&kind=learns`);
    await ask(mock, 'GET', `${main}/plans/${plan.id}/standings?limit=500`);
    await ask(mock, 'POST', `${main}/people/student:1000/sync`);
    const { runs } = await ask(mock, 'GET', `${main}/runs`) as { runs: { id: number; state: string }[] };
    await ask(mock, 'POST', `${main}/runs/${runs[0]!.id}/abort`);
    await ask(mock, 'POST', `${main}/runs/${runs[0]!.id}/abort`);
    await ask(mock, 'POST', `${main}/runs/${runs[0]!.id}/undo`);
    await ask(mock, 'POST', `${main}/runs`, { kind: 'sync' });
    await ask(mock, 'PUT', `${main}/people/student:1000/tick`, { tick: 'no' });
    await ask(mock, 'PUT', `${main}/sections/section:305/tick`, { tick: 'yes' });
    await ask(mock, 'POST', `${main}/sections/section:305/sync`);
    const { matches } = await ask(mock, 'GET', `${main}/matches`) as { matches: { key: string }[] };
    await ask(mock, 'POST', `${main}/matches/${matches[0]!.key}`, { decision: 'create' });
    for (const what of ['staff', 'students', 'courses', 'staff-schedule', 'student-schedule', 'history']) {
      const preview = await ask(mock, 'POST', `${main}/intake/previews`, { what }) as { id: number };
      await ask(mock, 'GET', `${main}/intake/previews/${preview.id}`);
      const { rows } = await ask(mock, 'GET', `${main}/intake/previews/${preview.id}/rows?limit=500`) as { rows: { id: string }[] };
      for (const choice of ['leave_out', 'new', '']) await ask(mock, 'POST', `${main}/intake/previews/${preview.id}/choices`, { rows: [rows[0]!.id], choice });
      await ask(mock, 'GET', `${main}/intake/previews/${preview.id}/not-taken.csv`);
      await ask(mock, 'POST', `${main}/intake/runs`, { preview: preview.id });
    }
    const turn = `${main}/rollover`;
    await ask(mock, 'GET', turn);
    await ask(mock, 'POST', `${turn}/plans`, {});
    await ask(mock, 'PUT', `${turn}/hold`, { from: '2027-09-01', to: '2027-08-01' });
    await ask(mock, 'PUT', `${turn}/hold`, { from: '2027-06-15', to: '2027-09-01' });
    await ask(mock, 'GET', turn);
    await ask(mock, 'DELETE', `${turn}/hold`);
    Object.assign(mock.state, { scene: 'rolled', rollover: undefined });
    const planned = await ask(mock, 'POST', `${turn}/plans`, { begins: '2027-08-10' }) as { id: number };
    await ask(mock, 'GET', `${turn}/turns/${planned.id}/rows?fate=leaves&limit=5`);
    await ask(mock, 'POST', `${turn}/turns/${planned.id}/take-back`, { name: 'R. Head' });
    await ask(mock, 'POST', `${turn}/turns/${planned.id}/confirm`, { name: 'R. Head' });
    await ask(mock, 'POST', `${turn}/turns/${planned.id}/confirm`, { name: 'R. Head', because: 'as planned' });
    await ask(mock, 'GET', turn);
    await ask(mock, 'POST', `${turn}/turns/${planned.id}/confirm`, { name: 'R. Head', because: 'as planned' });
    await ask(mock, 'POST', `${turn}/turns/${planned.id}/take-back`, { name: 'R. Head' });
    await ask(mock, 'POST', `${turn}/turns/99/take-back`, { name: 'R. Head' });
    await ask(mock, 'GET', `${turn}/turns/99/rows`);
    await ask(mock, 'GET', `${main}/intake/previews/999`);
    await ask(mock, 'GET', `${main}/intake`);
    const { runs: newest } = await ask(mock, 'GET', `${main}/runs`) as { runs: { id: number; what: string }[] };
    const brought = newest.find((one) => one.what.startsWith('intake'))?.id ?? newest[0]!.id;
    await ask(mock, 'GET', `${main}/intake/runs/${brought}/rows?left=true`);
    await ask(mock, 'GET', `${main}/intake/runs/${brought}/not-taken.csv`);
    await ask(mock, 'POST', `${main}/intake/runs/${brought}/first-passwords`);
    const grades = `${main}/grades`;
    await ask(mock, 'POST', `${grades}/pull`, {});
    const { differences } = await ask(mock, 'GET', `${grades}/differences`) as { differences: { key: string }[] };
    await ask(mock, 'POST', `${grades}/differences`, { take: 'moodle', keys: differences.map((one) => one.key) });
    const change = { of: 'section:300', option: 'moodle' };
    const shown = await ask(mock, 'POST', `${grades}/option/plan`, change) as { mark: string };
    await ask(mock, 'POST', `${grades}/option`, { ...change, mark: 'another' });
    await ask(mock, 'POST', `${grades}/option`, { ...change, mark: shown.mark });
    await ask(mock, 'GET', `${grades}/section:300`);
    const fields = `${main}/fields`;
    const row = { whose: 'students', opensis: 'custom:4', moodle: 'bus', direction: 'opensis-to-moodle' };
    await ask(mock, 'GET', fields);
    await ask(mock, 'POST', `${fields}/preview`, { ...row, opensis: 'custom:3' });
    const { id: mapped } = await ask(mock, 'POST', fields, row) as { id: number };
    await ask(mock, 'POST', fields, row);
    await ask(mock, 'PUT', `${fields}/${mapped}`, { ...row, direction: 'moodle-to-opensis', rules: { too_long: 'cut', emptied: 'keep', days: 'DD.MM.YYYY' } });
    await ask(mock, 'GET', fields);
    await ask(mock, 'DELETE', `${fields}/${mapped}`);
    await ask(mock, 'PUT', `${fields}/999`, row);
    await ask(mock, 'GET', `${fields}/runs/53`);
    await ask(mock, 'GET', `${fields}/runs/1`);
    await ask(mock, 'POST', `${fields}/pull`);
    await ask(mock, 'POST', '/api/links', { name: 'second', title: 'Second' });
    await ask(mock, 'POST', '/api/links', { name: 'second' });
    await ask(mock, 'POST', '/api/users', { name: 'Ines Reed', password: 'twelve characters', role: 'administrator', schools: [{ link: 'main', school: 1 }] });
    await ask(mock, 'PATCH', '/api/users/4', { enabled: false });
    await ask(mock, 'DELETE', '/api/users/4');
    await ask(mock, 'PUT', '/api/session/password', { old: 'old enough pass', new: 'twelve characters' });
    await ask(mock, 'DELETE', '/api/session');
    await ask(mock, 'GET', '/api/session');
    await ask(mock, 'POST', '/api/session', { name: 'Ruth Linden', password: 'short' });
    await ask(mock, 'POST', '/api/session', { name: 'Ruth Linden', password: 'twelve characters' });
    await ask(mock, 'POST', '/api/setup', { code: 'CAUSEWAY-1', name: 'Ruth Linden', password: 'twelve characters' });
  });
});


it('has every route that the console may ask for', () => {
  const known = Object.entries(api.paths).filter(([path]) => path.startsWith('/api/') && path !== '/api/events')
    .flatMap(([path, methods]) => Object.keys(methods).filter((one) => one !== 'parameters').map((method) => `${method.toUpperCase()} ${path}`));
  expect([...asked].sort()).toEqual(known.sort());
});
