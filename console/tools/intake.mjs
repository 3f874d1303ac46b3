// SPDX-License-Identifier: GPL-3.0-or-later
// "Get LMS Data" against the real service, in headless Chromium: a Moodle of two years and an
// openSIS with nobody in it. Previews with every row's fate, two of one name decided, rows picked
// and left out, first passwords handed out once, progress, history, undo, the file of what was not
// taken, and axe on each page.
//   node tools/intake.mjs PROGRAM [PICTURES]
import assert from 'node:assert/strict';
import { firstAdministrator } from './beside.mjs';
import { openBrowser } from './hands.mjs';
import { tellStories } from './tell.mjs';
import { startWorld } from './world.mjs';

const [program, out = ''] = process.argv.slice(2);
if (!program) throw new Error('which program? node tools/intake.mjs build/bin/causeway');
const world = await startWorld({ program, moodleFirst: 60 });
const hands = await openBrowser({ out });
const { tab } = hands;
const count = (table) => Number(world.sql(`SELECT COUNT(*) FROM ${table}`)[0][0]);
const inPage = (path) => tab.evaluate(async (to) => (await fetch(to)).json(), path);
const pressLike = async (words) => { await tab.waitForFunction((wanted) => [...document.querySelectorAll('button')].some((one) => !one.disabled && one.textContent.startsWith(wanted)), { timeout: 30_000 }, words); await tab.evaluate((wanted) => [...document.querySelectorAll('button')].find((one) => !one.disabled && one.textContent.startsWith(wanted)).click(), words); };
const turn = (words) => tab.evaluate((wanted) => [...document.querySelectorAll('[role=tab]')].find((one) => one.textContent.startsWith(wanted)).click(), words);

// Asks for a preview of a kind and waits until it is whole.
async function preview(what, { prepare } = {}) {
  await hands.open(`default/intake?what=${what}`);
  await hands.sees('Reads both sides and writes nothing');
  if (prepare) await prepare();
  const before = await tab.evaluate(() => /preview=(\d+)/.exec(location.hash)?.[1] ?? '');
  await hands.press((await hands.there('Preview again')) ? 'Preview again' : 'Preview');
  await tab.waitForFunction((old) => { const now = /preview=(\d+)/.exec(location.hash)?.[1]; return now && now !== old; }, { timeout: 30_000 }, before);
  const id = await tab.evaluate(() => /preview=(\d+)/.exec(location.hash)[1]);
  await tab.waitForFunction(async (to) => (await (await fetch(`api/links/default/intake/previews/${to}`)).json()).state !== 'making', { timeout: 60_000, polling: 200 }, id);
  const made = await inPage(`api/links/default/intake/previews/${id}`);
  assert.equal(made.state, 'ready', JSON.stringify(made.problem));
  await hands.sees('CSV of what is not taken');
  return made;
}

// Brings in what the preview shows, or only the ticked rows, and waits for the run's end.
async function bringIn(button = 'Bring in ') {
  await pressLike(button);
  await hands.sees('exactly as shown');
  await hands.inDialog('Bring it in');
  await tab.waitForFunction(() => /runs\/\d+$/.test(location.hash), { timeout: 30_000 });
  const id = Number((await tab.evaluate(() => location.hash)).split('/').pop());
  await tab.waitForFunction(async (run) => (await (await fetch(`api/links/default/runs/${run}`)).json()).ended, { timeout: 120_000, polling: 200 }, id);
  return inPage(`api/links/default/runs/${id}`);
}

