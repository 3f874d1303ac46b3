// SPDX-License-Identifier: GPL-3.0-or-later
// The mock's gradebooks: the same for every section, made up out of its people.
import { now, problem } from './school.mjs';
import { run as makeRun } from './state.mjs';

const missing = (what) => [404, problem(`There is no such ${what}`, 'It may have been removed.', 'Go back to the list.', 'not_found')];
const day = 86_400;
const counts = (parts) => Object.fromEntries(['category', 'item', 'grade', 'final', 'sent'].map((kind) => [kind, { created: 0, updated: 0, removed: 0, kept: 0, refused: 0, unchanged: 0, ...parts[kind] }]));
const work = [
  ['Reading diary', 1, 20, '2026-10-18'], ['Worksheet 1', 1, 10, '2026-11-01'], ['Chapter quiz', 2, 25, '2026-11-08'],
  ['Laboratory report', 1, 50, '2026-11-15'], ['Mid-term test', 2, 60, '2026-11-23'], ['Project', 1, 100, '2026-12-09'],
];

// What of grades moves: the choices, the differences that are left, the runs of this sitting.
export function gradesOf(state) {
  state.grades ??= { chosen: {}, decided: new Set(), runs: [], why: null };
  return state.grades;
}

export function gradesRun(id, change = {}) {
  return makeRun(id, {
    what: 'grades pull', by: 'a change in Moodle', started: now() - 400, ended: now() - 399, state: 'in_step', exit: 0, counts: null, changes: 3,
    grades: { counts: counts({ grade: { updated: 3, kept: 1, unchanged: 21 }, sent: { created: 1, unchanged: 2 } }), sections: 2, whole: false, differences: 1, restored: 0, kept: 0, keeper: null }, ...change,
  });
}

function stateOf(state, link) {
  const { runs, why } = gradesOf(state);
  const on = link?.settings.grades.enabled ?? false;
  return { on, why, next: on ? now() + 600 : null, may_pull: true, running: runs.find((one) => one.state === 'running') ?? null, last: runs.find((one) => one.state !== 'running') ?? (on ? gradesRun(57) : null) };
}

function option(state, section) {
  const { chosen } = gradesOf(state);
  if (chosen[section.key]) return { option: chosen[section.key], option_from: 'section' };
  if (chosen[`school:${section.school}`]) return { option: chosen[`school:${section.school}`], option_from: 'school' };
  return { option: 'opensis', option_from: 'settings' };
}

function differencesIn(state, section) {
  const at = state.sections.indexOf(section);
  if (at % 7 !== 0) return [];
  const [one, two, three] = studentsOf(state, section);
  const id = section.key.split(':')[1];
  return [
    { key: `grade:${id}/5003/${one.key.split(':')[1]}`, section: section.key, kind: 'grade', student: one.key, name: one.title, title: 'Chapter quiz', opensis: '21', moodle: '18.5', why: 'it was changed in openSIS', since: now() - 2 * day },
    { key: `grade:${id}/5004/${two.key.split(':')[1]}`, section: section.key, kind: 'grade', student: two.key, name: two.title, title: 'Laboratory report', opensis: '40', moodle: '44', why: 'the grade of this marking period is posted', since: now() - 5 * day },
    { key: `grade:${id}/5005/${three.key.split(':')[1]}`, section: section.key, kind: 'grade', student: three.key, name: three.title, title: 'Mid-term test', opensis: 'none', moodle: '48', why: 'it was removed by hand in openSIS', since: now() - day },
  ].filter((each) => !gradesOf(state).decided.has(each.key));
}

function studentsOf(state, section) {
  const at = state.sections.indexOf(section);
  const students = state.people.filter((one) => one.kind === 'student');
  return Array.from({ length: 14 }, (_one, step) => students[(at * 5 + step * 13) % students.length]);
}

const listed = (state, section) => ({
  key: section.key, title: section.title, subtitle: section.subtitle, school: section.school, moodle_url: section.moodle_url ?? '', ...option(state, section),
  items: work.length, grades: 62, finals: option(state, section).option === 'moodle' ? 14 : 0, newest: now() - 3600, run: 57, differences: differencesIn(state, section).length,
});

