// SPDX-License-Identifier: GPL-3.0-or-later
// Walks through the built console as people do, in headless Chromium against the mock: from the
// first start to the first sync, a stopped plan let through, abort and undo, a refused record cured,
// a doubtful match decided, and a round with the keyboard alone. Ends with 1 at the first that fails.
import assert from 'node:assert/strict';
import puppeteer from 'puppeteer-core';
import { startMock } from '../mock/server.mjs';
import { nothingFromOutside } from './hands.mjs';
import { pressSteadily } from './steady.mjs';

const patience = { timeout: 30_000 };
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--lang=en-GB'] });
const tab = await browser.newPage();
await tab.setViewport({ width: 1280, height: 900 });
const faults = [];
tab.on('pageerror', (error) => faults.push(error.message));
nothingFromOutside(tab, faults);

const find = (name, role = 'button') => tab.waitForSelector(`::-p-aria([name="${name}"][role="${role}"])`, patience);
const press = async (name, role) => { const one = await find(name, role); await pressSteadily(one); };
const fill = async (name, text) => { const one = await find(name, 'textbox'); await one.click({ count: 3 }); await one.type(text); };
const sees = (text) => tab.waitForFunction((wanted) => document.body.innerText.includes(wanted), patience, text);
const seesNot = (text) => tab.waitForFunction((wanted) => !document.body.innerText.includes(wanted), patience, text);
const inDialog = async (name) => { await (await tab.waitForSelector(`dialog[open] ::-p-aria([name="${name}"][role="button"])`, patience)).click(); };

async function story(title, scene, path, tell) {
  const mock = await startMock({ scene });
  try {
    await tab.goto('about:blank');
    await tab.goto(`${mock.address}/#/${path}`);
    await tell(mock);
    console.log(`ok: ${title}`);
  } catch (error) {
    faults.push(`${title}: ${error.message}\n${(await tab.evaluate(() => document.body.innerText)).slice(0, 1500)}`);
    console.log(`FAILED: ${title}`);
  }
  await mock.stop();
}

await story('from the first start to the first sync', 'setup', '', async ({ state }) => {
  await fill('Set-up code', 'CAUSEWAY-1');
  await fill('Your name', 'Ines Reed');
  await fill('Password', 'too short');
  await fill('Password again', 'too short');
  await press('Create administrator and sign in');
  await sees('3 more characters needed.');
  await fill('Password', 'quiet otter bridge');
  await fill('Password again', 'quiet otter bridge');
  await press('Create administrator and sign in');
  await sees('No link yet');
  await fill('Title', 'Hillside schools');
  await press('Set up a link');
  await sees('5 more steps appear when Moodle is prepared.');
  await press('Moodle is prepared');
  await fill('Moodle address', 'moodle.example.org');
  await fill('Service token', 'a-token-that-nobody-sees');
  await press('Connect');
  await sees('Give the whole address, such as https://moodle.example.org.');
  await fill('Moodle address', 'https://moodle.example.org');
  state.connectAnswer = 'refused';
  await press('Connect');
  await sees('invalidtoken');
  await sees('4 more steps appear when Moodle is connected.');
  state.connectAnswer = 'ok';
  await press('Connect');
  await sees('Connected to Hillside Learning');
  await sees('kept, not shown');
  assert.equal(await tab.evaluate(() => document.documentElement.outerHTML.includes('a-token-that-nobody-sees')), false, 'the token is still in the page');
  state.opensisAnswer = false;
  await fill('Server', 'db.example.org');
  await press('Save and check');
  await sees('access denied');
  await sees('GRANT SELECT');
  state.opensisAnswer = true;
  await press('Save and check');
  await sees('Which school year');
  await press('Save and continue');
  await sees('A student drops a class');
  await press('Save and continue');
  await press('Show the first plan');
  await sees('would be made in Moodle');
  await press('Enable Synchronization');
  await sees('Synchronization is on');
  await sees('Sync is running');
  await press('Watch it', 'link');
  await sees('left in this stage');
  await sees('Done, some refused');
});

