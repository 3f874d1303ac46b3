// SPDX-License-Identifier: GPL-3.0-or-later
// The mock's "Get LMS Data": previews of made-up rows, decisions about them, and runs.
import { now, problem } from './school.mjs';

const moodle = 'https://moodle.example.org';
const missing = [404, problem('There is no such preview', 'It may have given way to newer ones.', 'Make a new one.', 'not_found')];
const kinds = ['staff', 'students', 'courses', 'staff-schedule', 'student-schedule', 'history'];
const rowKind = { staff: 'staff', students: 'students', courses: 'sections', 'staff-schedule': 'teaches', 'student-schedule': 'learns', history: 'history' };
const fates = ['created', 'updated', 'linked', 'doubtful', 'refused', 'unchanged', 'left_out'];
const usual = { schools: [1], teacher_roles: ['editingteacher', 'teacher'], student_roles: ['student'], courses_from: 'category', dates: 'period', credits: 1, grade: '', grades: [], places: [], first_passwords: false };
const school = {
  id: 1, title: 'Hillside High School', year: 2026, begins: '2026-08-20', ends: '2027-06-10',
  grade_levels: [{ title: 'Grade 9', short_name: '09' }, { title: 'Grade 10', short_name: '10' }], terms: [{ title: 'Full Year', begins: '2026-08-20', ends: '2027-06-10' }],
  subjects: [], categories: [{ id: 3, path: 'Science' }, { id: 7, path: 'Science / Biology' }, { id: 9, path: 'Languages / French' }],
};
const names = ['Ada Quill', 'Bruno Amber', 'Clara Birch', 'Dario Cobble', 'Edda Dune', 'Felix Elder', 'Greta Fennel', 'Hugo Gorse', 'Ines Harrow', 'Jonas Inkwell'];

const refused = (why, cure, code, row) => problem('The record cannot be brought into openSIS', why, cure, code, row);
const candidate = (key, first_name, last_name, email, number, birth_date, here) => ({ key, first_name, middle_name: '', last_name, email, username: '', number, phone: '', birth_date, here });

function row(what, index, choices) {
  const name = names[index % names.length];
  const people = what === 'staff' || what === 'students';
  const id = people ? `user:${100 + index}` : what === 'courses' ? `course:${7 + index}` : `${what === 'history' ? 'grade' : 'member'}:${7 + (index % 5)}/${100 + index}`;
  const [first_name, last_name] = name.split(' ');
  const out = {
    id, kind: rowKind[what], title: people ? name : what === 'courses' ? `Biology ${index + 1}` : `${name} in Biology`, fate: 'created', reason: 'new in openSIS, in Grade 9', key: null,
    moodle_url: `${moodle}/user/profile.php?id=${100 + index}`, problem: null, candidates: [], choice: choices.get(id) ?? '', slow: what === 'student-schedule' && index % 4 === 0,
    there: people ? { first_name, middle_name: '', last_name, email: `${name}@example.org`.toLowerCase().replace(' ', '.'), username: `u${100 + index}`, number: '', phone: '' } : { short_name: `BIO-${index + 1}`, category: 'Science / Biology', begins: '2026-08-24', ends: '' },
  };
  if (out.choice === 'leave_out') return { ...out, fate: 'left_out', reason: 'left out' };
  if (out.choice !== '' && out.choice !== 'new') return { ...out, fate: 'linked', reason: 'a person decided', key: out.choice };
  if (people && index % 11 === 4 && out.choice === '') return { ...out, fate: 'doubtful', reason: `openSIS has somebody of the same name: student:41 (${name}), born 2010-05-01`,
    problem: problem('It is not certain who this is in openSIS', 'The names are the same.', 'If they are the same, say so: --same user:104=student:NUMBER. If not: --same user:104=new. Else leave the person out.', 'intake.doubtful', id),
    candidates: [candidate('student:41', first_name, last_name, `${last_name}@home.example.org`.toLowerCase(), 'S-41', '2010-05-01', true), candidate('student:77', first_name, last_name, '', '', '2009-11-30', false)] };
  if (people && (index === 6 || index === 7)) return { ...out, fate: 'refused', reason: `it has the same e-mail address as user:${index === 6 ? 107 : 106} in Moodle`, problem: refused('It has the same e-mail address as another account.', 'Merge or correct the accounts in Moodle, or leave out all but one of them.', 'intake.duplicate', id) };
  if (index % 13 === 9) return { ...out, fate: 'refused', reason: 'Moodle shows no e-mail address', problem: refused('Moodle shows no e-mail address', 'Enter one in Moodle (and see that the service account may read it).', 'intake.no_email', id) };
  return out;
}

const counts = (rows, kind) => ({ [kind]: Object.fromEntries(fates.map((fate) => [fate, rows.filter((one) => one.fate === fate).length])) });
const duplicate = (one) => one.problem?.code === 'intake.duplicate';

class Desk {
  constructor() { Object.assign(this, { previews: [], choices: new Map(), rows: new Map() }); }