function book(state, link, section) {
  const from = (final, maximum, status) => ({ raw: final, final, maximum, weight: 0.2, state: status, grader: 12, graded_at: now() - 3 * day, run: 57 });
  const chosen = option(state, section);
  const students = studentsOf(state, section);
  const grades = students.flatMap((student, row) => work.slice(0, 5).flatMap(([, , max], column) => {
    const final = Math.round(max * (0.6 + ((row * 7 + column * 3) % 9) / 22) * 2) / 2;
    if ((row + column) % 11 === 10) return [];
    const exempt = (row * 3 + column) % 17 === 7;
    const own = row === 3 && column === 1;
    const late = (row + column * 2) % 13 === 4;
    return [{ item: 700 + column, student: student.key, points: exempt ? '*' : String(final), comment: late ? 'late' : '', from: own ? null : from(final, max, exempt ? 'graded, exempt' : late ? 'graded, late' : 'graded') }];
  }));
  return {
    state: stateOf(state, link), key: section.key, title: section.title, subtitle: section.subtitle, school: section.school, moodle_url: section.moodle_url ?? '', ...chosen,
    periods: [{ id: 20, title: 'Full Year', start: '2026-08-20', end: '2027-06-10', grades: false }, { id: 24, title: 'Quarter 2', start: '2026-10-26', end: '2027-01-20', grades: true }], period: 24,
    weights: true, categories: [{ id: 1, title: 'Homework', weight: 40, ours: true }, { id: 2, title: 'Tests', weight: 60, ours: true }],
    items: work.map(([title, category, points, due], column) => ({ id: 700 + column, item: 5001 + column, title, category, points, assigned: '2026-10-10', due, period: 24, moodle_url: `https://moodle.example.org/mod/assign/view.php?id=${5001 + column}` })),
    students: students.map((one, row) => ({ student: one.key, name: one.title, there: row !== 12, total: row === 12 ? null : 70 + ((row * 37) % 290) / 10 })),
    grades, finals: chosen.option === 'moodle' ? students.map((one, row) => ({ period: 24, student: one.key, percent: String(70 + row), letter: row > 9 ? 'B' : 'C', from: from(70 + row, 100, 'graded') })) : [],
    differences: differencesIn(state, section),
  };
}

function plan(state, body) {
  const sections = body.of.startsWith('section:') ? state.sections.filter((one) => one.key === body.of) : state.sections.filter((one) => `school:${one.school}` === body.of);
  const there = body.option === 'moodle';
  const steps = sections.slice(0, 3).flatMap((section) => studentsOf(state, section).map((one, row) => ({
    section: section.key, kind: 'final', verb: there ? 'create' : 'remove', student: one.key, name: one.title, title: '', period: 24,
    before: there ? '' : `${70 + row} % C`, after: there ? `${70 + row} % C` : '', reason: there ? 'Moodle keeps this gradebook' : 'openSIS keeps this gradebook again',
  })));
  return { of: body.of, option: body.option, mark: `${body.of} ${body.option}`, counts: counts({ final: { [there ? 'created' : 'removed']: steps.length } }), sections: sections.length, steps, steps_total: steps.length, differences: [], differences_total: 0, refused: [], problems: [] };
}

const why = {
  opensis: 88.25, moodle: 84.09,
  reasons: ['openSIS takes the plain mean of the percentages in each category and weighs the categories; categories without a grade leave their weight to the others.', 'Moodle leaves out the 1 lowest of "Homework"; openSIS has no such rule.', 'Left out by Moodle’s drop rule, counted by openSIS: "Worksheet 1".'],
  table: [['Algebra', 1, '', '', '', '', '', ''], ['Homework', 2, '40.00 %', '', '', '', '', ''], ['Reading diary', 3, '50.00 %', '18.00', '0–20', '90.00 %', 'Good work.', '18.00 %'], ['Worksheet 1', 3, '0.00 %', '4.00', '0–10', '40.00 %', '', '0.00 %'], ['Homework total', 2, '40.00 %', '18.00', '0–20', '90.00 %', '', ''], ['Course total', 1, '', '84.09', '0–100', '84.09 %', '', '']]
    .map(([item, level, weight, grade, range, percentage, feedback, contribution]) => ({ item, level, weight, grade, range, percentage, feedback, contribution })),
  table_problem: null,
};

