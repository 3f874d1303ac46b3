// SPDX-License-Identifier: GPL-3.0-or-later
// "Get LMS Data" through the API: people who are in Moodle alone come into openSIS, one of them
// doubtful until a person decides; a second run changes nothing; undo takes it back.
import { Client } from './client.mjs';

const link = '/api/links/default';
const desk = `${link}/intake`;

export async function intake({ client, about, contract, complain, claim, password }) {
  const moodle = await peopleOfMoodle(about);
  await onlySuperAdministrators({ client, about, contract, complain, password });

  await client.get(desk);
  await client.expect(422, 'POST', `${desk}/previews`, { what: 'parents' });
  await client.expect(422, 'POST', `${desk}/previews`, { what: 'students', places: [{ category: 3, subject: '<b>Maths</b>' }] });
  await client.expect(422, 'POST', `${desk}/previews`, { what: 'students', teacher_roles: [] });
  await client.expect(404, 'GET', `${desk}/previews/999`);

  const asked = { what: 'students', schools: [1], first_passwords: true };
  const preview = async (request) => {
    const begun = await client.expect(202, 'POST', `${desk}/previews`, request);
    return client.until(`${desk}/previews/${begun.id}`, (one) => one.state !== 'making');
  };
  // A change in openSIS may begin a sync at any moment, so it need not be the newest run.
  const run_ended = async (what) => {
    const one = ({ runs }) => runs.find((run) => run.what === what && run.ended);
    return one(await client.until(`${link}/runs`, one));
  };
  const first = await preview(asked);
  claim(first.state === 'ready' && first.school.id === 1 && first.school.categories.length > 0, `a preview: ${JSON.stringify(first).slice(0, 400)}`);
  claim(first.doubtful === 1 && first.duplicates === 2, `one doubtful, two share an address: ${JSON.stringify(first.counts)}`);
  const rows = (query) => client.get(`${desk}/previews/${first.id}/rows?${query}`);
  const { rows: [fresh] } = await rows('q=Vesper');
  claim(fresh?.fate === 'created' && fresh.there.email === 'vesper.intake@example.org' && fresh.moodle_url.includes('/user/'), `a new one: ${JSON.stringify(fresh)}`);
  const { rows: [doubtful], total } = await rows('fate=doubtful&limit=1');
  claim(total === 1 && doubtful.candidates.some((one) => one.key === moodle.like.key), `side by side: ${JSON.stringify(doubtful)}`);
  const { rows: twice } = await rows('code=intake.duplicate');
  claim(twice.length === 2 && twice[0].problem.cure !== '', 'duplicates in Moodle are shown');
  const page = await rows('limit=2');
  claim((await rows(`limit=2&cursor=${page.next_cursor}`)).rows[0].id !== page.rows[0].id, 'pages of rows');
  const csv = await client.send('GET', `${desk}/previews/${first.id}/not-taken.csv`);
  claim(csv.text.split('\r\n').length >= 5 && csv.text.includes('doubtful'), `what is not taken: ${csv.text}`);

  const choose = (status, body) => client.expect(status, 'POST', `${desk}/previews/${first.id}/choices`, body);
  await choose(422, { rows: [doubtful.id], choice: 'burn' });
  await choose(422, { rows: [doubtful.id], choice: 'staff:1' });
  await choose(404, { rows: ['user:999999'], choice: 'new' });
  const decided = await choose(200, { rows: [doubtful.id], choice: 'new' });
  claim(decided.doubtful === 0 && decided.writes === first.writes + 1, 'a decision is seen at once');
  const left = await choose(200, { rows: [twice[0].id], choice: 'leave_out' });
  claim(left.duplicates === 0 && left.writes === decided.writes + 1, `the other of a pair can come: ${JSON.stringify(left.counts)}`);
  await choose(200, { rows: [twice[0].id], choice: '' });
  await choose(200, { rows: [twice[0].id], choice: 'leave_out' });

  // A person picks two; the name of one changes in Moodle before it is brought in.
  await moodle.call('core_user_update_users', { 'users[0][id]': fresh.id.split(':')[1], 'users[0][lastname]': 'Moved' });
  const only = [fresh.id, doubtful.id];
  await client.expect(404, 'POST', `${desk}/runs`, { preview: 999 });
  await client.expect(202, 'POST', `${desk}/runs`, { preview: first.id, only });
  const run = await run_ended('intake students');
  claim(run.state === 'some_refused' && run.intake.students.created === 1 && run.intake.students.refused === 1 && run.undoable && run.first_passwords === 1, `the run: ${JSON.stringify(run)}`);
  const brought = await client.get(`${desk}/runs/${run.id}/rows?limit=1`);
  claim(brought.rows[0].row === doubtful.id && brought.rows[0].keys.length === 1, `what it brought: ${JSON.stringify(brought)}`);
  await client.get(`${desk}/runs/${run.id}/rows?limit=1&cursor=${brought.next_cursor}`);
  const { rows: moved } = await client.get(`${desk}/runs/${run.id}/rows?left=true&limit=500`);
  claim(moved.find((one) => one.row === fresh.id)?.code === 'intake.moved', `who changed meanwhile waits: ${JSON.stringify(moved.slice(0, 3))}`);
  claim((await client.send('GET', `${desk}/runs/${run.id}/not-taken.csv`)).text.includes('otherwise by now'), 'a file of the run');
  const { passwords } = await client.expect(200, 'POST', `${desk}/runs/${run.id}/first-passwords`);
  claim(passwords.length === 1 && passwords[0].password.length === 14, 'a first password is handed out');
  await client.expect(409, 'POST', `${desk}/runs/${run.id}/first-passwords`);
  await client.expect(409, 'POST', `${desk}/runs`, { preview: first.id });
  await client.expect(404, 'GET', `${desk}/runs/1/rows`);
  claim((await client.get(desk)).last_runs.students.id === run.id, 'the last run of its kind');

  const second = await preview(asked);
  claim(second.counts.students.created === 2 && second.counts.students.left_out === 1 && second.doubtful === 0, `choices are kept: ${JSON.stringify(second.counts)}`);
  await client.expect(202, 'POST', `${link}/runs/${run.id}/undo`);
  const undone = await run_ended(`intake undo ${run.id}`);
  claim(undone.state === 'in_step' && undone.intake.records.taken_back === 1 && !undone.undoable, `undone: ${JSON.stringify(undone)}`);
  claim((await client.get(`${desk}/runs/${run.id}/rows`)).rows[0].taken_back !== null, 'the row says that it was taken back');
  claim((await client.get(`${desk}/previews/${second.id}`)).state === 'outdated', 'the preview from before is old');
}

