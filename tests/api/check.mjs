// SPDX-License-Identifier: GPL-3.0-or-later
// Lives through the life of a link with the real service: first set-up, users, settings, Connect,
// plan, run, undo, people, doubtful matches, hints, audit. Every answer and every event is held
// against docs/openapi.yaml, and every operation of that file must have been answered.
// usage: node check.mjs API_SERVER
import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Client, Events } from './client.mjs';
import { Contract } from './contract.mjs';
import { grades } from './grades.mjs';
import { badHours } from './away.mjs';
import { everythingElse, rarely } from './everything.mjs';
import { intake } from './intake.mjs';
import { Log } from './log.mjs';

const complaints = [];
const complain = (text) => { complaints.push(text); console.error('WRONG', text); };
const claim = (so, text) => { if (!so) complain(text); };
const password = 'correct horse battery';

const server = spawn(process.argv[2], { stdio: ['pipe', 'pipe', 'pipe'] });
const log = new Log(server.stderr);
const ended = new Promise((go) => server.on('exit', go));
const said = createInterface({ input: server.stdout });
const line = () => new Promise((go, fail) => {
  said.once('line', go);
  server.once('exit', (code) => fail(new Error(`the server ended with ${code}`)));
});
const about = JSON.parse(await line());
// As somebody in openSIS would.
const inOpensis = async (sql) => { const done = line(); server.stdin.write(`${sql}\n`); claim(await done === 'done', sql); };
const contract = new Contract();
for (const difference of contract.differences(about.routes)) complain(difference);
const client = new Client(about.url, contract, complain);
const link = '/api/links/default';

async function session() {
  await client.get('/api/setup');
  await client.expect(401, 'GET', '/api/session');
  await client.expect(403, 'POST', '/api/setup', { code: 'AAAA', name: 'First', password });
  await client.expect(422, 'POST', '/api/setup', { code: about.setup_code, name: 'First', password: 'short' });
  await client.expect(200, 'POST', '/api/setup', { code: about.setup_code, name: 'First', password });
  await client.expect(409, 'POST', '/api/setup', { code: about.setup_code, name: 'Second', password });
  await client.get('/api/session');
  await client.expect(401, 'POST', '/api/session', { name: 'First', password: 'wrong password' });
  await client.expect(200, 'POST', '/api/session', { name: 'First', password });
  await client.expect(403, 'PUT', '/api/session/password', { old: 'wrong', new: password + '!' });
  await client.expect(204, 'PUT', '/api/session/password', { old: password, new: password + '!' });
}

async function users() {
  const made = await client.expect(201, 'POST', '/api/users', { name: 'Bea', password, role: 'administrator', schools: [{ link: 'default', school: 1 }] });
  await client.expect(409, 'POST', '/api/users', { name: 'BEA', password, role: 'teacher' });
  await client.expect(422, 'POST', '/api/users', { name: 'Cy', password, role: 'king' });
  await client.expect(200, 'PATCH', `/api/users/${made.id}`, { role: 'teacher' });
  const { users: all } = await client.get('/api/users');
  const first = all.find((user) => user.name === 'First');
  await client.expect(409, 'DELETE', `/api/users/${first.id}`);
  const bea = new Client(about.url, contract, complain);
  await bea.expect(200, 'POST', '/api/session', { name: 'Bea', password });
  await bea.expect(403, 'GET', '/api/users');
  await bea.expect(403, 'GET', '/api/links');
  await client.expect(204, 'DELETE', `/api/users/${made.id}`);
  await bea.expect(401, 'GET', '/api/session');
}

