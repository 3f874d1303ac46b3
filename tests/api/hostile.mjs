// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever somebody sends, to every route that the server has: without a session, with that of
// another role, of another link or without its token, with bodies, addresses, query values and
// headers that are not what they should be. Each is answered clearly: with the right status, as a
// Problem (or as a page for people, where those are the answers), and nothing is done.
import { Client } from './client.mjs';
import { Schemas, ask, raw } from './sweep.mjs';

const evil = '%0d%0aX-Evil:%201';
const bad_paths = ['..', '%2e%2e', '..%2f..%2fetc%2fpasswd', '..%5c..%5cetc', '%00', `x${evil}`, '%ff', '%zz', 'a%7fb'];
const no_names = ['%3Cscript%3Ealert(1)', '99999999999999999999', '-1', '0', '1%20OR%201%3D1', "'%3BDROP%20TABLE%20run--", 'x'.repeat(3000), '%F0%9F%90%99', '1.0', '0x1'];
const pages = ['/enter/{link}', '/sso'];
const bad_bodies = ['{', '[]', 'null', '"x"', '{"a":1}{', '\xff\xfe', `${'['.repeat(200)}${']'.repeat(200)}`, `{"a":${'{"a":'.repeat(40)}1${'}'.repeat(41)}`, '{"name":"\\ud800"'];

export class Sweep {
  constructor(setting) {
    Object.assign(this, setting);  // about, contract, complain, claim, known (good values of a path)
    this.schemas = new Schemas(this.contract);
    this.count = 0;
  }

  path(route, values = {}) {
    return route.pattern.replaceAll(/\{(\w+)\}/g, (_, name) => values[name] ?? this.good(route, name));
  }
  good(route, name) {
    if (name === 'key') return route.pattern.includes('/sections/') ? this.known.section : this.known.student;
    const whose = name === 'run' && /(grades|intake|fields)\/runs/.exec(route.pattern);
    if (whose) return this.known[`${whose[1]}_run`];
    return this.known[name];
  }
  operation(route) { return this.contract.operations.find((one) => one.method === route.method && one.path === route.pattern); }

  // Sends it; the answer must have one of these statuses, and be clear.
  async send(route, what, statuses, target, { body, headers = {}, who, framed = false } = {}) {
    const all = { ...headers };
    if (who?.cookie) all.Cookie = who.cookie;
    if (who?.csrf && route.method !== 'GET') all['X-CSRF-Token'] ??= who.csrf;
    if (body !== undefined) all['Content-Type'] ??= 'application/json';
    const answer = await ask(this.about.url, route.method, target, { headers: all, body });
    this.count += 1;
    const wrong = (text) => this.complain(`${route.method} ${target.slice(0, 160)} (${what}): ${text}: ${answer.status} ${answer.text.slice(0, 300)}`);
    if (!statuses.includes(answer.status)) wrong(`not ${statuses}`);
    if (answer.headers['x-content-type-options'] !== 'nosniff' || !answer.headers['content-security-policy']) wrong('its headers protect nobody');
    if (Object.keys(answer.headers).includes('x-evil')) wrong('a header came through');
    if (answer.status >= 400) {
      const page = pages.includes(route.pattern) && answer.type.startsWith('text/html');
      if (page ? /<script>/i.test(answer.text) || answer.text.length < 200 : this.contract.objectionTo('Problem', answer.json) !== '' || !answer.json.why || !answer.json.cure || !answer.json.code) wrong('unclear');
    }
    const objection = framed ? '' : this.contract.check(route.method, route.pattern, answer);
    if (objection) wrong(objection);
    return answer;
  }

  async sessions(route, people) {
    if (route.access === 'anyone') return;
    const target = this.path(route);
    const body = this.schemas.body(this.operation(route)) ? '{}' : undefined;
    await this.send(route, 'no session', [401], target, { body });
    await this.send(route, 'a made-up session', [401], target, { body, who: { cookie: `causeway_session=${'0'.repeat(64)}`, csrf: 'x' } });
    await this.send(route, "a frame's session as the console's", [401], target, { body, who: { cookie: people.framed.cookie.replace(/^[^=]+/, 'causeway_session'), csrf: people.framed.csrf } });
    if (route.method === 'DELETE' && route.pattern === '/api/session') return;
    for (const role of ['teacher', 'student', 'administrator'])
      if (route.pattern !== '/api/events' || role !== 'administrator')  // theirs is a stream
        await this.send(route, role, this.right(route, role), target, { body, who: people[role] });
  }

  // An administrator here has no school at all.
  right(route, role) {
    const link = route.pattern.startsWith('/api/links/{link}');
    if (route.access === 'any_role') return link ? [403, 404] : route.method === 'GET' ? [200] : [422, 403];
    if (route.access === 'super_administrator' || role !== 'administrator') return [403];
    return link ? [404] : [200];
  }