await story('the details of a connection fold away, and the connection stays', 'ready', 'main/settings', async () => {
  await sees('Connect to Moodle');
  await tab.evaluate(() => [...document.querySelectorAll('.step > h2 > button')].find((one) => one.textContent.includes('Connect to Moodle')).click());
  await press('Check again');
  await sees('What was checked');
  await tab.mouse.move(5, 5);
  await tab.waitForFunction(() => document.body.innerText.includes('The details are folded away. The connection stays.'), { timeout: 30_000 });
  assert.equal(await tab.evaluate(() => document.body.innerText.includes('What was checked')), false);
  await sees('Connected to Hillside Learning');
  await press('Show the details');
  await sees('What was checked');
});

await story('a plan that the brake stopped is let through by name', 'guarded', 'main/plan', async ({ state }) => {
  await sees('This would suspend 214');
  await press('Let it through and apply');
  await sees('Please tick this.');
  assert.equal(state.runs.length, 58, 'it ran without a reason');
  await fill('Reason', 'Grade 12 has left');
  await press('I have looked at the removals, and they are right', 'checkbox');
  await press('Let it through and apply');
  await sees('The brake was lifted by Ruth Linden');
  assert.deepEqual(state.runs[0].override, { name: 'Ruth Linden', reason: 'Grade 12 has left' });
});

await story('a run is aborted and undone', 'running', 'main/overview', async () => {
  await press('Abort');
  await inDialog('Abort');
  await seesNot('Sync is running');
  await tab.evaluate(() => { location.hash = '#/main/runs/59'; });
  await sees('Aborted');
  await press('Undo this run');
  await inDialog('Undo this run');
  await sees('Run 60: Undo of run 59');
});

await story('a plan is made, filtered and approved', 'day', 'main/plan', async () => {
  await sees('Plan 12');
  await press('Make a plan');
  await sees('Plan 13');
  await sees('Changes (');
  await fill('Search names and keys', 'student:1004').catch(async () => { await tab.type('input[type=search]', 'student:1004'); });
  await tab.waitForFunction(() => location.hash.includes('q=student'), patience);
  await seesNot('Ada Quill');
  await press('Clear filters');
  await sees('Ada Quill');
});

await story('a refused person is synced now, and another left out', 'day', 'main/people?standing=refused', async ({ state }) => {
  await sees('Felix Kestrel');
  await press('Sync now: Felix Kestrel');
  await sees('Begun.');
  await press('Synchronise Felix Kestrel with Moodle', 'checkbox');
  await sees('Felix Kestrel will be left out.');
  assert.equal(state.people.find((one) => one.title === 'Felix Kestrel').tick, 'no');
  await press('Felix Kestrel', 'link');
  await sees('Moodle has no account for this person.');
  await press('Back to the school’s default');
  await sees('follows the school’s default');
  await press('People', 'link');
  await sees('Felix Kestrel');
});

await story('a doubtful match is decided', 'day', 'main/matches', async ({ state }) => {
  await sees('Yara Juniper');
  await press('This is the same person: Yara Juniper, juniper0');
  await inDialog('This is the same person');
  await sees('Yara Juniper is linked.');
  assert.equal(state.matches.length, 2);
});

await story('what only Moodle has is looked at, decided about, and brought in', 'ready', 'main/intake?what=students', async ({ state }) => {
  await sees('School that takes it up');
  await tab.focus('input[placeholder="Choose one"]');
  for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await tab.keyboard.press(key);
  await press('Preview');
  await sees('The same person');
  await press('The same person: Edda Dune is student:41');
  await tab.waitForFunction(() => !document.body.innerText.includes('Edda Dune'), patience);
  await tab.evaluate(() => [...document.querySelectorAll('.main button')].find((one) => /^Bring in \d/.test(one.textContent)).click());
  const runs = state.runs.length;
  await inDialog('Bring it in');
  await sees('Get LMS Data: students');
  assert.equal(state.runs.length, runs + 1);
});

