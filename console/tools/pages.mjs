// SPDX-License-Identifier: GPL-3.0-or-later
// What tools/look.mjs looks at: the scene of the mock, the address, and what a person does there.
import { pressSteadily } from './steady.mjs';

// What is looked for may be drawn anew between the look and the click: then it is looked for again.
const pressFound = async (find) => {
  for (let left = 3; ; left -= 1) {
    try {
      await pressSteadily(await find());
      return;
    } catch (error) {
      if (left === 0 || !/detached/.test(error.message)) throw error;
    }
  }
};
const press = (tab, text, role = 'button') => pressFound(() => tab.waitForSelector(`::-p-aria([name="${text}"][role="${role}"])`, { timeout: 30_000 }));
// The first of these elements whose words match.
const pressFirst = (tab, selector, words) => pressFound(async () => (await tab.waitForFunction((css, pattern) => [...document.querySelectorAll(css)].find((one) => new RegExp(pattern).test(one.textContent)), { timeout: 30_000 }, selector, words.source)).asElement());
const sees = (tab, text) => tab.waitForFunction((wanted) => document.body.innerText.includes(wanted), { timeout: 30_000 }, text);
const step = async (tab, title) => {
  const find = async () => (await tab.waitForFunction((wanted) => [...document.querySelectorAll('.step > h2 > button')].find((one) => one.textContent.includes(wanted)), { timeout: 30_000 }, title)).asElement();
  if (await (await find()).evaluate((one) => one.getAttribute('aria-expanded') === 'false')) await pressFound(find);
};
const type = async (tab, selector, text) => (await tab.waitForSelector(selector, { timeout: 30_000 })).type(text);
const pressLast = (tab, selector) => pressFound(async () => { await tab.waitForSelector(selector, { timeout: 30_000 }); return (await tab.$$(selector)).at(-1); });
const openAll = (tab) => tab.evaluate(() => { for (const one of document.querySelectorAll('details')) one.open = true; });

// Chooses the school and asks for a preview of "Get LMS Data".
const preview = async (tab) => {
  await tab.waitForSelector('input[placeholder="Choose one"]');
  await tab.focus('input[placeholder="Choose one"]');
  for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await tab.keyboard.press(key);
  await press(tab, 'Preview');
};

