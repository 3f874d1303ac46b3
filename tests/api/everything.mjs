// SPDX-License-Identifier: GPL-3.0-or-later
// What the life of a link does not ask: everything that must be refused, on every route, and asking
// too often; and which answers of docs/openapi.yaml nobody gets here.
import { Client } from './client.mjs';
import { hostile } from './hostile.mjs';

// Each route gets what it must not, beside what else it needs to be understood.
export async function everythingElse({ client, about, contract, complain, claim, password, link, run, statement }) {
  const { id: row } = await client.expect(200, 'POST', `${link}/fields`, { whose: 'students', opensis: 'alt_id', moodle: 'bus', direction: 'opensis-to-moodle', options: [] });
  const { runs: all } = await client.get(`${link}/runs?limit=500`);
  const { records: [student] } = await client.get(`${link}/people?kind=student&standing=synced&limit=1`);
  const { records: [section] } = await client.get(`${link}/sections?standing=synced&limit=1`);
  const known = {
    link: 'default', user: 1, plan: (await client.get(`${link}/plans`)).plans.find((one) => one.counts !== null).id, run: run.id, turn: (await client.get(`${link}/rollover`)).turn?.id ?? 1, row,
    grades_run: all.find((one) => one.what === 'grades pull').id, intake_run: all.find((one) => one.what === 'intake students').id,
    fields_run: all.find((one) => one.what === 'fields pull').id,
    preview: (await client.get(`${link}/intake`)).previews.find((one) => one.state !== 'failed').id, student: student.key, section: section.key, zip: 'openSIS-Web-Services.zip',
  };
  const form = { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'cross-site', Origin: 'http://127.0.0.1:8081' };
  const enter = async () => {
    const inside = new Client(`${about.url}/framed/default`, contract, complain);
    const opened = await new Client(about.url, contract, complain).send('POST', '/enter/default', `statement=${statement()}`, form);
    inside.cookie = opened.headers.get('set-cookie').split(';')[0];
    await inside.get('/api/session');
    return { cookie: inside.cookie, csrf: inside.csrf };
  };
  await hostile({ about, contract, complain, claim, client, password, enter, known });
  await client.expect(204, 'DELETE', `${link}/fields/${row}`);
  await client.expect(409, 'PATCH', '/api/users/1', { role: 'teacher' });  // the last of their kind
  // Too often: signing in, and coming over.
  const often = async (so, times = 60) => { for (let i = 0; i < times; ++i) if (await so() === 429) return; complain(`never too often: ${so}`); };
  const stranger = new Client(about.url, contract, complain);
  await often(async () => (await stranger.send('POST', '/api/session', { name: 'Nobody', password })).status);
  await often(async () => (await stranger.send('POST', '/enter/default', 'statement=x', form)).status);
}

// What only a store that is away, a guessed set-up code or a moment that cannot be made here brings;
// tests/unit/web_* have some of them. What a bad hour brings is in away.mjs.
export const rarely = [
  'readyz 503', 'postSetup 429', 'connect 409', 'planTurn 409', 'listFields 409', 'mapField 409', 'previewField 409', 'changeField 409',
];
