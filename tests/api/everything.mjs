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
    link: 'default', user: 1, plan: (await client.get(`${link}/plans`)).plans[0].id, run: run.id, turn: (await client.get(`${link}/rollover`)).turn?.id ?? 1, row,
    grades_run: all.find((one) => one.what === 'grades pull').id, intake_run: all.find((one) => one.what === 'intake students').id,
    fields_run: all.find((one) => one.what === 'fields pull').id,
    preview: (await client.get(`${link}/intake`)).previews[0].id, student: student.key, section: section.key, zip: 'openSIS-Web-Services.zip',
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

// What only a Moodle or an openSIS that is away, a busy moment or a caller from elsewhere gets; the
// tests of tests/unit/web_* and tests/service have some of them.
export const rarely = [
  'planGradeOption 502', 'getGradesWhy 502', 'listMatches 502', 'decideMatch 502', 'showRollover 502', 'planTurn 502', 'confirmTurn 502', 'setHold 502', 'releaseHold 502',
  'enter 503', 'goToMoodle 503', 'events 503', 'readyz 503', 'metrics 403', 'postSetup 429', 'goToMoodle 429', 'enter 200', 'goToMoodle 200',
  'connect 409', 'makePlan 409', 'previewIntake 409', 'syncPerson 409', 'syncSection 409', 'pullFields 409', 'planTurn 409', 'listFields 409', 'mapField 409', 'previewField 409', 'changeField 409',
  'listOperations 409', 'listPlanStandings 409', 'undoRun 409', 'listIntakeRows 409', 'exportIntakePreview 409', 'chooseIntake 409', 'enter 409', 'goToMoodle 409',
  'checkOpensis 422', 'getGradebook 422', 'showRollover 422',
];
