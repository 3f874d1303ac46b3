// SPDX-License-Identifier: GPL-3.0-or-later
// The real thing for the browser's tests and pictures: a private MariaDB with a sample school, the
// stand-in Moodle, and `causeway serve` on a fresh store. Everything lives in one folder in /tmp and
// ends with stop().
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const scripts = fileURLToPath(new URL('../../scripts/', import.meta.url));

// Starts a program that tells about itself in one line of JSON.
function begin(program, words, folder) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CAUSEWAY_')));
  const child = spawn(program, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  child.said = '';
  child.stderr.on('data', (piece) => { child.said += piece; });
  const line = new Promise((go, fail) => {
    createInterface({ input: child.stdout }).once('line', (text) => go(JSON.parse(text)));
    child.once('exit', (code) => fail(new Error(`causeway ${words[0]} ended with ${code}: ${child.said.slice(-2000)}`)));
  });
  return line.then((about) => ({ child, about }));
}

const over = (child) => (child.exitCode === null && child.signalCode === null ? new Promise((go) => child.once('exit', go)) : Promise.resolve());

// `moodleFirst`: the other way round, a Moodle with so many people and an openSIS with nobody in it.
export async function startWorld({ program, students = 120, moodleFirst = 0 }) {
  const folder = mkdtempSync('/tmp/causeway-browser-');
  const socket = execFileSync(`${scripts}private-mariadb`, ['start', `${folder}/db`, 'log'], { encoding: 'utf8' }).trim();
  let moodle;
  let service;
  const stop = async () => {
    for (const one of [service, moodle]) {
      one?.child.kill();
      if (one) await over(one.child);
    }
    execFileSync(`${scripts}private-mariadb`, ['stop', `${folder}/db`]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    execFileSync(program, ['school', '--quiet', ...(moodleFirst > 0 ? ['--empty'] : ['--students', String(students), '--seed', '7']), `mysql://root@localhost/opensis?socket=${socket}`], { cwd: folder });
    moodle = await begin(program, ['sandbox', '--port', '0', '--plugins', ...(moodleFirst > 0 ? ['--filled', String(moodleFirst)] : []), '--json'], folder);
  } catch (error) {
    await stop();
    throw error;
  }
  const { url, token } = moodle.about;

  const world = {
    socket,
    moodle: { url, token },
    sql: (text) => execFileSync('mariadb', ['--no-defaults', '-u', 'root', '-S', socket, '-N', '-B', 'opensis', '-e', text], { encoding: 'utf8' }).trim().split('\n').map((row) => row.split('\t')),
    // Moodle's behaviour, as sandbox/moodle/switch_form.h names it.
    async moodleIs(switches) {
      const answer = await fetch(`${url}/sandbox/switches`, { method: 'POST', body: new URLSearchParams(switches) });
      if (!answer.ok) throw new Error(await answer.text());
    },
    async inMoodle(name, fields) {
      const answer = await fetch(`${url}/webservice/rest/server.php`, { method: 'POST', body: new URLSearchParams({ wstoken: token, wsfunction: name, moodlewsrestformat: 'json', ...fields }) });
      return answer.json();
    },
    // The program itself, at the command line.
    run: (...words) => execFileSync(program, words, { cwd: folder, encoding: 'utf8' }),
    // Moodle's teachers grade what their courses hold.
    async teachersGrade() {
      const answer = await fetch(`${url}/sandbox/grading`, { method: 'POST' });
      if (!answer.ok) throw new Error(await answer.text());
    },
    async moodleHolds() { return (await fetch(`${url}/sandbox/state.json`)).json(); },
    async stopMoodle() { moodle.child.kill(); await over(moodle.child); },
    get address() { return service.about.url; },
    get code() { return service.about.setup_code; },
    get log() { return service.child.said; },
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.child.pid}/status`, 'utf8'))[1]) / 1024,
    async killService() { service.child.kill('SIGKILL'); await over(service.child); },
    async startService() {
      const port = service ? new URL(service.about.url).port : '0';
      writeFileSync(`${folder}/causeway.toml`, `[service]\nlisten = "127.0.0.1:${port}"\n[store]\nurl = "sqlite:state.db"\n`);
      service = await begin(program, ['serve', '--json'], folder);
    },
    stop,
  };
  // A Moodle that was stopped comes back on its old port, with what it held.
  world.startMoodle = async () => { moodle = await begin(program, ['sandbox', '--port', new URL(url).port, '--plugins', '--json'], folder); };
  try {
    await world.startService();
  } catch (error) {
    await stop();
    throw error;
  }
  return world;
}

// A web server that is no Moodle: it answers everything with this status and headers.
export async function startStranger(status, headers = {}) {
  const server = createServer((_, answer) => { answer.writeHead(status, headers); answer.end('<html>No Moodle here.</html>'); });
  await new Promise((go) => server.listen(0, '127.0.0.1', go));
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}