// A course with four people: a new one, one who is called as a student is, two with one address.
async function peopleOfMoodle(about) {
  const call = async (name, fields) => {
    const form = new URLSearchParams({ wstoken: about.moodle_token, wsfunction: name, moodlewsrestformat: 'json', ...fields });
    return (await fetch(`${about.moodle_url}/webservice/rest/server.php`, { method: 'POST', body: form })).json();
  };
  const [category] = await call('core_course_create_categories', { 'categories[0][name]': 'Clubs' });
  const [course] = await call('core_course_create_courses', { 'courses[0][fullname]': 'Chess', 'courses[0][shortname]': 'CHESS', 'courses[0][categoryid]': category.id });
  const like = about.students[5];
  const people = [['Vesper', 'Intake', 'vesper.intake'], [like.first_name, like.last_name, 'namesake.intake'], ['Nell', 'Pair', 'pair.one'], ['Nan', 'Pair', 'pair.two']];
  const fields = Object.fromEntries(people.flatMap(([first, last, user], at) => Object.entries({ username: user, password: 'Intake-4-test!', firstname: first, lastname: last, email: `${user}@example.org` })
    .map(([field, text]) => [`users[${at}][${field}]`, text])));
  const users = await call('core_user_create_users', fields);
  // Moodle refuses a second account of one address, but not two with one id number.
  await call('core_user_update_users', { 'users[0][id]': users[2].id, 'users[0][idnumber]': 'PAIR', 'users[1][id]': users[3].id, 'users[1][idnumber]': 'PAIR' });
  await call('enrol_manual_enrol_users', Object.fromEntries(users.flatMap(({ id }, at) => [['roleid', 5], ['userid', id], ['courseid', course.id]].map(([field, value]) => [`enrolments[${at}][${field}]`, value]))));
  return { call, like };
}

async function onlySuperAdministrators({ client, about, contract, complain, password }) {
  const made = await client.expect(201, 'POST', '/api/users', { name: 'Dee', password, role: 'administrator', schools: [{ link: 'default', school: 1 }] });
  const dee = new Client(about.url, contract, complain);
  await dee.expect(200, 'POST', '/api/session', { name: 'Dee', password });
  await dee.expect(403, 'GET', desk);
  await dee.expect(403, 'POST', `${desk}/previews`, { what: 'students' });
  await dee.expect(403, 'POST', `${desk}/runs/1/first-passwords`);
  await client.expect(204, 'DELETE', `/api/users/${made.id}`);
}
