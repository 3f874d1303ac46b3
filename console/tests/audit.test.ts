// SPDX-License-Identifier: GPL-3.0-or-later
// The service's own sources are read: whatever it writes into the audit has words on the audit's page.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { t } from '../src/texts';

const root = fileURLToPath(new URL('../../src/', import.meta.url));

// What stands between the brackets of each call that writes an entry.
function entries(code: string): string[] {
  return [...code.matchAll(/\b(?:audit|audit_as|note)\(/g)].map((found) => {
    const begin = found.index + found[0].length;
    let end = begin;
    for (let depth = 1; depth > 0 && end < code.length; end += 1) depth += code[end] === '(' ? 1 : code[end] === ')' ? -1 : 0;
    return code.slice(begin, end - 1);
  });
}

// "session.begin", or "match." where the rest is told at run time.
const actionsOf = (code: string): string[] => entries(code).flatMap((entry) => [...entry.matchAll(/"([a-z]+\.[a-z_]*)"/g)].map(([, name = '']) => name));

const written = new Set(readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.cpp')).flatMap((name) => actionsOf(readFileSync(root + name, 'utf8'))));

describe('every action that the service writes into the audit', () => {
  it('is found in the sources', () => {
    expect(actionsOf('parts.audit(call, change ? "a.b" : "a.c", std::to_string(n)); note(x, "d.e_f"); say("g.h")')).toEqual(['a.b', 'a.c', 'd.e_f']);
    expect(written.size).toBeGreaterThan(40);
    for (const one of ['session.begin', 'user.create', 'field.map', 'grades.pull', 'sso.in', 'rollover.hold', 'match.']) expect([...written]).toContain(one);
  });
  it.each([...written].sort())('%s', (name) => {
    const told = Object.keys(t.audit.actions).filter((one) => name.endsWith('.') ? one.startsWith(name) : one === name);
    expect(told).not.toEqual([]);
  });
  it('and no other has words', () => {
    for (const name of Object.keys(t.audit.actions)) expect(written.has(name) || written.has(`${name.split('.')[0] ?? ''}.`), name).toBe(true);
  });
});
