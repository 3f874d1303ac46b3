// SPDX-License-Identifier: GPL-3.0-or-later
// What the mock knows: accounts, links, plans, runs, audit. A scene is where a story begins:
//   setup   nobody has an account yet          empty    signed in, no link
//   new     a link with nothing set            failed   Connect finds faults
//   ready   set up, switched off               day      in daily use (the default)
//   guarded the brake has stopped a plan       running  a run is going on
import { connection, opensisCheck } from './moodle.mjs';
import { changesIn, countsOf, makeMatches, makeOperations, makePeople, makeSections, noCounts, now, problem, schools } from './school.mjs';

const secret = (set) => ({ set, shown: set ? '••••••••' : '' });

function settings(filled) {
  return {
    moodle: { url: filled ? 'https://moodle.example.org' : '', token: secret(filled), sso_token: secret(filled), ca_file: '', connections: 4, batch: 200, timeout_seconds: 60, auth: 'auto', prefix: 'opensis:' },
    opensis: { host: filled ? 'db.example.org' : '127.0.0.1', port: 3306, socket: '', database: 'opensis', user: 'causeway', password: secret(filled), tls: 'preferred', schools: [], year: 0, zone: 'Europe/Vienna', handover_key: secret(false), web_origin: '' },
    sso: { parents: false, site_administrators: false, per_second: 1000 },
    policy: { drop: 'suspend', left: 'suspend', delete_after_days: 365, sections: 'courses', course_categories: true, show_days_before_start: 7, adopt_by: ['email'], placeholder_email_domain: '', managers: false, sticky: [], take_part: [], turn_courses: 'hide', turn_enrolments: 'keep' },
    guard: { percent: 10, records: 5, turn_leaving_percent: 50, turn_missing_percent: 50 },
    grades: { enabled: filled, every_seconds: 900, option: 'opensis', items: ['assignment', 'quiz', 'lesson', 'other', 'manual'], top_category: 'Moodle', carry_hidden: false, missing_is_zero: false, feedback: true, excuse_dropped: true, extra_credit: true, send: 'no' },
    schedule: { every_seconds: 300, nightly: true, night_from: '01:00', night_to: '04:30', blackout: filled ? [{ from: '2026-12-21', to: '2027-01-06', note: 'Winter break' }] : [], hint_key: secret(filled) },
  };
}

const guardProblem = () => problem('This would suspend 214 of 1,129 students of Hillside High School', 'That is 19.0 %, more than the 10 % and 5 records that the brake allows. It happens when openSIS is rolled over, or when half of it is missing.',
  'Look at the changes; if they are right, let them through by name.', 'guard.removals');

const noGrades = { created: 0, updated: 0, removed: 0, kept: 0, refused: 0, unchanged: 0 };
const gradeCounts = { category: noGrades, item: { ...noGrades, created: 1 }, grade: { ...noGrades, updated: 3, kept: 1, unchanged: 21 }, final: noGrades, sent: { ...noGrades, created: 1 } };

export function run(id, change = {}) {
  const counts = countsOf({ student: { create: 3 + (id % 9), update: id % 5, suspend: id % 3, unchanged: 1118 }, learns: { create: 18 + id, suspend: id % 4, unchanged: 6022 }, section: { unchanged: 140 } });
  const started = now() - (60 - id) * 5400;
  return {
    id, link: 'main', what: id % 7 === 0 ? 'verify' : 'sync', by: id % 6 === 1 ? 'Ruth Linden' : 'schedule', state: 'in_step', started, ended: started + 4 + (id % 40), exit: 0,
    counts, grades: null, changes: changesIn(counts), put_off: 0, problem: null, override: null, progress: null, undoable: true, ...change,
  };
}

