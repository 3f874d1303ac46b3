// SPDX-License-Identifier: GPL-3.0-or-later
// Answers that only a bad hour brings: Moodle or openSIS away, more work than may wait, windows and
// callers too many. Each is provoked, and what was done for it is put back.
import { Client } from './client.mjs';

export async function badHours(world) {
  const { client, about, contract, complain, claim, link, statement } = world;
  const sandbox = async (switches) => { const done = await fetch(`${about.moodle_url}/sandbox/switches`, { method: 'POST', body: new URLSearchParams(switches) }); claim(done.ok, `a switch of the stand-in: ${done.status}`); };
  const setting = (settings) => client.expect(200, 'PATCH', link, { settings });
  await client.until('/api/links', (all) => all.links.every((one) => !one.running));
  await client.expect(200, 'PATCH', link, { enabled: false });
  const { settings: before } = await client.get(link);
  const { records: [student] } = await client.get(`${link}/people?kind=student&standing=synced&limit=1`);
  const { records: [section] } = await client.get(`${link}/sections?standing=synced&limit=1`);
  const { sections: [graded] } = await client.get(`${link}/grades?limit=1`);
  const there = new Set((await client.get(`${link}/people?kind=student&standing=synced&limit=500`)).records.map((one) => one.key));
  const pupil = (await client.get(`${link}/grades/${graded.key}`)).students.find((one) => there.has(one.student));
  const { matches: [match] } = await client.get(`${link}/matches`);
  claim(match, 'somebody is doubtful still');
  const turn = await client.expect(200, 'POST', `${link}/rollover/plans`, { begins: new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10) });
  const option = { of: graded.key, option: 'moodle' };
  const form = { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'cross-site', Origin: 'http://127.0.0.1:8081' };
  const enter = async (status, sub, more = {}) => {
    const answer = await new Client(about.url, contract, complain).send('POST', '/enter/default', `statement=${statement('go', { sub, profile: 'student', profile_id: 3 })}`, { ...form, 'User-Agent': `window ${++browser}`, ...more });
    if (status) claim(answer.status === status, `/enter: ${answer.status} instead of ${status}`);
    return answer.status;
  };
  const { users } = await client.get('/api/users');
  const me = users.find((one) => one.name === 'First');
  const { records: [staff] } = await client.get(`${link}/people?kind=staff&standing=synced&limit=1`);
  const stand_for = (key) => client.expect(200, 'PATCH', `/api/users/${me.id}`, { person: key && { link: 'default', key } });
  // Each from a browser of its own, so that nobody follows whoever went before.
  let browser = 0;
  const go = async (of = ++browser) => (await client.send('GET', '/sso', undefined, { 'User-Agent': `window ${of}` })).status;

  // Callers: from elsewhere, and one browser that wants everything at once.
  await client.expect(403, 'GET', '/metrics', undefined, { 'X-Forwarded-For': '203.0.113.5' });
  const streams = [];
  for (let last = 200; last === 200 && streams.length < 40;) {
    const stop = new AbortController();
    const answer = await fetch(`${about.url}/api/events`, { headers: { Cookie: client.cookie }, signal: stop.signal });
    last = answer.status;
    const told = { status: last, type: answer.headers.get('content-type'), text: '' };
    if (last === 200) streams.push(stop);
    else { told.text = await answer.text(); told.json = JSON.parse(told.text); }
    const wrong = contract.check('GET', '/api/events', told);
    claim(wrong === '', wrong);
  }
  claim(streams.length < 40, 'one session opens streams without end');
  for (const one of streams) one.abort();

  // Moodle is away.
  await setting({ moodle: { url: 'http://127.0.0.1:1' } });
  await client.expect(502, 'GET', `${link}/grades/${graded.key}/why/${pupil.student}`);
  await client.expect(502, 'POST', `${link}/grades/option/plan`, option);
  await client.expect(502, 'GET', `${link}/matches`);
  await client.expect(502, 'POST', `${link}/matches/${match.key}`, { decision: 'create' });
  await enter(503, student.key);
  await stand_for(staff.key);
  claim(await go() === 503, 'nobody goes to a Moodle that is away');
  await setting({ moodle: { url: before.moodle.url } });
  await client.expect(200, 'POST', `${link}/connect`);

  // Into Moodle: who is not there, two windows at once, too many in a second.
  await enter(409, 'student:99999');
  await stand_for('staff:99999');
  claim(await go() === 409, 'nobody goes to Moodle who is not there');
  await stand_for(staff.key);
  await sandbox({ latency_ms: 700 });
  const two = async (so) => (await Promise.all([so(), so()])).sort().join();
  const seen = [await two(() => go('both')), await two(() => enter(0, student.key, { 'User-Agent': 'both' }))];
  claim(seen.every((one) => one === '200,303'), `the second window follows the first: ${seen.join('; ')}`);
  await sandbox({ latency_ms: 0 });
  await setting({ sso: { per_second: 1 } });
  let often = [];
  for (let i = 0; i < 4; ++i) often.push(await go());
  claim(often.includes(429), `one a second: ${often}`);
  await setting({ sso: { per_second: null } });

  // openSIS is away, or was never named.
  const { host, port, socket, database, user, tls, password } = before.opensis;
  claim(!password.set, 'the address can be put back');
  await setting({ opensis: { host: '127.0.0.1', port: 1, socket: null } });
  await client.expect(502, 'GET', `${link}/rollover`);
  await client.expect(502, 'POST', `${link}/rollover/plans`, { begins: '2099-09-01' });
  await client.expect(502, 'POST', `${link}/rollover/turns/${turn.id}/confirm`, { name: 'R. Head', because: 'the year is over' });
  await client.expect(502, 'PUT', `${link}/rollover/hold`, { from: '2099-06-15', to: '2099-09-01' });
  await client.expect(502, 'DELETE', `${link}/rollover/hold`);
  await setting({ opensis: { host: null, port: null, socket: null, database: null, user: null, tls: null } });
  await client.expect(422, 'GET', `${link}/grades/${graded.key}`);
  await client.expect(422, 'GET', `${link}/rollover`);
  await client.expect(422, 'POST', `${link}/opensis-check`);
  await setting({ opensis: { host, port, socket: socket || null, database, user, tls } });
  claim((await client.expect(200, 'POST', `${link}/opensis-check`)).ok, 'openSIS is back');

  // More work than may wait: Moodle is slow, a run goes on, and eight pieces wait behind it.
  await sandbox({ latency_ms: 4000 });
  const { run } = await client.expect(202, 'POST', `${link}/runs`, { kind: 'verify' });
  await client.expect(409, 'POST', `${link}/runs/${run}/undo`);
  const preview = await client.expect(202, 'POST', `${link}/intake/previews`, { what: 'students' });
  let plan = null;
  for (let i = 0; i < 7; ++i) plan = await client.expect(202, 'POST', `${link}/plan`);
  await client.expect(409, 'POST', `${link}/plan`);
  await client.expect(409, 'POST', `${link}/intake/previews`, { what: 'students' });
  await client.expect(409, 'POST', `${link}/people/${student.key}/sync`);
  await client.expect(409, 'POST', `${link}/sections/${section.key}/sync`);
  await client.expect(409, 'POST', `${link}/fields/pull`);
  await client.expect(409, 'GET', `${link}/plans/${plan.id}/operations`);
  await client.expect(409, 'GET', `${link}/plans/${plan.id}/standings`);
  await client.expect(409, 'GET', `${link}/intake/previews/${preview.id}/rows`);
  await client.expect(409, 'GET', `${link}/intake/previews/${preview.id}/not-taken.csv`);
  await client.expect(409, 'POST', `${link}/intake/previews/${preview.id}/choices`, { rows: ['user:1'], choice: 'new' });
  await sandbox({ latency_ms: 0 });
  const refused = (await client.get(`${link}/plans`)).plans[0];
  claim(refused.state === 'failed' && refused.problem.code === 'work.full', `a plan that may not wait is not being made: ${JSON.stringify(refused)}`);
  const { previews } = await client.get(`${link}/intake`);
  claim(previews[0].state === 'failed' && previews[0].problem.code === 'work.full', `nor a preview: ${JSON.stringify(previews[0]).slice(0, 300)}`);
  await client.until(`${link}/plans`, (all) => all.plans.every((one) => one.state !== 'making'));
  await client.until(`${link}/intake/previews/${preview.id}`, (one) => one.state !== 'making');
  await client.until(`${link}/runs`, (all) => all.runs.every((one) => one.ended));
  await stand_for(null);
}