// The link stays switched on: what it does meanwhile by itself stays in the old year, for the turn
// is confirmed for a later day.
async function rollover() {
  const page = await client.get(`${link}/rollover`);
  claim(page.schools.length > 0 && page.schools.every((one) => one.next === null && !one.can_turn), 'nothing is rolled over');
  claim(page.hold === null && page.plan === null && page.turn === null, 'nothing is decided');
  await client.expect(422, 'POST', `${link}/rollover/plans`, {});
  await client.expect(422, 'POST', `${link}/rollover/plans`, { begins: 'tomorrow!!' });
  await client.expect(404, 'GET', `${link}/rollover/turns/77/rows`);
  await client.expect(422, 'POST', `${link}/rollover/turns/77/confirm`, { name: 'R. Head' });
  await client.expect(422, 'POST', `${link}/rollover/turns/77/take-back`, { name: 'R. Head' });
  await client.expect(422, 'PUT', `${link}/rollover/hold`, { from: '2099-09-01', to: '2099-08-01' });
  await client.expect(422, 'PUT', `${link}/rollover/hold`, { from: '2001-09-01', to: '2001-10-01' });
  const held = await client.expect(200, 'PUT', `${link}/rollover/hold`, { from: '2099-06-15', to: '2099-09-01' });
  claim(held.hold.to === '2099-09-01' && !held.hold.now, 'the hold is kept, and is not yet');
  claim((await client.expect(200, 'DELETE', `${link}/rollover/hold`)).hold === null, 'the hold is gone');

  await inOpensis('roll over');
  const before = await client.get(`${link}/rollover`);
  claim(before.schools.every((one) => one.can_turn && one.next.year === one.now.year + 1), 'every school can turn');
  const begins = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  const turn = await client.expect(200, 'POST', `${link}/rollover/plans`, { begins });
  claim(turn.stage === 'planned' && turn.begins === begins && turn.plan.schools.length === before.schools.length, 'a plan');
  const rows = await client.get(`${link}/rollover/turns/${turn.id}/rows?fate=leaves&limit=2`);
  claim(rows.rows.length === 2 && rows.rows.every((row) => row.fate === 'leaves' && row.reason !== ''), 'who leaves, and why');
  await client.get(`${link}/rollover/turns/${turn.id}/rows?search=section&limit=5`);
  await client.expect(404, 'GET', `${link}/rollover/turns/${turn.id}/rows?fate=vanishes`);
  await client.expect(422, 'POST', `${link}/rollover/turns/${turn.id}/confirm`, { name: '' });
  await client.expect(409, 'POST', `${link}/rollover/turns/${turn.id}/take-back`, { name: 'R. Head' });
  const confirmed = await client.expect(200, 'POST', `${link}/rollover/turns/${turn.id}/confirm`, { name: 'R. Head', because: 'the year is over' });
  claim(confirmed.stage === 'confirmed' && confirmed.confirmed_by === 'R. Head', 'confirmed by name');
  await client.expect(409, 'POST', `${link}/rollover/turns/${turn.id}/confirm`, { name: 'R. Head' });
  const back = await client.expect(200, 'POST', `${link}/rollover/turns/${turn.id}/take-back`, { name: 'R. Head' });
  claim(back.stage === 'taken_back', 'taken back');
  const audit = await client.get('/api/audit?action=rollover');
  claim(audit.entries.length >= 4, 'hold, release, confirmation and taking back are in the audit');
}

async function settings() {
  await client.get('/api/about');
  await client.get('/api/links');
  await client.expect(201, 'POST', '/api/links', { name: 'annex', title: 'Annex' });
  await client.expect(409, 'POST', '/api/links', { name: 'annex' });
  await client.expect(422, 'POST', '/api/links', { name: 'Not A Name' });
  await client.expect(404, 'GET', '/api/links/nowhere');
  const before = await client.get(link);
  claim(before.connection === null && before.opensis === null, 'nothing is checked yet');
  claim(!JSON.stringify(before).includes(about.moodle_token), 'the token is told to nobody');
  await client.expect(409, 'PATCH', link, { enabled: true });
  await client.expect(422, 'PATCH', link, { settings: { guard: { percent: 'many' } } });
  await client.expect(422, 'PATCH', link, { settings: { policy: { drop: 'burn' } } });
  const hint_key = 'k'.repeat(40);
  const changed = await client.expect(200, 'PATCH', link, { title: 'Main', settings: { policy: { adopt_by: ['email'] }, guard: { percent: 20 }, schedule: { hint_key, blackout: [{ from: '2020-01-01', to: '2020-01-02', note: 'Snow' }] } } });
  claim(changed.settings.guard.percent === 20, 'a setting is kept');
  claim(changed.settings.schedule.hint_key.set && !JSON.stringify(changed).includes(hint_key), 'a secret is masked');
  const checked = await client.expect(200, 'POST', `${link}/connect`);
  claim(checked.usable, 'Connect passes');
  claim((await client.expect(200, 'POST', `${link}/opensis-check`)).ok, 'openSIS is well');
  await client.expect(422, 'POST', '/api/links/annex/connect');
  return hint_key;
}