  make(request, by) {
    const preview = { id: (this.previews[0]?.id ?? 0) + 1, state: 'ready', by, begun: now(), made: now(), request: { ...usual, ...request }, school, problem: null, run: null, progress: null };
    for (const one of this.previews) if (one.state === 'ready' && one.request.what === request.what) one.state = 'outdated';
    this.previews.unshift(preview);
    return this.plan(preview);
  }

  plan(preview) {
    const { what } = preview.request;
    const rows = Array.from({ length: what === 'student-schedule' ? 140 : 60 }, (_one, index) => row(what, index, this.choices));
    this.rows.set(preview.id, rows);
    const slow = rows.filter((one) => one.slow).length;
    return Object.assign(preview, {
      counts: counts(rows, rowKind[what]), writes: rows.filter((one) => ['created', 'updated', 'linked'].includes(one.fate)).length, doubtful: rows.filter((one) => one.fate === 'doubtful').length,
      duplicates: rows.filter(duplicate).length, slow_rows: slow, seconds_a_slow_row: slow > 0 ? 1.84 : null,
    });
  }
}

const deskOf = (state) => (state.intake ??= new Desk());
const previewOf = (state, at) => deskOf(state).previews.find((one) => String(one.id) === at.preview);
const who = (state) => state.users.find((one) => one.id === state.me)?.name ?? '';
const csv = (rows) => [200, `\uFEFF${rows.map((one) => [one.id, one.title, one.fate, one.reason].map((text) => `"${text}"`).join(',')).join('\r\n')}\r\n`, 'text/csv'];
const notes = (run) => Array.from({ length: 14 }, (_one, index) => row(kinds.find((kind) => run.what === `intake ${kind}`) ?? 'students', index, new Map())).map((one, index) => ({
  id: index + 1, row: one.id, kind: one.kind, title: one.title, fate: one.fate, keys: one.fate === 'created' ? [`student:${200 + index}`] : [], reason: one.reason, cure: one.problem?.cure ?? '', code: one.problem?.code ?? '', taken_back: null }));
const notTaken = (one) => ['refused', 'doubtful', 'left_out'].includes(one.fate);

function page(list, query) {
  const from = Number(query.cursor ?? 0);
  const limit = Number(query.limit ?? 50);
  return { rows: list.slice(from, from + limit), next_cursor: from + limit < list.length ? String(from + limit) : null };
}

const base = '/api/links/{link}/intake';
export const intakeRoutes = {
  [`GET ${base}`]: ({ state }) => [200, { previews: deskOf(state).previews, school: deskOf(state).previews.length > 0 ? school : null, last_runs: Object.fromEntries(kinds.map((kind) => [kind, state.runs.find((run) => run.what === `intake ${kind}`) ?? null])) }],
  [`POST ${base}/previews`]: ({ state, body }) => [202, deskOf(state).make(body, who(state))],
  [`GET ${base}/previews/{preview}`]: ({ state, at }) => { const one = previewOf(state, at); return one ? [200, one] : missing; },
  [`GET ${base}/previews/{preview}/rows`]: ({ state, at, query }) => {
    const one = previewOf(state, at);
    if (!one) return missing;
    const text = (query.q ?? '').toLowerCase();
    const rows = deskOf(state).rows.get(one.id).filter((each) => (!query.fate || each.fate === query.fate) && (!query.code || each.problem?.code === query.code) && `${each.title} ${each.id} ${each.reason}`.toLowerCase().includes(text));
    return [200, { ...page(rows, query), total: rows.length }];
  },
  [`GET ${base}/previews/{preview}/not-taken.csv`]: ({ state, at }) => csv(deskOf(state).rows.get(Number(at.preview)).filter(notTaken)),
  [`POST ${base}/previews/{preview}/choices`]: ({ state, at, body }) => {
    const one = previewOf(state, at);
    if (!one) return missing;
    for (const id of body.rows) if (body.choice === '') deskOf(state).choices.delete(id); else deskOf(state).choices.set(id, body.choice);
    return [200, deskOf(state).plan(one)];
  },
  [`POST ${base}/runs`]: ({ state, live, at, body }) => {
    const one = deskOf(state).previews.find((each) => each.id === body.preview);
    if (!one) return missing;
    const run = live.startRun(at.link, who(state), `intake ${one.request.what}`, { intake: one.counts, first_passwords: one.request.first_passwords ? 12 : 0 }, 300);
    Object.assign(one, { state: 'applied', run: run?.id ?? null });
    return [202, { run: run?.id ?? null }];
  },
  [`GET ${base}/runs/{run}/rows`]: ({ state, at, query }) => [200, page(notes(state.runs.find((one) => String(one.id) === at.run)).filter((one) => query.left !== 'true' || notTaken(one)), query)],
  [`GET ${base}/runs/{run}/not-taken.csv`]: ({ state, at }) => csv(notes(state.runs.find((one) => String(one.id) === at.run)).filter(notTaken)),
  [`POST ${base}/runs/{run}/first-passwords`]: ({ state, at }) => {
    Object.assign(state.runs.find((one) => String(one.id) === at.run), { first_passwords: 0 });
    return [200, { passwords: [{ person: 'Ada Quill', login: 'u100', password: 'not-a-real-one' }] }];
  },
};
