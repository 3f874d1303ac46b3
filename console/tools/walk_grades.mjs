// SPDX-License-Identifier: GPL-3.0-or-later
// Walks through everything about grades in the built console, in headless Chromium against the mock:
// fetching them, a gradebook and where its values come from, differences decided, why totals differ,
// who keeps the gradebook, the settings, and a teacher in openSIS's frame. Each page is held to
// axe-core. `--out DIR` takes pictures. Ends with 1 at the first that fails.
import assert from 'node:assert/strict';
import { startMock } from '../mock/server.mjs';
import { openBrowser } from './hands.mjs';

const at = process.argv.indexOf('--out');
const hands = await openBrowser({ out: at > 0 ? process.argv[at + 1] : '' });
const { tab, press, inDialog, sees, seesNot, examine, picture } = hands;
const grades = (state) => state.grades;

async function story(title, path, tell, before = () => {}) {
  const mock = await startMock({ scene: 'day' });
  before(mock.state);
  try {
    await tab.goto('about:blank');
    await tab.goto(`${mock.address}/${path}`);
    await tell(mock);
    console.log(`ok: ${title}`);
  } catch (error) {
    hands.faults.push(`${title}: ${error.message}\n${(await hands.text()).slice(0, 1500)}`);
    console.log(`FAILED: ${title}`);
  }
  await tab.goto('about:blank'); // before its server goes
  await mock.stop();
}
const firstDifference = (state) => state.sections.filter((one) => one.standing === 'synced')[0];

await story('what changed is fetched, and what it did is told', '#/main/grades', async ({ state }) => {
  await sees('Gradebook kept by');
  await examine('section list');
  await picture('grades');
  await press('Get what changed now');
  await sees('Begun…');
  await sees('In step: 1 new, 3 changed, 1 kept');
  assert.deepEqual(grades(state).asked, {});
  await hands.open('main/runs/56');
  await sees('Sent to Moodle');
  await examine('a run of grades');
  await picture('run');
});

await story('a gradebook tells where each value comes from, and why totals differ', '#/main/grades', async ({ state }) => {
  const { title } = firstDifference(state);
  await press(title, 'link');
  await sees('Laboratory report');
  await examine('gradebook');
  await picture('gradebook');
  await tab.evaluate(() => document.querySelector('.cell-button').click());
  await sees('State');
  await sees('by Moodle user 12');
  await examine('where a grade comes from');
  await inDialog('Close');
  await tab.evaluate(() => document.querySelector('a[aria-label*="why the totals"]').click());
  await sees('openSIS has no such rule');
  await sees('Moodle’s own table');
  await examine('why totals differ');
  await picture('why');
});

await story('differences are decided one by one and together', '#/main/grades/differences', async ({ state }) => {
  await sees('Chapter quiz');
  await examine('differences');
  await picture('differences');
  const labels = await tab.evaluate(() => [...document.querySelectorAll('button[aria-label^="Take Moodle’s: "]')].map((one) => one.ariaLabel));
  const one = labels.find((label) => label.includes('Chapter quiz'));
  await press(one);
  await sees('It replaces what stands in openSIS now.');
  await examine('asked before Moodle’s value is taken');
  await inDialog('Take Moodle’s');
  await tab.waitForFunction((label) => document.querySelector(`button[aria-label="${label}"]`) === null, { timeout: 30_000 }, one);
  assert.equal(grades(state).asked.take, 'moodle');
  assert.equal(grades(state).asked.keys.length, 1);
  await seesNot('Begun…');
  const left = await tab.$$('input[type=checkbox]:not([disabled])');
  for (const box of left.slice(0, 2)) await box.click();
  await sees('2 chosen');
  await press('Keep openSIS’s: the chosen ones');
  await sees('is not asked about again until Moodle’s value changes');
  await inDialog('Keep openSIS’s');
  await seesNot('2 chosen');
  assert.equal(grades(state).asked.take, 'opensis');
  assert.equal(grades(state).asked.keys.length, 2);
});

await story('another keeper is chosen after its plan was seen', '#/main/grades', async ({ state }) => {
  const { key, title } = firstDifference(state);
  await press(title, 'link');
  await press('Change…', 'link');
  await sees('What would change in 1 section');
  await sees('Every change');
  assert.equal(grades(state).chosen[key], undefined, 'nothing is chosen before it is confirmed');
  await examine('what another keeper would change');
  await picture('option');
  await press('Let Moodle keep it');
  await sees('Done');
  assert.equal(grades(state).chosen[key], 'moodle');
  await press('Back', 'link');
  await sees('chosen for this section');
});