// Accounts in Moodle that have the user names of three students, without their id number.
async function lookalikes() {
  const own = (one) => one.email.includes('@') && about.students.filter(({ email }) => email === one.email).length === 1;
  for (const [at, student] of about.students.filter(own).slice(0, 3).entries()) {
    const form = new URLSearchParams({
      wstoken: about.moodle_token, wsfunction: 'core_user_create_users', moodlewsrestformat: 'json',
      'users[0][username]': student.username, 'users[0][password]': 'Lookalike-4-test!', 'users[0][firstname]': student.first_name,
      'users[0][lastname]': student.last_name, 'users[0][email]': `lookalike${at}@example.org`,
    });
    const answer = await (await fetch(`${about.moodle_url}/webservice/rest/server.php`, { method: 'POST', body: form })).json();
    claim(Array.isArray(answer), `Moodle made no account: ${JSON.stringify(answer)}`);
  }
}

async function plan() {
  const begun = await client.expect(202, 'POST', `${link}/plan`, { verify: false, schools: [] });
  await client.expect(202, 'POST', `${link}/plan`);
  await client.until(`${link}/plans/${begun.id}`, (one) => one.state !== 'making');
  const { plans } = await client.until(`${link}/plans`, (all) => all.plans.every((one) => one.state !== 'making'));
  const ready = plans.find((one) => one.state === 'ready');
  claim(ready, 'a plan is ready');
  const first = await client.get(`${link}/plans/${ready.id}/operations?limit=2`);
  claim(first.total > 40 && first.operations.length === 2, 'a page of operations');
  await client.get(`${link}/plans/${ready.id}/operations?cursor=${first.next_cursor}&kind=student&verb=create&q=a`);
  const { standings } = await client.get(`${link}/plans/${ready.id}/standings?kind=student&standing=refused`);
  claim(standings.filter((one) => one.problem.code === 'adopt.doubtful').length === 3, 'the lookalikes are refused in the plan');
  await client.expect(404, 'GET', `${link}/plans/999`);
  await client.expect(400, 'GET', `${link}/plans/${ready.id}/operations?kind=king`);
  return ready;
}

async function runs(ready) {
  await client.expect(422, 'POST', `${link}/runs`, { kind: 'conquer' });
  await client.expect(202, 'POST', `${link}/runs`, { kind: 'plan', plan: ready.id });
  const done = (await client.until(`${link}/runs`, (all) => all.runs.length > 0 && all.runs.every((run) => run.ended))).runs[0];
  claim(done.state === 'some_refused' && done.changes > 40, `the first run: ${JSON.stringify(done)}`);
  await client.get(`${link}/runs/${done.id}`);
  const steps = await client.get(`${link}/runs/${done.id}/steps?limit=2&kind=student&fate=done`);
  claim(steps.steps.length === 2, 'a page of steps');
  await client.get(`${link}/runs/${done.id}/steps?cursor=${steps.next_cursor}`);
  await client.expect(409, 'POST', `${link}/runs/${done.id}/abort`);
  await client.expect(409, 'POST', `${link}/runs`, { kind: 'plan', plan: ready.id });
  await client.expect(404, 'GET', `${link}/runs/999`);
  await client.expect(202, 'POST', `${link}/runs`, { kind: 'verify', override: { name: 'First', reason: 'a test' } });
  const two = (await client.until(`${link}/runs`, (all) => all.runs.length > 1 && all.runs.every((run) => run.ended))).runs[0];
  claim(two.what === 'verify' && two.override?.reason === 'a test', `the second run: ${JSON.stringify(two)}`);
  await client.expect(200, 'PATCH', link, { enabled: true });
  await client.get(`${link}/overview?days=7`);
  return done;
}

