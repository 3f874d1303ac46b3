// SPDX-License-Identifier: GPL-3.0-or-later
// Checks what `npm run build` made: the script stays under its limit, nothing is loaded from
// outside, no script stands in the page itself, and every address is relative.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const limit = 300_000;
const faults = [];

let page = '';
try {
  page = readFileSync(`${dist}index.html`, 'utf8');
} catch {
  console.error('dist/ is missing: npm run build');
  process.exit(1);
}
const files = readdirSync(`${dist}assets`);
const packed = (ending) => files.filter((name) => name.endsWith(ending))
  .reduce((sum, name) => sum + gzipSync(readFileSync(`${dist}assets/${name}`), { level: 9 }).length, 0);

const script = packed('.js');
const style = packed('.css');
if (script > limit) faults.push(`script: ${script} bytes compressed, the limit is ${limit}`);
if (/<script(?![^>]*\bsrc=)[^>]*>/.test(page)) faults.push('index.html has an inline script');
if (/<style/.test(page)) faults.push('index.html has an inline style');
for (const [, address] of page.matchAll(/(?:src|href)="([^"]*)"/g))
  if (!address.startsWith('./')) faults.push(`index.html: ${address} is not relative`);
for (const name of files.filter((one) => one.endsWith('.css')))
  if (/url\(\s*["']?(?:https?:)?\/\//.test(readFileSync(`${dist}assets/${name}`, 'utf8'))) faults.push(`${name} loads from outside`);
for (const name of files.filter((one) => one.endsWith('.js')))
  if (/\bnew Function\(|\beval\(/.test(readFileSync(`${dist}assets/${name}`, 'utf8'))) faults.push(`${name} evaluates text as script`);

console.log(`script ${(script / 1000).toFixed(1)} kB, style ${(style / 1000).toFixed(1)} kB compressed; the limit for script is ${limit / 1000} kB`);
for (const fault of faults) console.error(fault);
process.exit(faults.length === 0 ? 0 : 1);