await story('a field is mapped after a preview, and taken out again', 'day', 'main/fields', async ({ state }) => {
  await sees('The row is held back');
  await press('Map another field: openSIS’s custom fields');
  const [opensis, , moodle] = await tab.$$('.card select');
  await opensis.select('custom:4');
  await moodle.select('bus');
  await press('Preview');
  await sees('What the row would do, on real records');
  await sees('It is longer than Moodle’s field.');
  assert.equal(state.fields.rows.length, 3, 'a preview saved the row');
  await press('Map');
  await sees('Bus line');
  assert.equal(state.fields.rows.length, 4);
  await press('Change: Bus line');
  await sees('Change Bus line');
  const [, direction, , emptied] = await tab.$$('.card select');
  await direction.select('moodle-to-opensis');
  await emptied.select('keep');
  await press('Save');
  await sees('The row is changed.');
  assert.deepEqual([state.fields.rows[3].direction, state.fields.rows[3].rules.emptied], ['moodle-to-opensis', 'keep']);
  await press('Remove: Bus line');
  await seesNot('Bus line');
  assert.equal(state.fields.rows.length, 3);
});

await story('hostile names stay text', 'day', 'main/people?q=alert', async () => {
  await sees('<script>alert(1)</script> O’Neill');
  await press('<script>alert(1)</script> O’Neill', 'link');
  await sees('History');
  assert.equal(await tab.evaluate(() => document.querySelectorAll('script:not([src])').length), 0);
});

await story('an administrator reads and changes nothing', 'day', 'main/people', async ({ state }) => {
  state.me = 2;
  await tab.reload();
  await sees('Ada Quill');
  for (const name of ['LMS Settings', 'Audit', 'Accounts']) await seesNot(name);
  assert.equal(await tab.$('input[type=checkbox]'), null);
  await tab.evaluate(() => { location.hash = '#/main/settings'; });
  await sees('There is no such page');
});

await story('a session that ends leads back to the sign-in', 'day', 'main/overview', async ({ state }) => {
  await sees('Hillside Learning');
  state.signedIn = false;
  await press('People', 'link');
  await sees('Your session has ended.');
  await fill('Name', 'Ruth Linden');
  await fill('Password', 'quiet otter bridge');
  await press('Sign in');
  await sees('Ada Quill');
});

await story('the school year turns: a hold, a plan, a person’s word, and the way back', 'rolled', 'main/overview', async ({ state }) => {
  await sees('openSIS has rolled over to 2027');
  await press('Rollover', 'link');
  await sees('students 258 of 262');
  const day = async (name, text) => { const one = await tab.waitForSelector(`::-p-aria([name="${name}"])`, patience); await one.focus(); await one.type(text); };
  await day('Last day', '05/01/2027');
  await press('Hold');
  await sees('Give the earlier day first.');
  await day('Last day', '09/05/2027');
  await press('Hold');
  await sees('by Ruth Linden');
  assert.equal(state.rollover.hold.to.slice(0, 4), '2027');
  await press('Plan the turn');
  await sees('whose year does not turn now');
  await sees('48 (48 rolled over)');
  await press('Courses hidden and kept');
  await sees('its school year is over');
  await press('Courses made anew');
  await sees('rolled over from section 300');
  await press('People who leave');
  await sees('doubtful');
  const confirm = await find('Confirm the turn');
  assert.equal(await confirm.evaluate((button) => button.disabled), true, 'confirmed without a reason');
  await fill('Reason', 'The primary school follows on Friday');
  await press('Confirm the turn');
  await sees('waits for its first sync');
  await sees('Confirmed by Ruth Linden');
  await press('Take it back');
  await sees('Taken back. The old year goes on.');
  await seesNot('waits for its first sync');
  assert.equal(state.rollover.turns[0].stage, 'taken_back');
  await press('Release now');
  await sees('The hold is released.');
});

await story('whoever comes back again and again is not left without a connection', 'day', 'main/overview', async ({ address }) => {
  for (let i = 0; i < 9; i += 1) {
    await tab.goto('about:blank');
    await tab.goto(`${address}/#/main/people`, patience);
    await sees('Ada Quill');
  }
  await tab.goBack(patience);
  await tab.goBack(patience);
  await sees('Ada Quill');
});