// A run that ends by itself after a moment.
function start(state, live, link, change) {
  const { runs } = gradesOf(state);
  const id = Math.max(state.runs[0]?.id ?? 0, runs[0]?.id ?? 0, 57) + 1;
  const one = gradesRun(id, { link, state: 'running', started: now(), ended: null, exit: null, grades: null, changes: 0, undoable: false, ...change });
  runs.unshift(one);
  state.runs.unshift(one);
  live.tell('run', { link, phase: 'begin', run: one });
  live.every(900, () => {
    Object.assign(one, { ...gradesRun(id), link, what: one.what, by: one.by, started: one.started, ended: now(), undoable: true });
    live.tell('run', { link, phase: 'end', run: one });
    return false;
  });
  return [202, { run: id }];
}

// A teacher has the first few sections, and no school.
const teaches = (state) => state.users.find((one) => one.id === state.me)?.role === 'teacher';
const seen = (state) => {
  const all = state.sections.filter((one) => one.standing === 'synced');
  return teaches(state) ? all.slice(0, 3) : all;
};

const of = (state, key) => state.sections.find((one) => one.key === key);
const linkOf = (state, at) => state.links.find((one) => one.summary.name === at.link);
const by = (state) => state.users.find((one) => one.id === state.me)?.name ?? '';

export const gradeRoutes = {
  'GET /api/links/{link}/grades': ({ state, at, query }) => {
    const words = (query.q ?? '').toLowerCase();
    const all = seen(state).filter((one) => (query.school === undefined || String(one.school) === query.school) && `${one.title} ${one.subtitle}`.toLowerCase().includes(words));
    const from = Number(query.cursor ?? 0);
    const limit = Number(query.limit ?? 50);
    return [200, {
      state: stateOf(state, linkOf(state, at)), schools: teaches(state) ? [] : linkOf(state, at)?.schools ?? [], sections: all.slice(from, from + limit).map((one) => listed(state, one)),
      next_cursor: from + limit < all.length ? String(from + limit) : null, problem: null,
    }];
  },
  'POST /api/links/{link}/grades/pull': ({ state, live, at, body }) => {
    gradesOf(state).asked = body;
    return start(state, live, at.link, { by: by(state) });
  },
  'GET /api/links/{link}/grades/differences': ({ state, at, query }) => {
    const all = seen(state).filter((one) => (query.section === undefined || one.key === query.section))
      .flatMap((one) => differencesIn(state, one).map((each) => ({ ...each, section_title: one.title })));
    return [200, { state: stateOf(state, linkOf(state, at)), differences: all.slice(0, Number(query.limit ?? 50)), total: all.length }];
  },
  'POST /api/links/{link}/grades/differences': ({ state, live, at, body }) => {
    for (const key of body.keys) gradesOf(state).decided.add(key);
    gradesOf(state).asked = body;
    return start(state, live, at.link, { what: 'grades take', by: by(state) });
  },
  'POST /api/links/{link}/grades/option/plan': ({ state, body }) => [200, plan(state, body)],
  'POST /api/links/{link}/grades/option': ({ state, live, at, body }) => {
    if (body.mark !== `${body.of} ${body.option}`) return [409, problem('The change was not made', 'Something has changed since its plan was shown.', 'Look at the new plan and confirm that.', 'grades.plan_moved')];
    gradesOf(state).chosen[body.of] = body.option;
    return start(state, live, at.link, { what: 'grades option', by: by(state) });
  },
  'GET /api/links/{link}/grades/runs/{run}': ({ state, at }) => {
    const one = gradesOf(state).runs.find((each) => String(each.id) === at.run) ?? (at.run === '57' ? gradesRun(57) : undefined);
    return one ? [200, one] : missing('run');
  },
  'GET /api/links/{link}/grades/runs/{run}/steps': ({ state }) => {
    const section = state.sections[0];
    const steps = studentsOf(state, section).slice(0, 3).map((one, row) => ({ id: row + 1, section: section.key, section_title: section.title, kind: 'grade', verb: 'update', student: one.key, name: one.title, title: 'Chapter quiz', before: '17', after: '18.5', reason: 'changed in Moodle', undone: 0 }));
    return [200, { steps, next_cursor: null }];
  },
  'GET /api/links/{link}/grades/{section}': ({ state, at }) => {
    const section = of(state, at.section);
    return section ? [200, book(state, linkOf(state, at), section)] : missing('section');
  },
  'GET /api/links/{link}/grades/{section}/why/{student}': ({ state, at }) => {
    const section = of(state, at.section);
    const student = state.people.find((one) => one.key === at.student);
    return section && student ? [200, { key: section.key, title: section.title, student: student.key, name: student.title, ...why }] : missing('student');
  },
};
