// SPDX-License-Identifier: GPL-3.0-or-later
// The routes of the mock: method, path as docs/openapi.yaml writes it, and what is answered. Each
// gets {state, live, query, body, at} and answers [status, body].
import { fieldRoutes } from './fields.mjs';
import { gradeRoutes } from './grades.mjs';
import { connection, opensisCheck } from './moodle.mjs';
import { intakeRoutes } from './intake.mjs';
import { rolloverRoutes } from './rollover.mjs';
import { moodleUser, now, problem } from './school.mjs';
import { overview } from './state.mjs';

const missing = (what) => [404, problem(`There is no such ${what}`, 'It may have been removed.', 'Go back to the list.', 'not_found')];
const moodle = 'https://moodle.example.org';

const linkOf = (at, state) => state.links.find((one) => one.summary.name === at.link);
const me = (state) => state.users.find((one) => one.id === state.me);
const session = (state) => ({ user: me(state), csrf: state.csrf, expires: now() + 28_800, handed: state.handed });

function page(list, query, name, extra = {}) {
  const from = Number(query.cursor ?? 0);
  const limit = Number(query.limit ?? 50);
  const rows = list.slice(from, from + limit);
  return [200, { [name]: rows, next_cursor: from + limit < list.length ? String(from + limit) : null, ...extra }];
}

function passing(list, query, fields = ['kind', 'school', 'verb', 'standing', 'fate']) {
  const text = (query.q ?? '').toLowerCase();
  return list.filter((one) => fields.every((field) => query[field] === undefined || String(one[field]) === query[field])
    && (text === '' || [one.title, one.subtitle, one.key].some((part) => (part ?? '').toLowerCase().includes(text))));
}

function note(state, action, link = '', record = '', detail = '') {
  state.audit.unshift({ id: (state.audit[0]?.id ?? 0) + 1, at: now(), who: me(state)?.name ?? '', address: '127.0.0.1', action, link, record, detail });
}

function merge(link, settings) {
  for (const [section, fields] of Object.entries(settings))
    for (const [name, value] of Object.entries(fields)) {
      const old = link.settings[section][name];
      link.sources[`${section}.${name}`] = 'settings';
      if (old !== null && typeof old === 'object' && 'shown' in old) link.settings[section][name] = { set: Boolean(value), shown: value ? '••••••••' : '' };
      else link.settings[section][name] = value;
      if (section === 'moodle' && ['url', 'token'].includes(name)) Object.assign(link.summary, { connected: false, moodle_url: link.settings.moodle.url });
      if (section === 'opensis' && ['host', 'port', 'database', 'user', 'password'].includes(name)) link.summary.opensis_ok = false;
    }
}

const operationsOf = (state, query) => passing(state.operations, query);
const standingsOf = (state, query) => passing(state.people.filter((one) => one.standing === 'refused' || one.standing === 'waiting'), query)
  .map(({ key, kind, school, title, standing, problem: why }) => ({ key, kind, school, title, standing, problem: why }));

function stepsOf(state, query) {
  const steps = state.operations.slice(0, 120).map((one, index) => ({
    id: index + 1, verb: one.verb, key: one.key, kind: one.kind, school: one.school, title: one.title, reason: one.reason,
    fate: index % 29 === 3 ? 'refused' : index % 47 === 5 ? 'given_up' : 'done', remote: 2000 + index,
    problem: index % 29 === 3 ? problem('Moodle refused the record', 'It answered “invalidemail”.', 'Correct the address in openSIS.', 'moodle.invalidemail', one.key) : null,
  }));
  return passing(steps, query);
}

const history = (state) => state.operations.slice(0, 4).map((one, index) => ({ run: 58 - index, at: now() - 86_400 * (index + 1), verb: one.verb, reason: one.reason, fate: index === 2 ? 'refused' : 'done', problem: index === 2 ? problem('Moodle refused the record', 'It answered “invalidemail”.', 'Correct the address in openSIS.', 'moodle.invalidemail') : null }));