const stories = [
  ['a link is set up beside a Moodle that was there first', async () => {
    const api = await firstAdministrator(world);
    await api('PATCH', '/links/default', { settings: { moodle: world.moodle, opensis: { socket: world.socket, database: 'opensis', user: 'root' } } });
    await api('POST', '/links/default/connect', {});
    await api('POST', '/links/default/opensis-check', {});
    for (const [opensis, moodle] of [['birthdate', 'born'], ['home.city', 'town'], ['name_suffix', 'town']])
      await api('POST', '/links/default/fields', { whose: 'students', opensis, moodle, direction: 'moodle-to-opensis', options: [] });
    await tab.goto(world.address);
    await hands.fill('Name', 'Ruth Linden');
    await hands.fill('Password', 'quiet otter bridge');
    await hands.press('Sign in');
    await hands.open('default/intake');
    await hands.sees('What comes over, in this order');
    await hands.sees('not brought in yet');
    await hands.examine('the desk');
  }],

  ['staff are shown, two rows are ticked, and only they come', async () => {
    const made = await preview('staff');
    assert.ok(made.counts.staff.created >= 6, JSON.stringify(made.counts));
    assert.equal(count('staff'), 0, 'a preview wrote something');
    const { rows } = await inPage(`api/links/default/intake/previews/${made.id}/rows?limit=2`);
    for (const row of rows) await hands.press(`Tick ${row.title}`, 'checkbox');
    await hands.examine('a preview of staff');
    const run = await bringIn('Bring in the 2 ticked rows only');
    assert.equal(run.state, 'in_step');
    assert.equal(count('staff'), 2);
    await hands.sees('Created');
    await preview('staff');
    await bringIn();
    assert.equal(count('staff'), made.counts.staff.created);
  }],

  ['students: two of one name are decided, one is left out, mapped fields come, passwords are handed out once', async () => {
    const made = await preview('students', { prepare: async () => {
      await hands.press('Make a random first password for everybody who is new', 'checkbox');
    } });
    assert.equal(made.doubtful, 2);
    assert.equal(made.duplicates, 2);
    await hands.sees('Ivo Twin');
    await hands.sees('nobody like this');
    await hands.examine('doubtful rows');
    await hands.picture('intake-doubtful', { from: `Preview ${made.id}`, most: 1100 });
    await hands.press('The 2 below are all new');
    await hands.sees('Doubtful (0)');
    await turn('Duplicates');
    await hands.sees('the same id number as');
    await turn('Every row');
    await hands.sees('with 2 mapped fields');
    await hands.sees('without Name suffix <- town');
    const { rows } = await inPage(`api/links/default/intake/previews/${made.id}/rows?fate=created&limit=10`);
    const { title } = rows.find((row) => row.title !== 'Ivo Twin');
    await hands.press(`Leave out: ${title}`);
    await hands.press(`Decide anew: ${title}`);
    await hands.press(`Leave out: ${title}`);
    await hands.find(`Decide anew: ${title}`);
    await hands.examine('every row');
    await hands.picture('intake-preview', { most: 1700 });
    const now = await inPage(`api/links/default/intake/previews/${made.id}`);
    assert.equal(now.counts.students.left_out, 1);
    const run = await bringIn();
    assert.equal(run.state, 'some_refused');
    assert.equal(count('students'), now.counts.students.created);
    assert.equal(count("student_address WHERE city <> ''"), now.counts.students.created, 'towns came with the people');
    await hands.sees('first passwords wait to be handed out');
    await tab.evaluate(() => [...document.querySelectorAll('label')].find((one) => one.textContent.startsWith('Only what it did not take')).click());
    await hands.sees('Name suffix <- town');
    await hands.examine('a run of students');
    await hands.picture('intake-run', { most: 1500 });
    const text = await tab.evaluate(async (id) => (await fetch(`api/links/default/intake/runs/${id}/not-taken.csv`)).text(), run.id);
    for (const words of ['Moodle shows no e-mail address', 'cannot store', 'take for code', 'left out', 'Name suffix <- town']) assert.ok(text.includes(words), `the file does not say: ${words}`);
    await hands.press('Take them as a file');
    await hands.inDialog('Take them as a file');
    await hands.seesNot('first passwords wait to be handed out');
  }],

  ['courses, schedules with their progress, and history', async () => {
    for (const what of ['courses', 'staff-schedule']) {
      await preview(what);
      await bringIn();
    }
    assert.equal(count('course_periods'), 10);
    world.sql('CREATE TRIGGER slow BEFORE INSERT ON schedule FOR EACH ROW SET @x = SLEEP(0.02)');
    const seats = await preview('student-schedule');
    await pressLike('Bring in ');
    await hands.sees('exactly as shown');
    await hands.inDialog('Bring it in');
    await hands.sees('Writing into openSIS');
    await hands.sees('left in this stage');
    const id = Number((await tab.evaluate(() => location.hash)).split('/').pop());
    await tab.waitForFunction(async (run) => (await (await fetch(`api/links/default/runs/${run}`)).json()).ended, { timeout: 120_000, polling: 300 }, id);
    world.sql('DROP TRIGGER slow');
    assert.ok(seats.counts.learns.created > 100, JSON.stringify(seats.counts));
    assert.equal(count('schedule'), seats.counts.learns.created);
    await preview('history');
    await hands.sees('% in ');
    const run = await bringIn();
    assert.equal(count('student_report_card_grades'), run.intake.history.created);
  }],

  ['a section that takes attendance is measured and warned of', async () => {
    world.sql("UPDATE course_period_var SET does_attendance = 'Y'");
    world.sql('DELETE FROM schedule ORDER BY id DESC LIMIT 3');
    const made = await preview('student-schedule');
    assert.equal(made.slow_rows, 3);
    assert.ok(made.seconds_a_slow_row >= 0);
    await hands.sees('3 rows go into sections that take attendance');
    await hands.sees('when it was tried just now (and rolled back)');
    await hands.examine('slow rows');
    await bringIn();
  }],

  ['a second time nothing changes, and a sync creates nothing in Moodle', async () => {
    const tables = () => ['students', 'staff', 'student_enrollment', 'login_authentication', 'courses', 'course_periods', 'schedule', 'student_report_card_grades'].map(count);
    const held = tables();
    for (const what of ['staff', 'students', 'courses', 'staff-schedule', 'student-schedule', 'history']) {
      const made = await preview(what);
      const [counts] = Object.values(made.counts);
      assert.equal(made.writes, 0, `${what}: ${JSON.stringify(counts)}`);
      assert.ok(counts.unchanged > 0, `${what}: ${JSON.stringify(counts)}`);
    }
    assert.deepEqual(tables(), held);
    const before = (await world.moodleHolds()).counts;
    await hands.open('default/plan');
    await hands.press('Sync now');
    await tab.waitForFunction(async () => { const { runs } = await (await fetch('api/links/default/runs')).json(); return runs[0].what === 'sync' && runs[0].ended; }, { timeout: 60_000, polling: 300 });
    const { runs } = await inPage('api/links/default/runs');
    assert.equal(Object.values(runs[0].counts ?? {}).reduce((sum, one) => sum + (one.create ?? 0), 0), 0);
    assert.deepEqual((await world.moodleHolds()).counts, before);
  }],

  ['history is taken back from its run, and the desk tells the last run of each kind', async () => {
    const { last_runs } = await inPage('api/links/default/intake');
    await hands.open(`default/runs/${last_runs.history.id}`);
    await hands.press('Undo this run');
    await hands.inDialog('Undo this run');
    await tab.waitForFunction(async (id) => { const { runs } = await (await fetch('api/links/default/runs')).json(); return runs.some((one) => one.what === `intake undo ${id}` && one.ended); }, { timeout: 60_000, polling: 300 }, last_runs.history.id);
    assert.equal(count('student_report_card_grades') + count('history_marking_periods'), 0);
    await hands.open('default/intake');
    await hands.sees('What comes over, in this order');
    await hands.examine('the desk afterwards');
    await tab.setViewport({ width: 390, height: 844, isMobile: true, hasTouch: true });
    await hands.sees('What comes over, in this order');  // a telephone loads the page anew
    await hands.examine('the desk on a phone');
  }],
];

await tellStories(stories, hands, { out, end: () => world.stop() });
