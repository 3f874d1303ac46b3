// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in for openSIS when people come over to Causeway: web servers whose pages do what the
// add-on's pages do (docs/handover.md), with statements signed here from that page alone; and the
// link behind it, connected and synced.
import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// A client of Causeway's API as its first administrator.
export async function firstAdministrator(world) {
  const headers = { 'Content-Type': 'application/json' };
  const api = async (method, path, body) => {
    const answer = await fetch(`${world.address}/api${path}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    const [cookie] = answer.headers.getSetCookie();
    if (cookie) headers.Cookie = cookie.split(';')[0];
    const json = text ? JSON.parse(text) : undefined;
    if (json?.csrf) headers['X-CSRF-Token'] = json.csrf;
    return json;
  };
  await api('POST', '/setup', { code: world.code, name: 'Ruth Linden', password: 'quiet otter bridge' });
  return api;
}

// Connects, checks and syncs the link; `origin` is openSIS's own, `key` the one that both sides hold.
export async function readyLink(world, api, origin, key, seconds = 60) {
  await api('PATCH', '/links/default', { settings: {
    moodle: world.moodle,
    opensis: { socket: world.socket, database: 'opensis', user: 'root', handover_key: key.toString('base64url'), web_origin: origin },
  } });
  await api('POST', '/links/default/connect', {});
  await api('POST', '/links/default/opensis-check', {});
  await api('POST', '/links/default/runs', { kind: 'sync' });
  for (const end = Date.now() + seconds * 1000; ;) {
    const { runs } = await api('GET', '/links/default/runs');
    if (runs.length > 0 && runs.every((one) => one.ended)) return;
    if (Date.now() > end) throw new Error(`the first sync took more than ${seconds} s`);
    await new Promise((go) => setTimeout(go, 100));
  }
}

const frame = (action, statement) => `<!DOCTYPE html><title>openSIS</title><h1>openSIS</h1>
  <iframe name="causeway-frame" id="causeway-frame" title="LMS" style="width:100%;height:800px;border:0"></iframe>
  <form id="causeway-handover" method="post" target="causeway-frame" action="${action}"><input type="hidden" name="statement" value="${statement}"></form>
  <script>(function () { var form = document.getElementById("causeway-handover"); form.submit(); form.parentNode.removeChild(form); })();</script>`;
const window_ = (action, statement) => `<!DOCTYPE html><title>openSIS</title><h1>openSIS</h1>
  <form method="post" action="${action}" target="_blank"><input type="hidden" name="statement" value="${statement}"><button>Go to LMS</button></form>`;

// One openSIS on a port of its own. `page(statement)` is the address of a page that hands this
// statement over into a frame, `button(statement)` of one that does it into a new window.
export async function startOpensis(world) {
  const pages = new Map();
  const server = createServer((request, answer) => {
    const page = pages.get(request.url);
    answer.writeHead(page ? 200 : 404, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
    answer.end(page);
  });
  await new Promise((go) => server.listen(0, '127.0.0.1', go));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const put = (page) => {
    const path = `/${randomBytes(8).toString('hex')}`;
    pages.set(path, page);
    return origin + path;
  };
  return {
    origin,
    page: (statement) => put(frame(`${world.address}/enter/default`, statement)),
    button: (statement) => put(window_(`${world.address}/enter/default`, statement)),
    // A page of this server that only shows that address in a frame.
    shows: (address) => put(`<!DOCTYPE html><title>openSIS</title><iframe name="causeway-frame" style="width:100%;height:800px" src="${address}"></iframe>`),
    stop: () => { server.closeAllConnections?.(); server.close(); },
  };
}

const profiles = { super_administrator: 0, administrator: 1, teacher: 2, student: 3, parent: 4 };

// A statement as the add-on signs it; `more` are claims that are other than usual.
export function statement(key, origin, profile, sub, page, more = {}) {
  const now = Math.floor(Date.now() / 1000);
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({
    iss: 'opensis', aud: 'causeway:default', sub, profile, profile_id: profiles[profile], name: 'Ada Quill', user: 'ada', school: 1, year: 2026, page, origin,
    jti: randomBytes(18).toString('base64url'), iat: now, exp: now + 60, ...more,
  })}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

// The same signature under other claims.
export function altered(signed, change) {
  const [head, claims, signature] = signed.split('.');
  return `${head}.${part({ ...JSON.parse(Buffer.from(claims, 'base64url')), ...change })}.${signature}`;
}
