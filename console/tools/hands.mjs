// SPDX-License-Identifier: GPL-3.0-or-later
// A person at the console, in headless Chromium: looks, presses, fills in, by the names that a
// screen reader would say. Script errors and refusals of the content policy are kept in `faults`.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import puppeteer from 'puppeteer-core';
import { pressSteadily } from './steady.mjs';

const axeScript = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// Whatever the page asks for comes from where the page comes from.
export function nothingFromOutside(tab, faults) {
  tab.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol === 'data:' || protocol === 'about:' || request.isNavigationRequest()) return;
    const page = new URL(request.frame()?.url() ?? 'about:blank');
    if (origin !== page.origin) faults.push(`loaded from outside: ${request.url()} by ${page.href}`);
  });
}

export async function openBrowser({ out = '', expected = /status of (401|403|409|422|429)/ } = {}) {
  const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--lang=en-GB'] });
  const tab = await browser.newPage();
  const hands = { browser, tab, faults: [], calm: true };
  tab.on('pageerror', (error) => hands.faults.push(error.message));
  tab.on('console', (message) => {
    if (hands.calm && ['error', 'warn'].includes(message.type()) && !expected.test(message.text())) hands.faults.push(message.text());
  });
  nothingFromOutside(tab, hands.faults);
  await tab.setViewport({ width: 1280, height: 900 });
  await tab.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }, { name: 'prefers-color-scheme', value: 'light' }]);
  if (out) mkdirSync(out, { recursive: true });

  hands.find = (name, role = 'button', timeout = 30_000) => tab.waitForSelector(`::-p-aria([name="${name}"][role="${role}"])`, { timeout });
  hands.there = async (name, role = 'button') => (await tab.$(`::-p-aria([name="${name}"][role="${role}"])`)) !== null;
  hands.press = async (name, role) => { const one = await hands.find(name, role); await pressSteadily(one); };
  hands.inDialog = async (name) => { await (await tab.waitForSelector(`dialog[open] ::-p-aria([name="${name}"][role="button"])`, { timeout: 30_000 })).click(); };
  hands.fill = async (name, text) => {
    const one = await hands.find(name, 'textbox');
    await one.scrollIntoView();
    await one.click({ count: 3 });
    await tab.keyboard.press('Backspace');
    await one.type(text);
  };
  hands.sees = (text, timeout = 30_000) => tab.waitForFunction((wanted) => document.body.innerText.includes(wanted), { timeout }, text)
    .catch(() => { throw new Error(`never saw “${text}”`); });
  hands.seesNot = (text, timeout = 30_000) => tab.waitForFunction((wanted) => !document.body.innerText.includes(wanted), { timeout }, text)
    .catch(() => { throw new Error(`still sees “${text}”`); });
  hands.text = () => tab.evaluate(() => document.body.innerText);
  hands.open = (path) => tab.evaluate((to) => { location.hash = `#/${to}`; }, path);
  hands.settled = async () => {
    await tab.waitForFunction(() => document.querySelector('[role=status] .mantine-Loader-root') === null, { timeout: 30_000 });
    // Notices that have been read go away first.
    await tab.waitForFunction(() => document.querySelector('.mantine-Notification-root') === null, { timeout: 30_000 });
  };
  // Only when pictures are wanted: the page from its top, no more of it than one can look at.
  // `from`: the heading of the part that is wanted alone, the whole of it.
  hands.picture = async (name, { width = 1280, most = 1500, from = '' } = {}) => {
    if (!out) return;
    await hands.settled();
    await tab.evaluate(() => globalThis.scrollTo(0, 0));
    await tab.evaluate(() => document.activeElement?.blur());
    const clip = from === '' ? { x: 0, y: 0, width, height: await tab.evaluate(() => document.documentElement.scrollHeight) } : await tab.evaluate((text) => {
      const heading = [...document.querySelectorAll('.main h2')].find((one) => one.textContent.includes(text));
      const { x, y, width: wide, height } = heading.closest('.step, .panel, .card').getBoundingClientRect();
      return { x: x - 16, y: y - 16, width: wide + 32, height: height + 32 };
    }, from);
    // The window is made as high as the picture: what lies beyond it is laid out anew in a hurry.
    const before = tab.viewport();
    const height = Math.min(clip.height, most);
    await tab.setViewport({ ...before, height: Math.max(before.height, Math.ceil(clip.y + height)) });
    await tab.evaluate(() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go))));
    await tab.screenshot({ path: `${out}/${name}.png`, captureBeyondViewport: false, clip: { ...clip, height } });
    await tab.setViewport(before);
  };
  // axe-core's word on the page as it is, and that it is no wider than the window.
  hands.examine = async (label) => {
    // A list that waits for its next rows is faded.
    await tab.waitForFunction(() => document.querySelector('[aria-busy=true]') === null, { timeout: 30_000 });
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) hands.faults.push(`${label}: wider than the window by ${wide} pixels`);
    await tab.evaluate(axeScript);
    const found = await tab.evaluate((run) => globalThis.axe.run(document, { resultTypes: ['violations'], runOnly: run }), rules);
    for (const one of found.violations) hands.faults.push(`${label}: ${one.id} (${one.impact}): ${one.help}: ${one.nodes.length} places, such as ${one.nodes[0].html.slice(0, 160)}: ${one.nodes[0].any[0]?.message ?? ''}`);
  };
  return hands;
}
