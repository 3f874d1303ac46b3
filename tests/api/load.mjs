// SPDX-License-Identifier: GPL-3.0-or-later
// Many consoles at once: 200 event streams stay open while 300 questions a second are asked. Every
// answer must be a good one, every stream must live to its end, memory must stay where it was.
// usage: node load.mjs API_SERVER [SECONDS]      (60 by default; by hand, not in the tests)
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';

const seconds = Number(process.argv[3] ?? 60);
const [streams, rate, perSession] = [200, 300, 10];
const password = 'correct horse battery';
const server = spawn(process.argv[2], { stdio: ['pipe', 'pipe', 'inherit'] });
const about = JSON.parse(await new Promise((go) => createInterface({ input: server.stdout }).once('line', go)));
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function ask(method, path, { cookie = '', body, csrf = '', stream } = {}) {
  return new Promise((go, fail) => {
    const headers = { Cookie: cookie, 'X-CSRF-Token': csrf, ...(body && { 'Content-Type': 'application/json' }) };
    const asked = request(about.url + path, { method, headers, agent: stream ? undefined : agent }, (answer) => {
      if (stream) return stream(answer), go(answer);
      let text = '';
      answer.on('data', (piece) => { text += piece; }).on('end', () => go({ status: answer.statusCode, text, cookie: answer.headers['set-cookie']?.[0].split(';')[0] }));
    });
    asked.on('error', fail);
    asked.end(body && JSON.stringify(body));
  });
}
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1024;

let cookie = (await ask('POST', '/api/setup', { body: { code: about.setup_code, name: 'First', password } })).cookie;
const open = { now: 0, hello: 0 };
for (let session = 0; session < streams / perSession; ++session) {
  const signed = await ask('POST', '/api/session', { body: { name: 'First', password } });
  cookie = signed.cookie;
  for (let i = 0; i < perSession; ++i)
    await ask('GET', '/api/events', { cookie, stream: (answer) => {
      open.now += answer.statusCode === 200 ? 1 : 0;
      answer.on('data', (piece) => { open.hello += piece.includes('event: hello') ? 1 : 0; });
      answer.on('close', () => { open.now -= 1; });
      answer.on('error', () => {});
    } });
}

const paths = ['/api/links', '/api/links/default', '/api/links/default/people?limit=50', '/api/links/default/runs', '/api/session', '/api/links/default/overview', '/'];
const took = [];
const bad = {};
let asked = 0;
const before = memory();
const begin = performance.now();
const pending = new Set();
while (performance.now() - begin < seconds * 1000) {
  for (const due = Math.floor((performance.now() - begin) * rate / 1000); asked < due; ++asked) {
    const path = paths[asked % paths.length];
    const sent = performance.now();
    const one = ask('GET', path, { cookie }).then((answer) => {
      took.push(performance.now() - sent);
      const good = path === '/' ? 404 : 200;  // this server carries no console
      if (answer.status !== good) bad[answer.status] = (bad[answer.status] ?? 0) + 1;
    }, (error) => { bad[error.code] = (bad[error.code] ?? 0) + 1; }).finally(() => pending.delete(one));
    pending.add(one);
  }
  await new Promise((go) => setTimeout(go, 5));
}
await Promise.all(pending);
took.sort((a, b) => a - b);
const at = (part) => took[Math.floor((took.length - 1) * part)].toFixed(1);
const grown = memory() - before;
const alive = open.now;
console.log(`${took.length} answers in ${seconds} s, bad: ${JSON.stringify(bad)}; median ${at(0.5)} ms, 99% ${at(0.99)} ms, worst ${at(1)} ms`);
console.log(`${alive} of ${streams} streams alive, ${open.hello} hellos; memory ${before.toFixed(0)} MiB, ${grown.toFixed(1)} MiB more at the end`);
server.stdin.end();
await new Promise((go) => server.on('exit', go));
process.exit(Object.keys(bad).length === 0 && alive === streams && open.hello === streams && grown < 50 ? 0 : 1);