  async tokens(route, people) {
    if (route.method === 'GET') return;
    const target = this.path(route);
    const { cookie } = people.super;
    if (route.access !== 'anyone')
      for (const csrf of ['', 'x', people.teacher.csrf])
        await this.send(route, `the token "${csrf}"`, [403], target, { body: '{}', who: { cookie, csrf } });
    if (route.any_site) return;
    for (const from of [{ 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' }, { Origin: 'http://evil.example' }, { Origin: 'null' }])
      await this.send(route, JSON.stringify(from), [403], target, { body: '{}', who: people.super, headers: from });
  }

  async bodies(route, people) {
    const schema = this.schemas.body(this.operation(route));
    const target = this.path(route);
    const who = people.super;
    await this.send(route, 'over 1 MiB', [413], target, { who, body: `{"x":"${'y'.repeat(1 << 20)}"}` });
    const too_much = await raw(this.about.url, `${route.method} ${target} HTTP/1.1\r\nHost: x\r\nCookie: ${who.cookie}\r\nContent-Length: 3000000\r\n\r\n{"x":"`);
    if (!too_much.startsWith('HTTP/1.1 413')) this.complain(`${route.method} ${target} (3 MB): ${too_much.slice(0, 200)}`);
    if (route.method === 'GET' || !schema) return;
    // What stands before a body there: a signature, the set-up that is done, a link's state, a right.
    const before = { '/hints/opensis': [401, 429], '/hints/moodle': [401, 429], '/api/setup': [409, 429], '/api/session': [401, 429] }[route.pattern] ?? [409];
    for (const body of bad_bodies) await this.send(route, 'no JSON object', [400, ...before], target, { who, body });
    await this.send(route, 'not marked as JSON', [415, ...before], target, { who, body: '{}', headers: { 'Content-Type': 'text/plain' } });
    for (const [field, wrong] of this.schemas.wrong(schema))
      await this.send(route, `${field}: ${JSON.stringify(wrong).slice(0, 200)}`, [400, 404, 422, ...before, ...(route.access === 'any_role' ? [403] : [])], target, { who, body: JSON.stringify(wrong) });
  }

  async addresses(route, people) {
    const who = people.super;
    const body = route.method === 'GET' ? undefined : this.body_of(route);
    for (const [, name] of route.pattern.matchAll(/\{(\w+)\}/g)) {
      for (const part of bad_paths) await this.send(route, `${name}`, [400], this.path(route, { [name]: part }), { who, body });
      const nowhere = pages.includes(route.pattern) ? [403, 404] : route.method === 'GET' ? [404] : [404, 409, 422];
      for (const part of no_names) await this.send(route, `${name}`, nowhere, this.path(route, { [name]: part }), { who, body });
    }
    if (route.method !== 'GET') return;
    const common = this.contract.document.paths[route.pattern].parameters ?? [];
    for (const [name, text] of this.schemas.queries(this.operation(route), common))
      await this.send(route, `?${name}`, [400, 404, ...(pages.includes(route.pattern) ? [403] : [])], `${this.path(route)}?${name}=${text}`, { who });
    if (route.pattern !== '/api/events') await this.send(route, 'a query of its own', [200, 303, ...(route.pattern.endsWith('/why/{student}') ? [404] : [])], `${this.path(route)}?nosuch=${evil}&%3Cscript%3E=1`, { who: route.pattern === '/sso' ? undefined : who });
  }
  body_of(route) {
    const schema = this.schemas.body(this.operation(route));
    return schema ? JSON.stringify(this.schemas.sample(schema)) : undefined;
  }

  // Ids of the one link asked of the other; and the frame of the one shown the other.
  async other_links(route, people) {
    if (!route.pattern.startsWith('/api/')) return;
    const body = route.method === 'GET' ? undefined : this.body_of(route);
    const framed = (link, target, statuses) => this.send(route, `in the frame of ${link}`, statuses, target, { who: people.framed, body, framed: true });
    if (route.pattern.startsWith('/api/links/{link}')) {
      const target = this.path(route, { link: 'annex' });
      const more = route.pattern.match(/\{\w+\}/g).length > 1;
      if (more) await this.send(route, "another link's id", route.method === 'GET' ? [404] : [404, 409, 422], target, { who: people.super, body });
      await framed('default', `/framed/default${target}`, [403]);
      await framed('annex', `/framed/annex${target}`, [401]);
    } else if (!['/api/session', '/api/links', '/api/events', '/api/about'].includes(route.pattern) || route.method !== 'GET') {
      await framed('default', `/framed/default${route.pattern.replace('{user}', this.known.user)}`, [403]);
    }
  }

  // A method that the address does not take.
  async methods(route) {
    const taken = this.about.routes.filter((one) => one.pattern === route.pattern).map((one) => one.method);
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'BREW', 'OPTIONS'].filter((one) => !taken.includes(one))) {
      const target = this.path(route);
      // Literal places may be names of another route: /fields/pull is a row for PUT.
      const answer = await ask(this.about.url, method, target);
      this.count += 1;
      if (this.about.routes.some((one) => one.method === method && one !== route && covers(one.pattern, route.pattern))) continue;
      if (answer.status !== 405 || !answer.headers.allow?.includes(taken[0]) || this.contract.objectionTo('Problem', answer.json)) this.complain(`${method} ${target}: ${answer.status} ${answer.text.slice(0, 200)}`);
    }
  }

  // What no HTTP client sends.
  async bytes(route) {
    const target = this.path(route);
    const line = `${route.method} ${target} HTTP/1.1\r\nHost: causeway\r\n`;
    for (const [what, bytes, status] of [
      ['a bare CR in a header', `${line}X-A: a\rX-Evil: 1\r\n\r\n`, 400],
      ['a NUL in a header', `${line}X-A: a\0b\r\n\r\n`, 400],
      ['a folded header', `${line}X-A: a\r\n X-Evil: 1\r\n\r\n`, 0],
      ['two lengths', `${line}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, 400],
      ['a length and chunks', `${line}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
      ['a header without an end', `${line}X-A: ${'a'.repeat(40000)}\r\n\r\n`, 431],
      ['a blank in the address', `${route.method} ${target} x HTTP/1.1\r\nHost: causeway\r\n\r\n`, 400],
    ]) {
      const answer = await raw(this.about.url, bytes);
      this.count += 1;
      const got = Number(answer.slice(9, 12));
      if (status ? got !== status : !(got >= 200 && got < 500)) this.complain(`${route.method} ${target} (${what}): ${answer.slice(0, 200)}`);
      if (/^X-Evil/im.test(answer)) this.complain(`${route.method} ${target} (${what}): a header came through`);
    }
  }
}

// Whether the address of the one route is one of the other's, too.
function covers(pattern, address) {
  const [wide, narrow] = [pattern.split('/'), address.split('/')];
  return wide.length === narrow.length && wide.every((part, at) => part.startsWith('{') || part === narrow[at]);
}

// People whom the sweep is sent by; the super administrator's name and the link's are hostile, too.
export async function hostile(setting) {
  const { about, contract, complain, claim, client, password, enter } = setting;
  const sweep = new Sweep(setting);
  const xss = '<script>alert(1)</script>';
  const people = { super: { cookie: client.cookie, csrf: client.csrf }, framed: await enter() };
  for (const role of ['teacher', 'student', 'administrator']) {
    await client.expect(201, 'POST', '/api/users', { name: `=${xss} ${role}`, password, role });
    const one = new Client(about.url, contract, complain);
    await one.expect(200, 'POST', '/api/session', { name: `=${xss} ${role}`, password });
    people[role] = { cookie: one.cookie, csrf: one.csrf };
  }
  await client.expect(200, 'PATCH', '/api/links/default', { title: xss });
  const before = JSON.stringify([(await client.get('/api/users')).users.map(({ last_sign_in, ...rest }) => rest), (await client.get('/api/links/default')).settings, (await client.get('/api/links/default/runs')).runs.map((run) => run.id)]);

  for (const route of about.routes) {
    if (!sweep.operation(route)) continue;  // said already
    await sweep.tokens(route, people);
    await sweep.bodies(route, people);
    await sweep.addresses(route, people);
    await sweep.other_links(route, people);
    await sweep.methods(route);
    await sweep.bytes(route);
  }
  for (const route of about.routes) if (sweep.operation(route)) await sweep.sessions(route, people);

  const after = JSON.stringify([(await client.get('/api/users')).users.map(({ last_sign_in, ...rest }) => rest), (await client.get('/api/links/default')).settings, (await client.get('/api/links/default/runs')).runs.map((run) => run.id)]);
  claim(before === after, `something was done:\n${before}\n${after}`);
  // Names that are scripts and formulas come out as text.
  for (const route of about.routes.filter((one) => one.method === 'GET' && one.pattern.startsWith('/api/') && one.pattern !== '/api/events')) {
    const answer = await ask(about.url, 'GET', sweep.path(route), { headers: { Cookie: people.super.cookie } });
    if (answer.text.includes('<script') && !/^(application\/json|text\/csv)/.test(answer.type)) complain(`GET ${route.pattern}: a name became part of a page`);
    if (answer.type.startsWith('text/csv') && /(^|,|\n)"?[=+@-]/.test(answer.text)) complain(`GET ${route.pattern}: a formula in ${answer.text.slice(0, 300)}`);
  }
  for (const user of (await client.get('/api/users')).users.filter((one) => one.name.includes(xss))) await client.expect(204, 'DELETE', `/api/users/${user.id}`);
  await client.expect(200, 'PATCH', '/api/links/default', { title: 'Main' });
  console.log(`${sweep.count} hostile requests to ${about.routes.length} routes`);
}
