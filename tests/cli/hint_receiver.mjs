// SPDX-License-Identifier: GPL-3.0-or-later
// Hears hints as Causeway would and writes each to a file, one JSON line: its path, whether its
// signature is right, and its body. Below /slow/ it answers after five seconds only.
// usage: node hint_receiver.mjs KEY FILE      prints the port when it listens
import { createHmac } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [key, file] = process.argv.slice(2);
const server = createServer((request, answer) => {
  let body = '';
  request.on('data', (piece) => { body += piece; }).on('end', () => {
    const [, time, sign] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(request.headers['x-causeway-signature'] ?? '') ?? [];
    const right = createHmac('sha256', key).update(`${time}.${body}`).digest('hex') === sign;
    const fresh = Math.abs(Date.now() / 1000 - Number(time)) < 30;
    appendFileSync(file, `${JSON.stringify({ path: request.url, method: request.method, signed: right && fresh, body: JSON.parse(body) })}\n`);
    setTimeout(() => answer.writeHead(204).end(), request.url.startsWith('/slow/') ? 5000 : 0);
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
