// SPDX-License-Identifier: GPL-3.0-or-later
// A web server with TLS in front of a Moodle: passes every request on, or sends all callers
// elsewhere. Prints its port, then a line for each request.
// usage: node tls_front.mjs CERTIFICATE KEY (pass URL | redirect LOCATION)
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';

const [certificate, key, what, target] = process.argv.slice(2);
const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (asked, answer) => {
  console.log(`${asked.method} ${asked.url}`);
  if (what === 'redirect') {
    answer.writeHead(303, { Location: target });
    answer.end();
    return;
  }
  const passed = request(target + asked.url, { method: asked.method, headers: asked.headers }, (from) => {
    answer.writeHead(from.statusCode, from.headers);
    from.pipe(answer);
  });
  passed.on('error', () => answer.destroy());
  asked.pipe(passed);
});
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