await story('the settings say what each of them does', '#/main/settings', async ({ state }) => {
  await sees('Grades from Moodle');
  await sees('Such a grade shows as * (excused) there');
  await press('What Moodle’s drop rules leave out does not count in openSIS either', 'checkbox');
  await sees('openSIS’s total will differ from Moodle’s.');
  await press('Become an assignment in the Moodle course', 'radio');
  await examine('settings');
  await picture('settings', { from: 'Grades from Moodle' });
  await tab.evaluate(() => document.querySelector('section[aria-labelledby=grades-settings] button[type=submit]').click());
  await sees('Saved');
  const kept = state.links[0].settings.grades;
  assert.equal(kept.excuse_dropped, false);
  assert.equal(kept.send, 'assignment');
});

const teacher = (state) => {
  state.users.push({ ...state.users[1], id: 4, name: 'Nora Alder', role: 'teacher', schools: [], person: { link: 'main', key: 'staff:7' } });
  Object.assign(state, { me: 4, handed: { link: 'main', person: 'staff:7', school: 1, page: 'grades', zone: 'Pacific/Apia' } });
};
await story('a teacher in openSIS’s frame fetches and decides for their own sections', 'framed/main/', async ({ state }) => {
  await sees('What of your Moodle gradebooks stands in openSIS’s.');
  for (const name of ['LMS Settings', 'Audit', 'Who keeps a school’s gradebooks']) await seesNot(name);
  await examine('a teacher’s sections');
  await picture('teacher');
  await press('Get LMS grades');
  await sees('Begun…');
  await sees('In step: ');
  assert.equal(grades(state).asked.sections.length, 3);
  await press('All differences', 'link');
  await sees('Laboratory report');
  const label = await tab.evaluate(() => [...document.querySelectorAll('button[aria-label^="Keep openSIS’s: "]')].find((one) => one.ariaLabel.includes(',')).ariaLabel);
  await press(label);
  await inDialog('Keep openSIS’s');
  await tab.waitForFunction((name) => document.querySelector(`button[aria-label="${name}"]`) === null, { timeout: 30_000 }, label);
  assert.equal(grades(state).asked.take, 'opensis');
  await press('Grades', 'link');
  await press(firstDifference(state).title, 'link');
  await press('Get this section’s grades now');
  await sees('In step: ');
  assert.deepEqual(grades(state).asked.sections, [firstDifference(state).key]);
  // A moment of Moodle's is told as it was at the school: half a day before or after the browser's.
  await tab.waitForSelector('.cell-button');
  await tab.evaluate(() => document.querySelector('.cell-button').click());
  await sees('by Moodle user');
  const told = await tab.evaluate(() => { const one = document.querySelector('dialog[open] time'); return { at: one.dateTime, text: one.textContent }; });
  const at = (timeZone) => new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZone }).format(Date.parse(told.at));
  assert.equal(told.text, at('Pacific/Apia'));
  assert.notEqual(told.text, at(await tab.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone)));
  await inDialog('Close');
  await press('Change…', 'link');
  await sees('What would change in 1 section');
  await examine('a teacher’s choice');
}, teacher);

// Beside the menu of a small window. A section's gradebook is as wide as the section has work.
await story('in narrow windows nothing but a gradebook is scrolled sideways', '#/main/grades', async () => {
  const sideways = () => [...document.querySelectorAll('.table-wrap')]
    .filter((one) => one.querySelector('.table.book') === null && one.scrollWidth > one.clientWidth)
    .map((one) => `“${one.querySelector('table').getAttribute('aria-label')}” by ${one.scrollWidth - one.clientWidth}`);
  for (const [path, words] of [['grades', 'Gradebook kept by'], ['grades/section:300', 'Laboratory report'], ['grades/differences', 'Chapter quiz'], ['grades/section:300/option?to=moodle', 'Every change'], ['grades/section:300/why/student:1000', 'Course total'], ['runs/56', 'Graded items']]) {
    await hands.open(`main/${path}`);
    await sees(words);
    for (const width of [800, 850, 950, 1100]) {
      await tab.setViewport({ width, height: 900 });
      await tab.evaluate(() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go))));
      assert.deepEqual(await tab.evaluate(sideways), [], `${path} at ${width}`);
    }
    await tab.setViewport({ width: 850, height: 900 });
    await examine(`${path} in a narrow window`);
  }
  await tab.setViewport({ width: 1280, height: 900 });
});

await hands.browser.close();
for (const fault of hands.faults) console.error(fault);
process.exit(hands.faults.length === 0 ? 0 : 1);
