// SPDX-License-Identifier: GPL-3.0-or-later
// The service's own sources are read: a cure that names a command must be told in other words here.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inConsole } from '../src/lib/words';

describe('cures in the words of the console', () => {
  it('name pages instead of commands', () => {
    expect(inConsole('Nothing was changed. If openSIS is right, run again with --override YOUR-NAME --because REASON; if not, repair openSIS first. (The limit is 10 % and 5 records: guard.percent, guard.records.)'))
      .toBe('Nothing was changed. If openSIS is right, make a plan under Plan and run, and let it through by name; if not, repair openSIS first. (The limit is 10 % and 5 records: the brake, under LMS Settings › Policies.)');
    expect(inConsole('Run \'causeway sync --verify\': it makes missing courses anew.'))
      .toBe('Press “Sync now” under Plan and run, with “Also compare with Moodle” ticked: it makes missing courses anew.');
    expect(inConsole('Enter an e-mail address in openSIS, or set policy.placeholder_email_domain.'))
      .toBe('Enter an e-mail address in openSIS, or set a placeholder domain under LMS Settings › Policies.');
  });
  it('leave everything else as it is', () => {
    for (const text of ['', 'correct the e-mail address in openSIS.', 'Ask the person called causeway.']) expect(inConsole(text)).toBe(text);
  });

  // Adjacent C++ literals are one text; only whole texts that name a command are looked at.
  const source = (folder: string): string[] => readdirSync(fileURLToPath(new URL(`../../src/${folder}`, import.meta.url)))
    .filter((name) => name.endsWith('.cpp') && !/^config/.test(name))
    .flatMap((name) => {
      const code = readFileSync(fileURLToPath(new URL(`../../src/${folder}/${name}`, import.meta.url)), 'utf8').replaceAll(/^\s*\/\/.*$/gm, '');
      return [...code.matchAll(/"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*/g)].map(([text]) => text.replaceAll(/"\s*"/g, '').slice(1, -1));
    });
  const named = ['sync', 'moodle', 'opensis', 'store'].flatMap(source)
    .filter((text) => /causeway (connect|sync|plugins|opensis|serve|rollover|undo)|--override|--because|--moved/.test(text));

  it('are found in the sources', () => expect(named.length).toBeGreaterThan(10));
  it.each(named)('%s', (text) => {
    expect(inConsole(text)).not.toMatch(/causeway (connect|sync|plugins|opensis|rollover|undo)|--[a-z]/);
  });
});
