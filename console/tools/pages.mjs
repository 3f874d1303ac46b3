// SPDX-License-Identifier: GPL-3.0-or-later
// What tools/look.mjs looks at: the scene of the mock, the address, and what a person does there.
import { pressSteadily } from './steady.mjs';

const press = async (tab, text, role = 'button') => {
  const found = await tab.waitForSelector(`::-p-aria([name="${text}"][role="${role}"])`, { timeout: 30_000 });
  await pressSteadily(found);
};
const sees = (tab, text) => tab.waitForFunction((wanted) => document.body.innerText.includes(wanted), { timeout: 30_000 }, text);
const step = async (tab, title) => {
  await tab.evaluate((wanted) => {
    const button = [...document.querySelectorAll('.step > h2 > button')].find((one) => one.textContent.includes(wanted));
    if (button.getAttribute('aria-expanded') === 'false') button.click();
  }, title);
};
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
    await tab.type('input[autocomplete="one-time-code"]', 'WRONG');
    await tab.type('input[autocomplete="username"]', 'Ruth Linden');
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
    await tab.type('input[type=url]', 'https://moodle.example.org');
    await press(tab, 'Connect');
    await sees(tab, 'Moodle is not connected');
  } },
  { name: 'settings-connected', scene: 'new', path: 'main/settings', act: async (tab) => {
    await press(tab, 'Moodle is prepared');
    await tab.waitForSelector('input[type=url]');
    await tab.type('input[type=url]', 'https://moodle.example.org');
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
    await tab.evaluate(() => [...document.querySelectorAll('button')].find((one) => one.textContent.startsWith('Approve and apply')).click());
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
    await tab.evaluate(() => [...document.querySelectorAll('label')].find((one) => one.textContent.startsWith('Make a random')).click());
    await preview(tab);
    await sees(tab, 'Bring in');
    await tab.evaluate(() => [...document.querySelectorAll('button')].find((one) => /^Bring in \d/.test(one.textContent)).click());
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
    await (await tab.$('::-p-aria([name="Reason"][role="textbox"])')).type('The primary school follows on Friday');
    await press(tab, 'Confirm the turn');
    await sees(tab, 'waits for its first sync');
  } },
  { name: 'grades', scene: 'day', path: 'main/grades', act: (tab) => sees(tab, 'Gradebook kept by') },
  { name: 'gradebook', scene: 'day', path: 'main/grades/section:300', act: (tab) => sees(tab, 'Laboratory report') },
  { name: 'grade-from', scene: 'day', path: 'main/grades/section:300', dialog: true, act: async (tab) => {
    await sees(tab, 'Laboratory report');
    await tab.evaluate(() => document.querySelector('.cell-button').click());
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
    await tab.click('dialog input[aria-haspopup=listbox]');
    await tab.waitForSelector('[role=option]');
  } },
  { name: 'password', scene: 'day', path: 'main/overview', wait: '.uplot', dialog: true, act: async (tab) => {
    await tab.click('.top .end .top-button:last-of-type, .top .end > :last-child');
    await tab.evaluate(() => [...document.querySelectorAll('.top-button')].at(-1).click());
    await press(tab, 'Change password', 'menuitem');
    await tab.waitForSelector('dialog[open]');
  } },
  { name: 'menus', scene: 'day', path: 'main/overview', wait: '.uplot', dialog: true, act: async (tab) => {
    await tab.evaluate(() => [...document.querySelectorAll('.top-button')].at(-1).click());
    await tab.waitForSelector('[role=menu]');
  } },
  { name: 'menu', scene: 'day', path: 'main/overview', wait: '.uplot', dialog: true, act: async (tab, view) => {
    if (view === 'phone') await press(tab, 'Open the menu');
  } },
  { name: 'not-found', scene: 'day', path: 'main/nowhere' },
];
