// SPDX-License-Identifier: GPL-3.0-or-later
// A small stand-in for `causeway serve`, with made-up data, for looking at the console and for its
// tests: `npm run mock -- --scene day --port 8399`, then `npm run dev`, or open it itself after
// `npm run build`. It keeps everything in memory and sends the real server's content policy.
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Live } from './live.mjs';
import { routes } from './routes.mjs';
import { problem } from './school.mjs';
import { makeState } from './state.mjs';

export const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const dist = fileURLToPath(new URL('../dist', import.meta.url));
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const open = ['GET /api/setup', 'POST /api/setup', 'POST /api/session'];

// "GET /api/links/{link}" with the names taken out of the path.
export function match(method, path) {
  const given = path.split('/');
  for (const [route, answer] of Object.entries(routes)) {
    const [wanted, pattern] = route.split(' ');
    const parts = pattern.split('/');
    if (wanted !== method || parts.length !== given.length) continue;
    const at = {};
    const fits = parts.every((part, index) => {
      if (!part.startsWith('{')) return part === given[index];
      at[part.slice(1, -1)] = decodeURIComponent(given[index]);
      return true;
    });
    if (fits) return { route, answer, at };
  }
  return null;
}

function tell(response, status, body, type = 'application/json') {
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' });
  response.end(body === undefined ? undefined : type === 'application/json' ? JSON.stringify(body) : body);
}

function serveFile(path, response) {
  const wanted = normalize(path).replace(/^(\.\.[/\\])+/, '');
  const known = wanted !== '/' && existsSync(`${dist}${wanted}`);
  const file = known ? `${dist}${wanted}` : `${dist}/index.html`;
  response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' });
  createReadStream(file).pipe(response);
}

async function bodyOf(request) {
  let text = '';
  for await (const part of request) text += part;
  return text === '' ? undefined : JSON.parse(text);
}

export function startMock({ scene = 'day', port = 0 } = {}) {
  const state = makeState(scene);
  state.blank = makeState('new').links[0];
  const live = new Live(state);
  if (scene === 'running') live.startRun('main', 'schedule', 'sync', {}, 40_000);
  const server = createServer(async (request, response) => {
    const { pathname: asked, searchParams } = new URL(request.url, 'http://mock');
    // What openSIS shows in its frame: the same, for whoever came over (state.handed).
    const pathname = asked.replace(/^\/framed\/[^/]+(?=\/)/, '');
    if (!pathname.startsWith('/api/')) return serveFile(pathname, response);
    const found = match(request.method, pathname);
    const name = `${request.method} ${pathname}`;
    if (!state.signedIn && !open.includes(name)) return tell(response, 401, problem('Nobody is signed in', 'The session has ended, or there was none.', 'Sign in.', 'session.none'));
    if (request.method !== 'GET' && !open.includes(name) && request.headers['x-csrf-token'] !== state.csrf) return tell(response, 403, problem('The request cannot be trusted', 'It does not carry the session’s token.', 'Reload the page.', 'session.csrf'));
    if (pathname === '/api/events') return live.open(response);
    if (!found) return tell(response, 404, problem('There is no such page', 'Nothing answers at this address.', 'Go back.', 'not_found'));
    if (found.at.link !== undefined && !state.links.some((one) => one.summary.name === found.at.link)) return tell(response, 404, problem('There is no such link', 'Nobody made it.', 'Choose one from the list.', 'link.none'));
    const body = await bodyOf(request);
    const [status, answer, type] = found.answer({ state, live, at: found.at, query: Object.fromEntries(searchParams), body });
    return tell(response, status, answer, type);
  });
  return new Promise((ready) => {
    server.listen(port, '127.0.0.1', () => ready({
      address: `http://127.0.0.1:${server.address().port}`, state, live,
      stop: () => new Promise((stopped) => {
        live.close();
        server.close(stopped);
        server.closeAllConnections();
      }),
    }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const given = (name, fallback) => { const at = process.argv.indexOf(`--${name}`); return at > 0 ? process.argv[at + 1] : fallback; };
  const mock = await startMock({ scene: given('scene', 'day'), port: Number(given('port', '8399')) });
  console.log(`${mock.address}/ (scene ${given('scene', 'day')}; set-up code CAUSEWAY-1; sign in as Ruth Linden with any twelve characters)`);
}
