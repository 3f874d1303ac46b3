// SPDX-License-Identifier: GPL-3.0-or-later
// The lists of people and sections when a school is large: a sample school of 100,000 students in a
// real service, synced; then each page, search and filter through the API, timed, and the same lists
// in Chromium, from the key that was pressed to the rows that are seen. Run by hand, on a quiet
// machine: it ends with 1 when anything took a second or more.
//   node tools/many.mjs PROGRAM [STUDENTS]
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { firstAdministrator, readyLink } from './beside.mjs';
import { openBrowser } from './hands.mjs';
import { password } from './stories.mjs';
import { startWorld } from './world.mjs';

const [given, wanted = '100000'] = process.argv.slice(2);
if (!given) throw new Error('which program? node tools/many.mjs build/bin/causeway');
const limit = 1000;
const late = [];

const told = (what, times) => {
  const sorted = [...times].sort((a, b) => a - b);
  const [median, most] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  console.log(`${what.padEnd(64)} median ${median.toFixed(0).padStart(5)} ms   most ${most.toFixed(0).padStart(5)} ms   of ${times.length}`);
  if (most >= limit) late.push(`${what}: ${most.toFixed(0)} ms`);
};

async function askTheApi(api, people) {
  const times = async (what, paths, check) => {
    const all = [];
    for (const path of paths) {
      const begun = performance.now();
      const answer = await api('GET', `/links/default/${path}`);
      all.push(performance.now() - begun);
      check?.(answer, path);
    }
    told(what, all);
  };
  const five = (path) => Array.from({ length: 5 }, () => path);
  const full = (answer) => assert.equal(answer.records.length, 50);

  await times('people: first page', five('people?limit=50'), full);
  // Every page, one after another, by the cursor that each answer gives.
  const pages = [];
  let seen = 0;
  for (let next = ''; next !== null;) {
    const begun = performance.now();
    const answer = await api('GET', `/links/default/people?limit=500${next && `&cursor=${next}`}`);
    pages.push(performance.now() - begun);
    seen += answer.records.length;
    next = answer.next_cursor;
  }
  told(`people: all ${seen} in pages of 500, each page`, pages);
  assert.equal(seen, people, 'paging lost or repeated somebody');

  const student = `student:${Math.floor(people * 0.9)}`;
  await times('people: a page near the end', five(`people?limit=50&kind=student&cursor=${student}`), full);
  const detail = await api('GET', `/links/default/people/${student}?moodle=no`);
  const [first, last] = detail.record.title.split(' ');
  await times('people: search for a number', five(`people?q=${student}`), (answer) => assert.ok(answer.records.some((one) => one.key === student)));
  await times('people: search for first and last name', five(`people?q=${encodeURIComponent(`${first} ${last}`)}`), (answer) => assert.ok(answer.records.length > 0));
  await times('people: search for an e-mail address', five(`people?q=${encodeURIComponent(detail.record.subtitle)}`), (answer) => assert.ok(answer.records.some((one) => one.key === student)));
  await times('people: search for one letter', five('people?q=e'), full);
  await times('people: search that finds nobody', five('people?q=nobody-at-all'), (answer) => assert.equal(answer.records.length, 0));
  await times('people: six words that find nobody', five('people?q=a+e+i+o+u+nobody-at-all'), (answer) => assert.equal(answer.records.length, 0));
  await times('people: the refused', five('people?standing=refused'), (answer) => assert.ok(answer.records.length > 0));
  await times('people: the left out (nobody)', five('people?standing=left_out'), (answer) => assert.equal(answer.records.length, 0));
  await times('people: of one school', five('people?school=2&limit=50'));
  await times('people: of a school that is none', five('people?school=2&q=nobody-at-all'));
  await times('a person', five(`people/${student}?moodle=no`));
  await times('sections: first page', five('sections?limit=50'), full);
  await times('sections: search that finds none', five('sections?q=nothing-at-all'), (answer) => assert.equal(answer.records.length, 0));
  await times('overview', five('overview?days=28'));
  return { first, last, student };
}

async function lookAtTheConsole(world, { first, last, student }) {
  const hands = await openBrowser({});
  const { tab } = hands;
  const rows = () => tab.waitForFunction(() => document.querySelector('.main tbody tr') !== null && document.querySelector('.table.old') === null, { timeout: 15_000, polling: 'raf' });
  const timed = async (what, act, seen) => {
    const begun = performance.now();
    await act();
    await seen();
    told(`console: ${what}`, [performance.now() - begun]);
  };
  await tab.goto(world.address);
  await hands.fill('Name', 'Ruth Linden');
  await hands.fill('Password', password);
  await hands.press('Sign in');
  await hands.sees('Where records stand');
  await timed('the list of people opens', () => hands.open('default/people'), rows);
  for (const page of [2, 3, 4])
    await timed(`page ${page}`, () => hands.press('Next'), () => tab.waitForFunction((from) => document.body.innerText.includes(`Rows ${from} to`) && document.querySelector('.table.old') === null, { timeout: 15_000, polling: 'raf' }, (page - 1) * 50 + 1));
  const box = await tab.waitForSelector('.main input[type=search]');
  await box.click();
  await timed('a name is searched for, from its last letter', async () => box.type(`${first} ${last}`, { delay: 0 }),
    () => tab.waitForFunction((name) => [...document.querySelectorAll('.main tbody tr')].every((one) => one.textContent.includes(name.split(' ')[1])) && document.querySelector('.table.old') === null, { timeout: 15_000, polling: 'raf' }, `${first} ${last}`));
  await timed('filters are cleared', () => hands.press('Clear filters'), rows);
  await timed('the refused', () => hands.open('default/people?standing=refused'), () => hands.sees('no e-mail address').then(rows));
  await timed('one person opens', () => hands.open(`default/people/${student}`), () => hands.sees('History'));
  await timed('the list of sections opens', () => hands.open('default/sections'), () => hands.sees('Every section').then(rows));
  const heap = await tab.evaluate(() => performance.memory?.usedJSHeapSize ?? 0);
  console.log(`console: memory of the page ${(heap / 1e6).toFixed(0)} MB`);
  for (const fault of hands.faults) late.push(fault);
  await hands.browser.close();
}

const world = await startWorld({ program: resolve(given), students: Number(wanted) });
try {
  const begun = performance.now();
  const api = await firstAdministrator(world);
  await readyLink(world, api, 'http://127.0.0.1:1', Buffer.alloc(32, 7), 1200);
  const { counts } = await api('GET', '/links/default/overview?days=7');
  const all = (kind) => { const one = counts.find((row) => row.kind === kind); return one.synced + one.waiting + one.refused + one.left_out; };
  const people = all('student') + all('staff');
  console.log(`${people} people, ${all('section')} sections, ${all('learns')} enrolments, read and synced in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  await lookAtTheConsole(world, await askTheApi(api, people));
  console.log(`service: ${world.memory().toFixed(0)} MB`);
} finally {
  await world.stop();
}
for (const one of late) console.error(`too late: ${one}`);
console.log(late.length === 0 ? 'each under a second' : `${late.length} took too long`);
process.exit(late.length === 0 ? 0 : 1);
