// SPDX-License-Identifier: GPL-3.0-or-later
// Opens every page of the built console in headless Chromium against the mock and
//   npm run look   takes pictures into shots/ (desktop and phone, light and dark)
//   npm run axe    runs axe-core on each, and ends with 1 if it finds a violation
// Either also fails on script errors and on anything that the content policy refuses. A word after
// the command takes only pages whose name contains it: npm run look -- settings
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import { startMock } from '../mock/server.mjs';
import { pages } from './pages.mjs';

const axe = process.argv.includes('--axe');
const only = process.argv.slice(2).find((one) => !one.startsWith('--')) ?? '';
const shots = fileURLToPath(new URL('../shots/', import.meta.url));
const axeScript = axe ? readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8') : '';
const views = [
  { name: 'desktop', width: 1280, height: 900, schemes: ['light', 'dark'] },
  { name: 'phone', width: 390, height: 844, schemes: axe ? ['light', 'dark'] : ['light'] },
];
const faults = [];

async function check(tab, label) {
  // The page's own policy forbids foreign script; the inspector may.
  await tab.evaluate(axeScript);
  const found = await tab.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  for (const one of found.violations)
    faults.push(`${label}: ${one.id} (${one.impact}): ${one.help}\n${one.nodes.slice(0, 3).map((node) => `    ${node.html.slice(0, 160)}\n      ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ''}`).join('\n')}`);
}

// The whole page, but no more of a long list than one can look at.
async function picture(tab, page, view, path) {
  if (page.dialog === true) return tab.screenshot({ path });
  await tab.evaluate(() => globalThis.scrollTo(0, 0));
  const height = await tab.evaluate(() => document.documentElement.scrollHeight);
  return tab.screenshot({ path, captureBeyondViewport: true, clip: { x: 0, y: 0, width: view.width, height: Math.min(height, 2400) } });
}

async function look(browser, page, view, scheme) {
  const label = `${page.name} ${view.name} ${scheme}`;
  const mock = await startMock({ scene: page.scene });
  const tab = await browser.newPage();
  tab.on('pageerror', (error) => faults.push(`${label}: ${error.message}`));
  tab.on('console', (message) => {
    const expected = /status of (401|403|409|422)/.test(message.text());
    if ((message.type() === 'error' || message.type() === 'warn') && !expected) faults.push(`${label}: ${message.text()}`);
  });
  await tab.setViewport({ width: view.width, height: view.height, deviceScaleFactor: 1, isMobile: view.name === 'phone', hasTouch: view.name === 'phone' });
  await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
  try {
    await page.before?.(mock);
    await tab.goto(`${mock.address}/#/${page.path}`);
    await tab.waitForSelector(page.wait ?? '.main h1', { timeout: 30_000 });
    await page.act?.(tab, view.name);
    // Nothing is on its way any more: neither an answer nor a notice that moves in.
    await tab.waitForFunction(() => document.querySelector('[role=status] .mantine-Loader-root') === null, { timeout: 30_000 });
    await tab.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined))));
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) faults.push(`${label}: wider than the window by ${wide} pixels`);
    if (axe) await check(tab, label);
    else await picture(tab, page, view, `${shots}${page.name}-${view.name}-${scheme}.png`);
  } catch (error) {
    faults.push(`${label}: ${error.message}`);
    await tab.screenshot({ path: `${shots}failed-${page.name}-${view.name}-${scheme}.png` });
  }
  await tab.close();
  await mock.stop();
}

mkdirSync(shots, { recursive: true });
const jobs = pages.filter((one) => one.name.includes(only)).flatMap((page) => views.flatMap((view) => view.schemes.map((scheme) => [page, view, scheme])));
const total = jobs.length;
// A view mostly waits for its page, so a few browsers (a tab in the background is slowed) share them.
await Promise.all(Array.from({ length: 3 }, async () => {
  const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--lang=en-GB'] });
  try {
    for (let job = jobs.shift(); job; job = jobs.shift()) await look(browser, ...job);
  } finally {
    await browser.close();
  }
}));
for (const fault of faults) console.error(fault);
console.log(`${total} views, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
