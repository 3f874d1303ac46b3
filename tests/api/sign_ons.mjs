// SPDX-License-Identifier: GPL-3.0-or-later
// A school day begins: 500 people a second come over from openSIS and go on into Moodle, for a
// minute. Every answer must be an address of the stand-in Moodle. What
// Causeway adds is measured one at a time, beside the same two calls of Moodle by themselves.
// usage: node sign_ons.mjs API_SERVER [SECONDS [A_SECOND]]     (60 and 500; by hand, not in the tests)
import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';

const [seconds, rate] = [Number(process.argv[3] ?? 60), Number(process.argv[4] ?? 500)];
const password = 'correct horse battery';
const server = spawn(process.argv[2], ['4000'], { stdio: ['pipe', 'pipe', 'inherit'] });
const about = JSON.parse(await new Promise((go) => createInterface({ input: server.stdout }).once('line', go)));
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const key = randomBytes(32);

function ask(method, path, body, type, more = {}) {
  return new Promise((go, fail) => {
    const asked = request(about.url + path, { method, agent, headers: { ...(body && { 'Content-Type': type ?? 'application/json' }), ...more } }, (answer) => {
      let text = '';
      answer.on('data', (piece) => { text += piece; }).on('end', () => go({ status: answer.statusCode, text, headers: answer.headers }));
    });
    asked.on('error', fail);
    asked.end(body);
  });
}
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
function statement(sub) {
  const now = Math.floor(Date.now() / 1000);
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iss: 'opensis', aud: 'causeway:default', sub, profile: 'student', profile_id: 3, name: 'X', user: 'x', school: 1, year: 2026,
    page: 'go', origin: 'http://127.0.0.1:8081', jti: randomBytes(16).toString('base64url'), iat: now, exp: now + 60 })}`;
  return `statement=${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

const first = await ask('POST', '/api/setup', JSON.stringify({ code: about.setup_code, name: 'First', password }));
const mine = { Cookie: first.headers['set-cookie'][0].split(';')[0], 'X-CSRF-Token': JSON.parse(first.text).csrf };
const api = async (method, path, body) => JSON.parse((await ask(method, path, body && JSON.stringify(body), undefined, mine)).text);
await api('PATCH', '/api/links/default', { settings: { opensis: { handover_key: key.toString('base64url'), web_origin: 'http://127.0.0.1:8081' } } });
await api('POST', '/api/links/default/connect', {});
await api('POST', '/api/links/default/opensis-check', {});
await api('POST', '/api/links/default/runs', { kind: 'sync' });
for (;;) {
  await new Promise((go) => setTimeout(go, 200));
  const { runs } = await api('GET', '/api/links/default/runs');
  if (runs.length > 0 && runs.every((one) => one.ended)) break;
}
const people = [];
for (let cursor = ''; cursor !== null;) {
  const page = await api('GET', `/api/links/default/people?kind=student&standing=synced&limit=500&cursor=${cursor}`);
  people.push(...page.records.filter((one) => one.state === 'active').map((one) => one.key));
  cursor = page.next_cursor ? encodeURIComponent(page.next_cursor) : null;
}
console.log(`${people.length} students`);

const took = [];
const bad = {};
let asked = 0;
const pending = new Set();
const begin = performance.now();
while (performance.now() - begin < seconds * 1000) {
  for (const due = Math.floor((performance.now() - begin) * rate / 1000); asked < due; ++asked) {
    const sent = performance.now();
    const one = ask('POST', '/enter/default', statement(people[asked % people.length]), 'application/x-www-form-urlencoded').then((answer) => {
      took.push(performance.now() - sent);
      const good = answer.status === 303 && answer.headers.location.startsWith(`${about.moodle_url}/auth/userkey/login.php?key=`);
      if (!good) bad[answer.status] = (bad[answer.status] ?? 0) + 1;
    }, (error) => { bad[error.code] = (bad[error.code] ?? 0) + 1; }).finally(() => pending.delete(one));
    pending.add(one);
  }
  await new Promise((go) => setTimeout(go, 2));
}
await Promise.all(pending);
const spent = (performance.now() - begin) / 1000;

// The same two calls of Moodle alone, one after the other, as the measure of what is not ours.
const own = [];
const moodle = new Agent({ keepAlive: true });
const call = (fields) => new Promise((go, fail) => {
  const one = request(`${about.moodle_url}/webservice/rest/server.php`, { method: 'POST', agent: moodle, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
    (answer) => answer.on('data', () => {}).on('end', go));
  one.on('error', fail);
  one.end(new URLSearchParams({ wstoken: about.moodle_token, moodlewsrestformat: 'json', ...fields }).toString());
});
const { records } = await api('GET', '/api/links/default/people?kind=student&standing=synced&limit=1');
const alone = [];
for (let i = 0; i < 500; ++i) {
  let sent = performance.now();
  await call({ wsfunction: 'core_user_get_users_by_field', field: 'id', 'values[0]': String(records[0].remote) });
  await call({ wsfunction: 'auth_userkey_request_login_url', 'user[email]': records[0].subtitle });
  own.push(performance.now() - sent);
  sent = performance.now();
  await ask('POST', '/enter/default', statement(people[(i * 7 + 3) % people.length]), 'application/x-www-form-urlencoded');
  alone.push(performance.now() - sent);
}
const at = (list, share) => list.toSorted?.((a, b) => a - b)[Math.floor((list.length - 1) * share)] ?? [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) * share)];
const said = (list) => `median ${at(list, 0.5).toFixed(1)} ms, 99% ${at(list, 0.99).toFixed(1)} ms`;
console.log(`${took.length} sign-ons in ${spent.toFixed(1)} s (${(took.length / spent).toFixed(0)}/s), bad: ${JSON.stringify(bad)}; under this load ${said(took)}`);
console.log(`one at a time: ${said(alone)}; Moodle's two calls by themselves: ${said(own)}; added: median ${(at(alone, 0.5) - at(own, 0.5)).toFixed(1)} ms, 99% ${(at(alone, 0.99) - at(own, 0.99)).toFixed(1)} ms`);
server.stdin.end();
await new Promise((go) => server.on('exit', go));
process.exit(Object.keys(bad).length === 0 ? 0 : 1);