async function records() {
  const page = await client.get(`${link}/people?limit=5`);
  await client.get(`${link}/people?limit=5&cursor=${encodeURIComponent(page.next_cursor)}`);
  const { records: students } = await client.get(`${link}/people?kind=student&standing=synced&limit=500`);
  const one = students[0];
  const detail = await client.get(`${link}/people/${one.key}`);
  claim(detail.moodle?.user?.id === one.remote, `Moodle is asked: ${JSON.stringify(detail.moodle)}`);
  claim(detail.enrolments.length > 0 && detail.history.length > 0, 'enrolments and history are told');
  claim((await client.get(`${link}/people/${one.key}?moodle=no`)).moodle === null, 'Moodle is not asked');
  await client.expect(200, 'PUT', `${link}/people/${one.key}/tick`, { tick: 'yes' });
  await client.expect(422, 'PUT', `${link}/people/${one.key}/tick`, { tick: 'perhaps' });
  await client.expect(202, 'POST', `${link}/people/${one.key}/sync`);
  await client.expect(404, 'GET', `${link}/people/student:99999`);
  const { records: sections } = await client.get(`${link}/sections`);
  const section = await client.get(`${link}/sections/${sections[0].key}`);
  claim(section.members_total >= section.members.length, 'members are counted');
  await client.expect(200, 'PUT', `${link}/sections/${sections[0].key}/tick`, { tick: 'default' });
  await client.expect(202, 'POST', `${link}/sections/${sections[0].key}/sync`);
  const csv = await client.send('GET', `${link}/standings.csv?standing=refused`);
  claim(csv.status === 200 && csv.text.split('\r\n').length >= 5, `refused records as a file: ${csv.text.slice(0, 200)}`);
  await client.until('/api/links', (all) => all.links.every((one) => !one.running));
}

// Custom Field Mapping: a row made, looked at, changed, carried and removed.
async function fields(hint_key) {
  const switched = await fetch(`${about.moodle_url}/sandbox/switches`, { method: 'POST', body: new URLSearchParams({ custom_fields: 'bus,town' }) });
  claim(switched.ok, `the stand-in has profile fields: ${switched.status}`);
  const wish = { whose: 'students', opensis: 'alt_id', moodle: 'bus', direction: 'opensis-to-moodle', options: [] };
  const { id } = await client.expect(200, 'POST', `${link}/fields`, wish);
  await client.expect(422, 'POST', `${link}/fields`, { ...wish, direction: 'sideways' });
  await client.expect(422, 'POST', `${link}/fields`, { ...wish, opensis: 'id; DROP TABLE students' });
  const desk = await client.get(`${link}/fields`);
  claim(desk.mappings.some((one) => one.id === id && one.held === null), 'the row holds');
  claim(desk.fields.moodle.length === 2, 'both profile fields are told');
  const shown = await client.expect(200, 'POST', `${link}/fields/preview`, { ...wish, opensis: 'phone', moodle: 'town', direction: 'moodle-to-opensis' });
  claim(shown.examples.length === 10, 'ten real records');
  const rules = { too_long: 'cut', emptied: 'keep', days: 'DD.MM.YYYY' };
  await client.expect(200, 'PUT', `${link}/fields/${id}`, { ...wish, direction: 'moodle-to-opensis', rules });
  claim((await client.get(`${link}/fields`)).mappings[0].rules.days === 'DD.MM.YYYY', 'the rules of a row are kept');
  // What a person entered in Moodle comes home when its plugin hints at people.
  const [one] = (await client.get(`${link}/people?kind=student&standing=synced&limit=1`)).records;
  const entered = await fetch(`${about.moodle_url}/webservice/rest/server.php`, { method: 'POST', body: new URLSearchParams({ wstoken: about.moodle_token, wsfunction: 'core_user_update_users', moodlewsrestformat: 'json', 'users[0][id]': one.remote, 'users[0][customfields][0][type]': 'bus', 'users[0][customfields][0][value]': 'X-9' }) });
  claim(entered.ok && !(await entered.text()).includes('exception'), 'a person enters a value in Moodle');
  const hint = JSON.stringify({ site: 'x', kinds: ['people'], time: 1, nonce: 'fields' });
  await client.expect(204, 'POST', '/hints/moodle', hint, signed(hint_key, hint));
  const { runs } = await client.until(`${link}/runs`, (list) => list.runs.some((run) => run.what === 'fields pull' && run.changes === 1));
  const came = runs.find((run) => run.what === 'fields pull' && run.changes === 1);
  claim(came.undoable, 'a run of mapped fields can be undone');
  const { values } = await client.get(`${link}/fields/runs/${came.id}`);
  claim(values.length === 1 && values[0].key === one.key && values[0].after === 'X-9', `it tells what it wrote: ${JSON.stringify(values)}`);
  await client.expect(422, 'PUT', `${link}/fields/${id}`, { ...wish, rules: { ...rules, days: 'soon' } });
  await client.expect(422, 'PUT', `${link}/fields/999`, wish);
  await client.expect(200, 'POST', `${link}/fields/preview`, { ...wish, row: id });
  await client.expect(404, 'GET', `${link}/fields/runs/999999`);
  await client.expect(202, 'POST', `${link}/fields/pull`);
  await client.expect(204, 'DELETE', `${link}/fields/${id}`);
  await client.expect(404, 'DELETE', `${link}/fields/${id}`);
}