function membership(one, section, other) {
  return {
    key: `${one.kind === 'staff' ? 'teaches' : 'learns'}:${section.key.split(':')[1]}/${one.key.split(':')[1]}`, role: one.kind === 'staff' ? 'teacher' : 'student', title: other.title, other: other.key,
    state: other.remote === 0 ? null : 'active', standing: other.standing, problem: other.problem, moodle_url: other.moodle_url,
  };
}

function person(state, record) {
  const at = state.people.indexOf(record);
  const sections = [0, 1, 2, 3, 4].map((step) => state.sections[(at * 3 + step * 11) % state.sections.length]);
  return {
    record, enrolments: sections.map((one) => membership(record, one, one)), history: history(state),
    moodle: record.remote === 0 ? null : {
      problem: null, user: moodleUser(record, record.remote),
      courses: sections.slice(0, 4).map((one, index) => ({ id: 900 + index, shortname: one.subtitle, fullname: one.title, idnumber: `opensis:${one.key}`, visible: index !== 3, url: `${moodle}/course/view.php?id=${900 + index}` })),
    },
  };
}

function section(state, record) {
  const at = state.sections.indexOf(record);
  const members = Array.from({ length: 26 }, (_one, step) => state.people[(at * 5 + step * 13) % state.people.length]);
  return { record, members: members.map((one) => membership(one, record, one)), members_total: members.length, history: history(state) };
}

const listOf = { people: 'people', sections: 'sections' };
function found(state, what, key) {
  return state[listOf[what]].find((one) => one.key === key);
}