export const pages = [
  { name: 'setup', scene: 'setup', path: '', wait: 'h1' },
  { name: 'setup-wrong', scene: 'setup', path: '', wait: 'h1', act: async (tab) => {
    await type(tab, 'input[autocomplete="one-time-code"]', 'WRONG');
    await type(tab, 'input[autocomplete="username"]', 'Ruth Linden');
    for (const one of await tab.$$('input[autocomplete="new-password"]')) await one.type('quiet otter bridge');
    await press(tab, 'Create administrator and sign in');
    await sees(tab, 'The set-up code is not right');
  } },
  { name: 'signin', scene: 'signin', path: '', wait: 'h1' },
  { name: 'first-link', scene: 'empty', path: '' },
  { name: 'settings-new', scene: 'new', path: 'main/settings', act: (tab) => sees(tab, 'Two plugins for Moodle') },
  { name: 'settings-failed', scene: 'failed', path: 'main/settings', act: async (tab) => {
    await press(tab, 'Moodle is prepared');
    await tab.waitForSelector('input[type=url]');
    await type(tab, 'input[type=url]', 'https://moodle.example.org');
    await press(tab, 'Connect');
    await sees(tab, 'Moodle is not connected');
  } },
  { name: 'settings-connected', scene: 'new', path: 'main/settings', act: async (tab) => {
    await press(tab, 'Moodle is prepared');
    await tab.waitForSelector('input[type=url]');
    await type(tab, 'input[type=url]', 'https://moodle.example.org');
    await press(tab, 'Connect');
    await sees(tab, 'What was checked');
    await press(tab, 'Show all 31 functions');
  } },
  { name: 'settings-opensis', scene: 'day', path: 'main/settings', act: async (tab) => { await step(tab, 'openSIS database'); await sees(tab, 'Worth knowing'); await openAll(tab); } },
  { name: 'settings-year', scene: 'day', path: 'main/settings', act: async (tab) => { await step(tab, 'School year'); await sees(tab, 'Which schools'); } },
  { name: 'settings-policies', scene: 'day', path: 'main/settings', act: async (tab) => { await step(tab, 'Policies'); await sees(tab, 'A student drops a class'); } },
  { name: 'settings-enable', scene: 'ready', path: 'main/settings', act: async (tab) => {
    await step(tab, 'Policies');
    await press(tab, 'Save and continue');
    await press(tab, 'Show the first plan');
    await sees(tab, 'See every change with its reason');
  } },
  { name: 'overview', scene: 'day', path: 'main/overview', wait: '.uplot' },
  { name: 'overview-new', scene: 'new', path: 'main/overview' },
  { name: 'plan', scene: 'day', path: 'main/plan', act: (tab) => sees(tab, 'New in openSIS; nobody') },
  { name: 'plan-standings', scene: 'day', path: 'main/plan?tab=standings', act: (tab) => sees(tab, 'Moodle requires an address') },
  { name: 'plan-guarded', scene: 'guarded', path: 'main/plan', act: async (tab) => { await sees(tab, 'The brake stops'); await press(tab, 'Let it through and apply'); await sees(tab, 'Please tick this.'); } },
  { name: 'plan-ask', scene: 'day', path: 'main/plan', dialog: true, act: async (tab) => {
    await sees(tab, 'Approve and apply');
    await pressFirst(tab, 'button', /^Approve and apply/);
    await tab.waitForSelector('dialog[open]');
  } },
  { name: 'run-live', scene: 'running', path: 'main/runs/59', act: (tab) => sees(tab, 'left in this stage') },
  { name: 'run-done', scene: 'day', path: 'main/runs/48', act: (tab) => sees(tab, 'Moodle refused the record').catch(() => sees(tab, 'Outcome')) },
  { name: 'runs', scene: 'day', path: 'main/runs', act: (tab) => sees(tab, 'Run 52') },
  { name: 'people', scene: 'running', path: 'main/people', act: (tab) => sees(tab, 'Ada Quill') },
  { name: 'people-refused', scene: 'day', path: 'main/people?standing=refused', act: (tab) => sees(tab, 'Moodle requires an address') },
  { name: 'person', scene: 'day', path: 'main/people/student:1005', act: (tab) => sees(tab, 'History') },
  { name: 'person-synced', scene: 'day', path: 'main/people/student:1002', act: (tab) => sees(tab, 'Signs in by') },
  { name: 'sections', scene: 'day', path: 'main/sections', act: (tab) => sees(tab, 'Algebra') },
  { name: 'section', scene: 'day', path: 'main/sections/section:300', act: (tab) => sees(tab, 'Members') },
  { name: 'matches', scene: 'day', path: 'main/matches', act: (tab) => sees(tab, 'This is the same person') },
  { name: 'intake', scene: 'day', path: 'main/intake?what=students', act: async (tab) => { await preview(tab); await sees(tab, 'Every row'); await openAll(tab); } },
  { name: 'intake-doubtful', scene: 'day', path: 'main/intake?what=students', act: async (tab) => { await preview(tab); await sees(tab, 'The same person'); } },
  { name: 'intake-rows', scene: 'day', path: 'main/intake?what=student-schedule', act: async (tab) => { await preview(tab); await sees(tab, 'take attendance'); await sees(tab, 'Ada Quill in Biology'); } },
  { name: 'intake-courses', scene: 'day', path: 'main/intake?what=courses', act: async (tab) => { await preview(tab); await sees(tab, 'Every row'); await openAll(tab); } },
  { name: 'intake-run', scene: 'ready', path: 'main/intake?what=staff', act: async (tab) => {
    await pressFirst(tab, 'label', /^Make a random/);
    await preview(tab);
    await sees(tab, 'Bring in');
    await pressFirst(tab, 'button', /^Bring in \d/);
    await tab.waitForSelector('dialog[open]');
    await press(tab, 'Bring it in');
    await sees(tab, 'first passwords wait');
  } },
  { name: 'rollover', scene: 'rolled', path: 'main/rollover', act: (tab) => sees(tab, 'students 258 of 262') },
  { name: 'rollover-none', scene: 'day', path: 'main/rollover', act: (tab) => sees(tab, 'has not rolled over yet') },
  { name: 'rollover-plan', scene: 'rolled', path: 'main/rollover', act: async (tab) => { await press(tab, 'Plan the turn'); await sees(tab, 'whose year does not turn now'); await sees(tab, 'student:1006'); } },
  { name: 'rollover-turn', scene: 'rolled', path: 'main/rollover', act: async (tab) => {
    await press(tab, 'Plan the turn');
    await tab.waitForSelector('::-p-aria([name="Reason"][role="textbox"])');
    await (await tab.waitForSelector('::-p-aria([name="Reason"][role="textbox"])')).type('The primary school follows on Friday');
    await press(tab, 'Confirm the turn');
    await sees(tab, 'waits for its first sync');
  } },
  { name: 'grades', scene: 'day', path: 'main/grades', act: (tab) => sees(tab, 'Gradebook kept by') },
  { name: 'gradebook', scene: 'day', path: 'main/grades/section:300', act: (tab) => sees(tab, 'Laboratory report') },
  { name: 'grade-from', scene: 'day', path: 'main/grades/section:300', dialog: true, act: async (tab) => {
    await sees(tab, 'Laboratory report');
    await pressFirst(tab, '.cell-button', /./);
    await tab.waitForSelector('dialog[open]');
  } },
  { name: 'grade-differences', scene: 'day', path: 'main/grades/differences', act: (tab) => sees(tab, 'Chapter quiz') },
  { name: 'grade-option', scene: 'day', path: 'main/grades/section:300/option?to=moodle', act: (tab) => sees(tab, 'Every change') },
  { name: 'grade-why', scene: 'day', path: 'main/grades/section:300/why/student:1000', act: (tab) => sees(tab, 'Course total') },
  { name: 'grades-off', scene: 'new', path: 'main/grades', act: (tab) => sees(tab, 'switched off') },
  { name: 'run-grades', scene: 'day', path: 'main/runs/56', act: (tab) => sees(tab, 'Taken away').catch(() => sees(tab, 'Graded items')) },
  { name: 'fields', scene: 'day', path: 'main/fields', act: (tab) => sees(tab, 'held back') },
  { name: 'fields-form', scene: 'day', path: 'main/fields', act: async (tab) => {
    await press(tab, 'Map another field: openSIS’s custom fields');
    await tab.waitForSelector('.card select');
    const [opensis, , moodle] = await tab.$$('.card select');
    await opensis.select('custom:3');
    await moodle.select('house');
    await press(tab, 'Preview');
    await sees(tab, 'Option Red becomes');
  } },
  { name: 'fields-change', scene: 'day', path: 'main/fields', act: async (tab) => {
    await sees(tab, 'held back');
    await press(tab, 'Change: Date of birth');
    await sees(tab, 'What the row would do');
  } },
  { name: 'run-fields', scene: 'day', path: 'main/runs/53', act: (tab) => sees(tab, 'put back') },
  { name: 'fields-new', scene: 'new', path: 'main/fields', act: (tab) => sees(tab, 'No field is mapped here yet.') },
  { name: 'audit', scene: 'day', path: 'main/audit', act: (tab) => sees(tab, 'session.begin') },
  { name: 'accounts', scene: 'day', path: 'main/accounts', act: (tab) => sees(tab, 'Tilo Marsh') },
  { name: 'accounts-add', scene: 'day', path: 'main/accounts', dialog: true, act: async (tab) => { await press(tab, 'Add an account'); await tab.waitForSelector('dialog[open]'); } },
  { name: 'accounts-role', scene: 'day', path: 'main/accounts', dialog: true, act: async (tab) => {
    await press(tab, 'Add an account');
    await tab.waitForSelector('dialog[open]');
    await (await tab.waitForSelector('dialog input[aria-haspopup=listbox]')).click();
    await tab.waitForSelector('[role=option]');
  } },
  { name: 'password', scene: 'day', path: 'main/overview', wait: '.uplot', dialog: true, act: async (tab) => {
    await pressLast(tab, '.top-button');
    await press(tab, 'Change password', 'menuitem');
    await tab.waitForSelector('dialog[open]');
  } },
  { name: 'menus', scene: 'day', path: 'main/overview', wait: '.uplot', dialog: true, act: async (tab) => {
    await pressLast(tab, '.top-button');
    await tab.waitForSelector('[role=menu]');
  } },
  { name: 'menu', scene: 'day', path: 'main/overview', wait: '.uplot', dialog: true, act: async (tab, view) => {
    if (view === 'phone') await press(tab, 'Open the menu');
  } },
  { name: 'not-found', scene: 'day', path: 'main/nowhere' },
];