async function matches() {
  const list = await client.get(`${link}/matches`);
  claim(list.matches.length === 3, `three doubtful matches: ${JSON.stringify(list).slice(0, 600)}`);
  const [joined, made, out] = list.matches;
  const like = joined.candidates.find((user) => user.username === joined.ours.username);
  claim(like && like.idnumber === '', 'the candidate is the lookalike');
  const page = await client.get(`${link}/matches?limit=1`);
  await client.get(`${link}/matches?limit=1&cursor=${encodeURIComponent(page.next_cursor)}`);
  const decide = (status, match, body) => client.expect(status, 'POST', `${link}/matches/${match.key}`, body);
  await decide(422, joined, { decision: 'guess' });
  await decide(422, joined, { decision: 'link' });
  await decide(409, joined, { decision: 'link', remote: 2 });
  await decide(409, made, { decision: 'create' });  // Moodle has the user name already
  await decide(200, joined, { decision: 'link', remote: like.id });
  await decide(200, out, { decision: 'leave_out' });
  await client.until(`${link}/people/${joined.key}?moodle=no`, (one) => one.record.standing === 'synced' && one.record.remote === like.id);
  await decide(409, joined, { decision: 'create' });
}

async function hints(key) {
  const hint = (target, body, headers) => client.expect(headers ? 401 : 204, 'POST', target, body, headers ?? signed(key, body));
  const body = JSON.stringify({ keys: ['student:1'], tables: ['students'] });
  await hint('/hints/opensis', body);
  await hint('/hints/opensis', body);
  await hint('/hints/opensis', body, { 'X-Causeway-Signature': 'none' });
  const moodle = JSON.stringify({ site: 'x', kinds: ['enrolments'], time: 1, nonce: 2 });
  await hint('/hints/moodle', moodle);
  await hint('/hints/moodle', moodle, { 'X-Causeway-Signature': 'none' });
  for (const target of ['/hints/opensis', '/hints/moodle']) await client.expect(400, 'POST', target, '{', signed(key, '{'));
}

function signed(key, body) {
  const t = Math.floor(Date.now() / 1000);
  return { 'X-Causeway-Signature': `t=${t},v1=${createHmac('sha256', key).update(`${t}.${body}`).digest('hex')}` };
}