function makeRuns() {
  const out = [];
  for (let id = 1; id <= 58; id += 1) out.push(run(id));
  const set = (id, change) => Object.assign(out[id - 1], change);
  set(57, { state: 'some_refused', exit: 3 });
  set(53, { what: 'fields pull', by: 'a change in Moodle', counts: null, changes: 3, state: 'in_step', exit: 0 });
  set(56, { what: 'grades pull', by: 'a change in Moodle', counts: null, changes: 4, state: 'in_step', exit: 0, grades: { counts: gradeCounts, sections: 2, whole: false, differences: 1, restored: 0, kept: 0, keeper: null } });
  set(55, { state: 'incomplete', exit: 5, put_off: 12, problem: problem('Moodle stopped answering', 'Twelve calls in a row ended in a time-out.', 'Nothing to do: the next run goes on from here.', 'moodle.timeout') });
  set(54, { state: 'interrupted', exit: 130, by: 'Ruth Linden' });
  set(52, { state: 'died', exit: null, ended: out[51].started + 30 });
  set(51, { what: 'undo 50', by: 'Ruth Linden', undoable: false });
  set(49, { state: 'guarded', exit: 4, changes: 0, counts: null, problem: guardProblem(), undoable: false });
  set(48, { override: { name: 'Ruth Linden', reason: 'Grade 12 has left, as planned.' } });
  set(46, { state: 'failed', exit: 1, changes: 0, counts: null, problem: problem('openSIS’s database does not answer', 'Connection refused at db.example.org:3306.', 'Start the database, or correct the address under LMS Settings.', 'db.unreachable'), undoable: false });
  return out.reverse();
}

export function plan(id, operations, change = {}) {
  const counts = countsOf({});
  for (const one of operations) counts[one.kind][one.verb] += 1;
  Object.assign(counts.student, { unchanged: 742, refused: 13 });
  Object.assign(counts.learns, { unchanged: 5433 });
  counts.section.unchanged = 138;
  return { id, state: 'ready', by: 'Ruth Linden', begun: now() - 95, made: now() - 93, verify: false, schools: [], counts, changes: changesIn(counts), refused: 13, waiting: 4, guard: null, problem: null, progress: null, ...change };
}

function makeDays(count, quiet) {
  const out = [];
  for (let i = count - 1; i >= 0; i -= 1) {
    const date = new Date(Date.now() - i * 86_400_000);
    const weekend = date.getUTCDay() % 6 === 0;
    const wave = quiet ? 0 : weekend ? 2 : 40 + ((i * 37) % 90);
    out.push({ day: date.toISOString().slice(0, 10), create: Math.round(wave * 0.5), adopt: wave > 100 ? 9 : 0, update: Math.round(wave * 0.35), suspend: Math.round(wave * 0.12), restore: i % 5 === 0 && wave > 5 ? 4 : 0, remove: i % 9 === 0 && wave > 5 ? 3 : 0, refused: wave > 80 ? 5 : 0, runs: weekend || quiet ? 1 : 24 });
  }
  return out;
}

export function overview(state, link, days) {
  const quiet = link.summary.last_run === null;
  const standing = (list) => list.reduce((out, one) => ({ ...out, [one.standing]: out[one.standing] + 1 }), { synced: 0, waiting: 0, refused: 0, left_out: 0 });
  const counts = quiet ? [] : [
    { kind: 'school', synced: 2, waiting: 0, refused: 0, left_out: 0 }, { kind: 'subject', synced: 11, waiting: 0, refused: 0, left_out: 0 }, { kind: 'course', synced: 64, waiting: 0, refused: 0, left_out: 0 },
    { kind: 'section', ...standing(state.sections) }, { kind: 'staff', ...standing(state.people.filter((one) => one.kind === 'staff')) }, { kind: 'student', ...standing(state.people.filter((one) => one.kind === 'student')) },
    { kind: 'teaches', synced: 151, waiting: 1, refused: 0, left_out: 0 }, { kind: 'learns', synced: 6031, waiting: 22, refused: 14, left_out: 40 },
  ];
  const attention = quiet ? [] : [
    { problem: problem('People were refused', 'They have no e-mail address, one that another person holds, or a username that Moodle does not allow.', 'Each stands in the list with what to do.', 'people.refused'), count: state.people.filter((one) => one.standing === 'refused').length, page: 'people' },
    { problem: problem('Doubtful matches', 'Moodle has accounts that may be theirs.', 'Decide for each.', 'people.doubtful'), count: state.matches.length, page: 'matches' },
    { problem: problem('A newer plugin is ready', 'Moodle has the authenticator 0.9.0; 1.0.0 is here.', 'Download it under LMS Settings and install it.', 'plugin.newer'), count: 1, page: 'settings' },
  ];
  return { summary: link.summary, counts, days: makeDays(days, quiet), runs: state.runs.slice(0, 6), attention };
}