const csvText = (rows) => [200, `\uFEFF${rows.map((row) => row.map((one) => `"${String(one).replaceAll('"', '""')}"`).join(',')).join('\r\n')}\r\n`, 'text/csv'];

const recordRoutes = (what) => ({
  [`GET /api/links/{link}/${what}`]: ({ state, query }) => page(passing(state[what], query), query, 'records'),
  [`GET /api/links/{link}/${what}/{key}`]: ({ state, at }) => {
    const one = found(state, what, at.key);
    return one ? [200, what === 'people' ? person(state, one) : section(state, one)] : missing(what === 'people' ? 'person' : 'section');
  },
  [`PUT /api/links/{link}/${what}/{key}/tick`]: ({ state, at, body }) => {
    const one = found(state, what, at.key);
    if (!one) return missing('record');
    one.tick = body.tick;
    note(state, `${what === 'people' ? 'person' : 'section'}.tick`, at.link, at.key, body.tick);
    return [200, one];
  },
  [`POST /api/links/{link}/${what}/{key}/sync`]: ({ state, live, at }) => [202, { run: live.startRun(at.link, me(state).name, 'sync', {}, 60)?.id ?? null }],
});

export const routes = {
  'GET /api/setup': ({ state }) => [200, { needed: state.setupNeeded, version: '1.0.0-mock' }],
  'POST /api/setup': ({ state, body }) => {
    if (body.code !== 'CAUSEWAY-1') return [403, problem('The set-up code is not right', 'It stands in the log of the service, and changes with every start.', 'Copy it anew.', 'setup.code')];
    Object.assign(state, { setupNeeded: false, signedIn: true });
    state.users[0].name = body.name;
    return [200, session(state)];
  },
  'GET /api/session': ({ state }) => [200, session(state)],
  'POST /api/session': ({ state, body }) => {
    const user = state.users.find((one) => one.name === body.name && one.enabled);
    if (!user || body.password.length < 12) return [401, problem('Name or password is wrong', 'No account has this name with this password.', 'Try again; a super administrator can give you a new password.', 'session.refused')];
    Object.assign(state, { signedIn: true, me: user.id });
    note(state, 'session.begin');
    return [200, session(state)];
  },
  'DELETE /api/session': ({ state }) => { state.signedIn = false; return [204]; },
  'PUT /api/session/password': ({ body }) => (body.old === 'wrong' ? [422, problem('The present password is not right', 'It differs from the one that is kept.', 'Type it again.', 'password.old', 'old')] : [204]),
  'GET /api/users': ({ state }) => [200, { users: state.users }],
  'POST /api/users': ({ state, body }) => {
    if (state.users.some((one) => one.name === body.name)) return [409, problem('The name is taken', 'Another account has it.', 'Choose another name.', 'user.taken', 'name')];
    const user = { id: state.users.length + 1, name: body.name, role: body.role, schools: body.schools ?? [], enabled: true, created: now(), last_sign_in: null, person: null };
    state.users.push(user);
    return [201, user];
  },
  'PATCH /api/users/{user}': ({ state, at, body }) => {
    const user = state.users.find((one) => String(one.id) === at.user);
    const { role, schools, enabled } = body;
    const rest = Object.fromEntries(Object.entries({ role, schools, enabled }).filter(([, value]) => value !== undefined));
    return user ? [200, Object.assign(user, rest)] : missing('account');
  },
  'DELETE /api/users/{user}': ({ state, at }) => { state.users = state.users.filter((one) => String(one.id) !== at.user); return [204]; },
  'GET /api/about': () => [200, {
    version: '1.0.0-mock', addresses: { console: 'https://causeway.example.org/', hints_opensis: 'https://causeway.example.org/hints/opensis', hints_moodle: 'https://causeway.example.org/hints/moodle' },
    plugins: [['openSIS-Web-Services.zip', 'local_opensis', 84_213], ['openSIS-Moodle-User-Authenticator.zip', 'auth_userkey', 31_877]].map(([file, component, size]) => ({
      file, component, version: 2026112300, release: '1.0.0', sha256: 'a3f1'.repeat(16), size, url: `/plugins/${file}` })),
  }],
  'GET /api/links': ({ state }) => [200, { links: state.links.map((one) => one.summary) }],
  'GET /api/links/{link}': ({ state, at }) => [200, linkOf(at, state)],
  'PATCH /api/links/{link}': ({ state, live, at, body }) => {
    const link = linkOf(at, state);
    if (body.settings?.moodle?.url !== undefined && !/^https?:\/\//.test(body.settings.moodle.url))
      return [422, problem('The Moodle address cannot be used', 'It does not begin with https://.', 'Give the whole address, such as https://moodle.example.org.', 'settings.url', 'moodle.url')];
    if (body.settings) merge(link, body.settings);
    if (body.title !== undefined) link.summary.title = body.title;
    if (body.enabled !== undefined) {
      Object.assign(link.summary, { enabled: body.enabled, state: body.enabled ? 'idle' : 'ready', next_run: body.enabled ? now() + 300 : null });
      if (body.enabled) live.startRun(at.link, me(state).name, 'sync');
    }
    note(state, 'link.settings', at.link, '', Object.keys(body.settings ?? body).join(', '));
    live.tell('link', link.summary);
    return [200, link];
  },
  'POST /api/links/{link}/connect': ({ state, live, at }) => {
    const link = linkOf(at, state);
    link.connection = connection(state.connectAnswer);
    Object.assign(link.summary, { connected: link.connection.usable, site: link.connection.site });
    live.tell('link', link.summary);
    return [200, link.connection];
  },
  'POST /api/links/{link}/opensis-check': ({ state, live, at }) => {
    const link = linkOf(at, state);
    link.opensis = opensisCheck(state.opensisAnswer);
    link.schools = link.opensis.schools.map(({ id, title }) => ({ id, title }));
    Object.assign(link.summary, { opensis_ok: link.opensis.ok, state: link.opensis.ok && link.summary.connected ? 'ready' : 'new' });
    live.tell('link', link.summary);
    return [200, link.opensis];
  },
  'GET /api/links/{link}/overview': ({ state, at, query }) => [200, overview(state, linkOf(at, state), Number(query.days ?? 28))],
  'GET /api/links/{link}/plans': ({ state }) => [200, { plans: state.plans }],
  'POST /api/links/{link}/plan': ({ state, live, at, body }) => [202, live.makePlan(at.link, me(state).name, body?.verify === true, body?.schools ?? [])],
  'GET /api/links/{link}/plans/{plan}': ({ state, at }) => { const one = state.plans.find((each) => String(each.id) === at.plan); return one ? [200, one] : missing('plan'); },
  'GET /api/links/{link}/plans/{plan}/operations': ({ state, query }) => { const list = operationsOf(state, query); return page(list, query, 'operations', { total: list.length }); },
  'GET /api/links/{link}/plans/{plan}/standings': ({ state, query }) => { const list = standingsOf(state, query); return page(list, query, 'standings', { total: list.length }); },
  'GET /api/links/{link}/runs': ({ state, query }) => page(state.runs, query, 'runs'),
  'POST /api/links/{link}/runs': ({ state, live, at, body }) => {
    const plan = state.plans.find((one) => one.id === body.plan);
    if (plan?.guard && !body.override) return [409, plan.guard];
    if (plan) plan.state = 'applied';
    note(state, body.override ? 'run.override' : 'run.start', at.link, '', body.override?.reason ?? body.kind);
    return [202, { run: live.startRun(at.link, me(state).name, body.kind === 'verify' ? 'verify' : 'sync', { override: body.override ?? null })?.id ?? null }];
  },
  'GET /api/links/{link}/runs/{run}': ({ state, at }) => { const one = state.runs.find((each) => String(each.id) === at.run); return one ? [200, one] : missing('run'); },
  'GET /api/links/{link}/runs/{run}/steps': ({ state, query }) => page(stepsOf(state, query), query, 'steps'),
  'POST /api/links/{link}/runs/{run}/abort': ({ state, live, at }) => {
    const one = state.runs.find((each) => String(each.id) === at.run);
    if (one?.state !== 'running') return [409, problem('The run has ended', 'There is nothing to abort.', 'Reload the page.', 'run.ended')];
    live.end(at.link, one, 'interrupted');
    return [202, one];
  },
  'POST /api/links/{link}/runs/{run}/undo': ({ state, live, at }) => [202, { run: live.startRun(at.link, me(state).name, `undo ${at.run}`, {}, 200)?.id ?? null }],
  'POST /api/links': ({ state, body }) => {
    if (state.links.some((one) => one.summary.name === body.name)) return [409, problem('The name is taken', 'Another link has it.', 'Choose another name.', 'link.taken', 'name')];
    const link = structuredClone(state.blank);
    Object.assign(link.summary, { name: body.name, title: body.title ?? '' });
    state.links.push(link);
    return [201, link];
  },
  ...intakeRoutes,
  ...rolloverRoutes,
  ...recordRoutes('people'),
  ...recordRoutes('sections'),
  ...gradeRoutes,
  ...fieldRoutes,
  'GET /api/links/{link}/standings.csv': ({ state, query }) => csvText([['key', 'title', 'standing', 'why', 'cure'],
    ...passing([...state.people, ...state.sections], query).map((one) => [one.key, one.title, one.standing, one.problem?.why ?? '', one.problem?.cure ?? ''])]),
  'GET /api/links/{link}/matches': ({ state, query }) => page(state.matches, query, 'matches'),
  'POST /api/links/{link}/matches/{key}': ({ state, at }) => {
    state.matches = state.matches.filter((one) => one.key !== at.key);
    return [200, found(state, 'people', at.key)];
  },
  'GET /api/audit': ({ state, query }) => page(auditOf(state, query), query, 'entries'),
  'GET /api/audit.csv': ({ state, query }) => csvText([['at', 'who', 'action', 'link', 'record', 'detail'], ...auditOf(state, query).map((one) => [one.at, one.who, one.action, one.link, one.record, one.detail])]),
};

function auditOf(state, query) {
  return state.audit.filter((one) => (query.who === undefined || one.who.toLowerCase().includes(query.who.toLowerCase())) && (query.action === undefined || one.action.startsWith(query.action))
    && (query.link === undefined || one.link === query.link) && (query.from === undefined || one.at >= Number(query.from)) && (query.to === undefined || one.at <= Number(query.to)));
}
