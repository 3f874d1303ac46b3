// SPDX-License-Identifier: GPL-3.0-or-later
// Sets up a running `causeway serve` through its console, from the set-up code to a synced school,
// and takes a picture of each page on the way. Used against the demo's school and stand-in Moodle:
//   node tools/real.mjs --address http://127.0.0.1:8380 --code XXXX-XXXX-XXXX --moodle URL
//        --token TOKEN --socket /path/of/mariadb/socket [--database opensis] [--user root] --out DIR
// The service must be fresh (nobody has an account). Ends with 1 at the first step that fails.
import { mkdirSync } from 'node:fs';
import puppeteer from 'puppeteer-core';

const given = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  if (at > 0) return process.argv[at + 1];
  if (fallback === undefined) throw new Error(`--${name} is missing`);
  return fallback;
};
const address = given('address');
const out = given('out');
const password = given('password', 'quiet otter bridge');
mkdirSync(out, { recursive: true });

const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--lang=en-GB'] });
const tab = await browser.newPage();
const faults = [];
tab.on('pageerror', (error) => faults.push(error.message));
tab.on('console', (message) => {
  if (['error', 'warn'].includes(message.type()) && !/status of (401|409|422)/.test(message.text())) faults.push(message.text());
});
await tab.setViewport({ width: 1280, height: 900 });
await tab.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);

const find = (name, role = 'button', timeout = 15_000) => tab.waitForSelector(`::-p-aria([name="${name}"][role="${role}"])`, { timeout });
const press = async (name, role) => { const one = await find(name, role); await one.scrollIntoView(); await one.click(); };
const fill = async (name, text) => { const one = await find(name, 'textbox'); await one.scrollIntoView(); await one.click({ count: 3 }); await tab.keyboard.press('Backspace'); await one.type(text); };
const sees = (text, timeout = 30_000) => tab.waitForFunction((wanted) => document.body.innerText.includes(wanted), { timeout }, text);
const open = (path) => tab.evaluate((to) => { location.hash = `#/${to}`; }, path);
const picture = async (name) => {
  await tab.waitForFunction(() => document.querySelector('[role=status] .mantine-Loader-root') === null, { timeout: 15_000 });
  // Notices that have been read go away first.
  await tab.waitForFunction(() => document.querySelector('.mantine-Notification-root') === null, { timeout: 15_000 });
  await tab.evaluate(() => globalThis.scrollTo(0, 0));
  const height = await tab.evaluate(() => document.documentElement.scrollHeight);
  await tab.screenshot({ path: `${out}/${name}.png`, captureBeyondViewport: true, clip: { x: 0, y: 0, width: 1280, height: Math.min(height, 1800) } });
  console.log(`picture: ${name}`);
};

try {
  await tab.goto(address);
  await sees('First start');
  await picture('first-start');
  await fill('Set-up code', given('code'));
  await fill('Your name', 'Ruth Linden');
  await fill('Password', password);
  await fill('Password again', password);
  await press('Create administrator and sign in');
  await sees('Two plugins for Moodle');
  await picture('settings-prepare');
  await press('Moodle is prepared');
  await fill('Moodle address', given('moodle'));
  await fill('Service token', 'not-the-right-one');
  await press('Connect');
  await sees('Moodle is not connected');
  await picture('settings-wrong-token');
  await press('Replace: Service token');
  await fill('Service token', given('token'));
  await press('Connect');
  await sees('What was checked');
  await sees('Save and check');
  await picture('settings-connected');
  await fill('Database', given('database', 'opensis'));
  await fill('Account', given('user', 'root'));
  await tab.evaluate(() => { for (const one of document.querySelectorAll('details')) one.open = true; });
  await fill('Socket', given('socket'));
  await press('Save and check');
  await sees('Database checked');
  await picture('settings-opensis');
  await sees('Which school year');
  await press('Save and continue');
  await sees('A student drops a class');
  await picture('settings-policies');
  await press('Save and continue');
  await press('Show the first plan');
  await sees('See every change with its reason', 120_000);
  await picture('settings-preview');
  await press('See every change with its reason', 'link');
  await sees('Changes (');
  await sees('Search names and keys');
  await picture('plan');
  await open('default/settings');
  await press('Enable Synchronization');
  await sees('Synchronization is on');
  await open('default/runs');
  await sees('History of runs');
  await tab.waitForFunction(() => document.querySelector('.main a[href*="/runs/1"]'), { timeout: 30_000 });
  await open('default/runs/1');
  await sees('Run 1');
  await picture('run-live');
  await tab.waitForFunction(() => !document.body.innerText.includes('It is working now.'), { timeout: 300_000 });
  await picture('run-done');
  await open('default/overview');
  await sees('Where records stand');
  await tab.waitForSelector('.uplot', { timeout: 10_000 });
  await picture('overview');
  await open('default/people?standing=refused');
  await sees('Sync now');
  await picture('people-refused');
  await open('default/people');
  await tab.waitForSelector('.main tbody a', { timeout: 10_000 });
  await picture('people');
  const person = await tab.evaluate(() => [...document.querySelectorAll('.main tbody tr')].find((row) => row.textContent.includes('Active'))?.querySelector('a')?.getAttribute('href'));
  await open(person.replace('#/', ''));
  await sees('What Moodle has');
  await picture('person');
  await open('default/sections');
  await tab.waitForSelector('.main tbody a', { timeout: 10_000 });
  await picture('sections');
  const section = await tab.evaluate(() => document.querySelector('.main tbody a').getAttribute('href'));
  await open(section.replace('#/', ''));
  await sees('Members');
  await picture('section');
  await open('default/matches');
  await sees('Doubtful matches');
  await picture('matches');
  await open('default/audit');
  await sees('session');
  await picture('audit');
  await open('default/accounts');
  await sees('Last sign-in');
  await picture('accounts');
} catch (error) {
  faults.push(`${error.message}\n${(await tab.evaluate(() => document.body.innerText)).slice(0, 2500)}`);
  await tab.screenshot({ path: `${out}/failed.png` });
}
await browser.close();
for (const fault of faults) console.error(fault);
process.exit(faults.length === 0 ? 0 : 1);