await story('with the keyboard alone', 'signin', '', async ({ state }) => {
  const focus = () => tab.evaluate(() => document.activeElement === document.body ? '' : document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
  const tabTo = async (wanted, most = 60) => {
    for (let i = 0; i < most; i += 1) {
      if ((await focus()).includes(wanted)) return;
      await tab.keyboard.press('Tab');
    }
    throw new Error(`the focus never came to “${wanted}”`);
  };
  await tab.waitForFunction(() => document.activeElement?.tagName === 'INPUT', patience);
  await tab.keyboard.type('Ruth Linden');
  await tab.keyboard.press('Tab');
  await tab.keyboard.type('quiet otter bridge');
  await tab.keyboard.press('Enter');
  await sees('Plan and run');
  await tabTo('Skip to the content');
  await tabTo('Doubtful matches');
  await tabTo('LMS Settings');
  await tab.keyboard.press('Enter');
  await sees('Prepare Moodle');
  await tab.waitForFunction(() => document.activeElement?.tagName === 'H1', patience);
  await tabTo('Prepare Moodle');
  await tab.keyboard.press('Enter');
  await tabTo('Moodle is prepared');
  await tab.evaluate(() => { location.hash = '#/main/plan'; });
  await sees('No plan yet');
  await tabTo('Make a plan');
  await tab.keyboard.press('Enter');
  await sees('Approve and apply');
  await tabTo('Approve and apply');
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('dialog[open]', patience);
  await tab.keyboard.press('Escape');
  await tab.waitForFunction(() => document.querySelector('dialog[open]') === null, patience);
  await tabTo('Approve and apply');
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('dialog[open]', patience);
  await tabTo('Approve and apply', 4);
  await tab.keyboard.press('Enter');
  await sees('The run has begun.');
  assert.equal(state.runs.length, 1);
});

await story('times are the school’s, wherever the browser is', 'day', 'main/overview', async ({ state }) => {
  await tab.emulateTimezone('Pacific/Auckland');
  try {
    await tab.reload();
    for (const [path, words] of [['overview', 'Last runs'], ['runs', 'Run 52'], ['runs/48', 'Took'], ['plan', 'Made by'], ['people/student:1002', 'History'], ['grades', 'Gradebook kept by'], ['grades/differences', 'Chapter quiz'], ['audit', 'Ruth Linden'], ['accounts', 'Tilo Marsh']]) {
      await tab.evaluate((to) => { location.hash = `#/main/${to}`; }, path);
      await sees(words);
      await tab.waitForSelector('.main time[title]', patience);
      const told = await tab.evaluate(() => [...document.querySelectorAll('.main time[title]')].map((one) => [one.title, one.textContent, one.dateTime]));
      for (const [title, text, at] of told) {
        assert.match(title, /CES?T$/, `${path}: ${title} is not told in the school's zone`);
        const there = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Vienna' }).format(Date.parse(at));
        if (/\d\d:\d\d/.test(text)) assert.ok(text.includes(there), `${path}: ${text} is not ${there}`);
      }
    }
    // A day of the audit's filter is the school's day: what happened at its last minute is in it.
    const noon = Date.UTC(2026, 10, 20, 22, 59, 30) / 1000; // 23:59:30 in Vienna, the 21st in Auckland
    state.audit.push({ ...state.audit.at(-1), id: 900, at: noon, action: 'run.abort' });
    await tab.evaluate(() => { location.hash = '#/main/audit?from=2026-11-20&to=2026-11-20&action=run.abort'; });
    await sees('Aborted a run');
    await sees('20 Nov 2026, 23:59');
  } finally {
    await tab.emulateTimezone();
  }
});

await story('the first paint comes within a second', 'day', 'main/overview', async () => {
  await sees('Hillside Learning');
  const paint = await tab.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
  console.log(`    first contentful paint after ${Math.round(paint)} ms`);
  assert.ok(paint < 1000, `${paint} ms`);
});

await browser.close();
for (const fault of faults) console.error(fault);
process.exit(faults.length === 0 ? 0 : 1);