// Scenes in which the link has run.
const haveLived = ['day', 'guarded', 'running', 'rolled'];

function link(name, title, scene) {
  const filled = !['new', 'failed'].includes(scene);
  const lived = haveLived.includes(scene);
  const own = settings(filled);
  const check = filled ? connection('ok') : null;
  const sources = filled ? { 'moodle.url': '/etc/causeway/causeway.toml:12', 'opensis.year': 'settings', 'policy.drop': lived ? 'settings' : 'default' } : { 'moodle.url': 'default', 'opensis.year': 'default', 'policy.drop': 'default' };
  return {
    summary: {
      name, title, enabled: lived, connected: filled, opensis_ok: filled, state: !filled ? 'new' : !lived ? 'ready' : scene === 'running' ? 'running' : scene === 'guarded' ? 'stopped' : 'idle',
      why: scene === 'guarded' ? guardProblem() : null, moodle_url: own.moodle.url, site: filled ? 'Hillside Learning' : '', running: null, last_run: lived ? run(58) : null, next_run: lived ? now() + 212 : null, refused: lived ? 34 : 0, rolled_over_to: scene === 'rolled' ? 2027 : null,
    },
    settings: own, sources, connection: check, opensis: filled ? opensisCheck(true) : null, schools: filled ? schools.map(({ id, title: name_ }) => ({ id, title: name_ })) : [],
  };
}

export function makeState(scene) {
  const people = makePeople();
  const sections = makeSections();
  const lived = haveLived.includes(scene);
  const few = makeOperations(people, sections, scene === 'ready');
  const user = (id, name, role, change = {}) => ({ id, name, role, schools: [], enabled: true, created: now() - 8_000_000, last_sign_in: now() - 7200, person: null, ...change });
  const plans = lived ? [plan(12, few, scene === 'guarded' ? { guard: guardProblem() } : {}), plan(11, few, { state: 'applied', begun: now() - 90_000, made: now() - 89_990 }), plan(10, few, { state: 'outdated', begun: now() - 180_000, made: now() - 179_000 })] : [];
  const actions = [['session.begin', '', '', ''], ['link.settings', 'main', '', 'policy.drop: suspend (was keep)'], ['run.start', 'main', 'run 58', 'sync'], ['person.tick', 'main', 'student:1042', 'no'], ['run.override', 'main', 'run 48', 'Grade 12 has left, as planned.'], ['session.refused', '', '', 'wrong password']];
  const audit = [];
  for (let i = 130; i > 0; i -= 1) {
    const [action, name, record, detail] = actions[i % 6];
    audit.push({ id: i, at: now() - (131 - i) * 2600, who: i % 6 === 5 ? 'unknown' : i % 4 === 0 ? 'Tilo Marsh' : 'Ruth Linden', address: '192.0.2.40', action, link: name, record, detail });
  }
  return {
    scene, people, sections, matches: makeMatches(people), operations: few, runs: lived ? makeRuns() : [], plans, audit, queue: [],
    setupNeeded: scene === 'setup', signedIn: scene !== 'setup' && scene !== 'signin', me: 1, csrf: 'mock-token',
    users: [user(1, 'Ruth Linden', 'super_administrator'), user(2, 'Tilo Marsh', 'administrator', { schools: [{ link: 'main', school: 1 }] }), user(3, 'Vera Osier', 'administrator', { enabled: false, last_sign_in: null, schools: [{ link: 'main', school: 2 }] })],
    handed: null,
    links: scene === 'empty' || scene === 'setup' ? [] : [link('main', 'Hillside schools', scene), ...(lived ? [link('evening', 'Evening college', 'new')] : [])],
    connectAnswer: scene === 'failed' ? 'failed' : 'ok', opensisAnswer: true, noCounts,
  };
}