// As openSIS's add-on signs it.
function statement(key, page, more = {}) {
  const now = Math.floor(Date.now() / 1000);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({
    iss: 'opensis', aud: 'causeway:default', sub: 'staff:7', profile: 'super_administrator', profile_id: 0, name: 'Ada', user: 'ada', school: 1, year: 2026,
    page, origin: 'http://127.0.0.1:8081', jti: randomBytes(16).toString('base64url'), iat: now, exp: now + 60, ...more })}`;
  const whole = `${text}.${createHmac('sha256', Buffer.from(key, 'base64url')).update(text).digest('base64url')}`;
  statements.push(whole);
  return whole;
}

let hint_key = '';
const statements = [];
const handover_key = randomBytes(32).toString('base64url');

async function handover() {
  await client.expect(422, 'PATCH', link, { settings: { opensis: { handover_key: 'short' } } });
  await client.expect(422, 'PATCH', link, { settings: { opensis: { web_origin: 'http://127.0.0.1:8081/index.php' } } });
  const set = await client.expect(200, 'PATCH', link, { settings: { opensis: { handover_key, web_origin: 'http://127.0.0.1:8081' }, sso: { parents: false } } });
  claim(set.settings.opensis.handover_key.set && !JSON.stringify(set).includes(handover_key), 'the key is told to nobody');
  const form = { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'cross-site', Origin: 'http://127.0.0.1:8081' };
  const enter = (status, text) => new Client(about.url, contract, complain).send('POST', '/enter/default', `statement=${text}`, form)
    .then((answer) => { claim(answer.status === status, `/enter: ${answer.status} instead of ${status}: ${answer.text}`); return answer; });
  const once = statement(handover_key, 'settings');
  const opened = await enter(303, once);
  await enter(403, once);
  await enter(403, statement(randomBytes(32).toString('base64url'), 'settings'));
  await enter(403, statement(handover_key, 'settings', { profile: 'teacher' }));
  const framed = new URL(opened.headers.get('location'), `${about.url}/enter/default`);
  const cookie = opened.headers.get('set-cookie').split(';')[0];
  const session = await (await fetch(new URL('api/session', framed), { headers: { Cookie: cookie } })).json();
  claim(contract.objectionTo('Session', session) === '' && session.handed.page === 'settings', `a session in the frame: ${JSON.stringify(session)}`);
  const { records: students } = await client.get(`${link}/people?kind=student&standing=synced&limit=1`);
  const going = await enter(303, statement(handover_key, 'go', { sub: students[0].key, profile: 'student', profile_id: 3 }));
  claim(going.headers.get('location').startsWith(`${about.moodle_url}/auth/userkey/login.php?key=`), `into Moodle: ${going.headers.get('location')}`);
  // Somebody of the console who is a person of openSIS.
  const { users } = await client.get('/api/users');
  const me = users.find((one) => one.name === 'First');
  await client.send('GET', '/sso');
  await client.expect(422, 'PATCH', `/api/users/${me.id}`, { person: { link: 'default', key: 'section:1' } });
  const { records: staff } = await client.get(`${link}/people?kind=staff&standing=synced&limit=1`);
  const mapped = await client.expect(200, 'PATCH', `/api/users/${me.id}`, { person: { link: 'default', key: staff[0].key } });
  claim(mapped.person.key === staff[0].key, 'the person is kept');
  const gone = await client.send('GET', '/sso');
  claim(gone.status === 303 && gone.headers.get('location').includes('/auth/userkey/login.php?key='), `GET /sso: ${gone.status} ${gone.text}`);
  await client.expect(200, 'PATCH', `/api/users/${me.id}`, { person: null });
}

async function undo(run) {
  await client.until('/api/links', (all) => all.links.every((one) => !one.running));
  await client.expect(200, 'PATCH', link, { enabled: false });
  await client.expect(202, 'POST', `${link}/runs/${run.id}/undo`);
  await client.until(`${link}/runs`, (all) => all.runs.some((one) => one.what === `undo ${run.id}` && one.ended));
  await client.expect(202, 'POST', `${link}/runs`, { kind: 'sync' });
  const { runs: [going] } = await client.get(`${link}/runs`);
  const asked = await client.send('POST', `${link}/runs/${going.id}/abort`);
  claim([202, 409].includes(asked.status), `abort: ${asked.status}`);
  await client.until(`${link}/runs`, (all) => all.runs.every((one) => one.ended));
}

async function rest() {
  await client.get('/api/audit?action=link');
  const page = await client.get('/api/audit?limit=3');
  await client.get(`/api/audit?limit=3&cursor=${page.next_cursor}&who=First&link=default&from=0&to=99999999999`);
  const csv = await client.send('GET', '/api/audit.csv');
  claim(csv.text.split('\r\n').length > 10, 'the audit as a file');
  await client.get('/healthz');
  await client.get('/readyz');
  const metrics = await client.send('GET', '/metrics');
  claim(/causeway_records\{link="default",kind="student",standing="synced"\} [1-9]/.test(metrics.text), 'records are counted');
  await client.send('GET', '/plugins/openSIS-Web-Services.zip');
  await client.expect(404, 'GET', '/plugins/other.zip');
  await client.expect(415, 'POST', '/api/links', 'name=x', { 'Content-Type': 'text/plain' });
  await client.expect(400, 'POST', '/api/links', '{');
  await client.expect(413, 'POST', '/api/links', JSON.stringify({ name: 'x'.repeat(1100000) }));
}

try {
  await session();
  await users();
  hint_key = await settings();
  const events = new Events(client);
  await events.open();
  await lookalikes();
  const run = await runs(await plan());
  await records();
  await matches();
  await hints(hint_key);
  await handover();
  await intake({ client, about, contract, complain, claim, password });
  await grades({ client, link, about, contract, complain, claim, inOpensis, statement: (page, more) => statement(handover_key, page, more), hint: (body) => client.expect(204, 'POST', '/hints/moodle', body, signed(hint_key, body)) });
  await fields(hint_key);
  await rollover();
  await badHours({ client, about, contract, complain, claim, link, statement: (page, more) => statement(handover_key, page, more) });
  await undo(run);
  await rest();
  await everythingElse({ client, about, contract, complain, claim, password, link, run, statement: () => statement(handover_key, 'settings') });
  await client.expect(204, 'DELETE', '/api/session');
  await client.expect(401, 'GET', '/api/session');
  await events.reading;  // the server ends it
  claim(events.got[0]?.event === 'hello', 'hello comes first');
  for (const event of ['hello', 'link', 'plan', 'intake', 'run', 'progress', 'session'])
    claim(events.got.some((one) => one.event === event), `no event ${event} came`);
  const told = events.got.filter((one) => one.event === 'progress').map((one) => one.at);
  claim(told.every((at, index) => index < 4 || at - told[index - 4] > 700), 'more than four progress events a second');
  // A short run may end before it can be aborted.
  for (const operation of contract.unseen().filter((one) => one !== 'abortRun')) complain(`${operation} was never answered well`);
  for (const promise of contract.unkept(rarely)) complain(`${promise} is promised, and nobody ever had it`);
  console.log(`${contract.operations.length} operations, ${[...contract.seen.values()].reduce((sum, one) => sum + one.size, 0)} kinds of answers, ${events.got.length} events`);
} catch (error) {
  complain(error.stack);
}
server.stdin.end();
claim((await ended) === 0, 'the server ended well');
await log.ended;
claim(log.lines.length > 40 && log.lines.some((one) => / run \d+ ended with /.test(one)), `the log tells what happened: ${log.lines.length} lines`);
for (const objection of log.objections([about.moodle_token, password, `${password}!`, handover_key, hint_key, client.cookie.split('=')[1], client.csrf, ...statements], about.students)) complain(objection);
console.log(complaints.length === 0 ? 'all as docs/openapi.yaml promises' : `${complaints.length} complaints`);
process.exit(complaints.length === 0 ? 0 : 1);
