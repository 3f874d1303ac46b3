// SPDX-License-Identifier: GPL-3.0-or-later
// Where windows of a desk are narrow: opens pages of the built console against the mock at some
// widths, and tells each table that has to be scrolled sideways. A section's gradebook, which is as
// wide as the section has work, may. Ends with 1 if there is one, or if a page is wider than its
// window. A word takes only pages whose name contains it; `--out DIR` takes pictures, in light and
// dark; `--widths 850,950` looks at these.
import { mkdirSync } from 'node:fs';
import puppeteer from 'puppeteer-core';
import { startMock } from '../mock/server.mjs';
import { pages } from './pages.mjs';

const given = (name) => { const at = process.argv.indexOf(name); return at > 0 ? process.argv[at + 1] : ''; };
const out = given('--out');
const widths = (given('--widths') || '800,850,900,950,1000,1100,1280').split(',').map(Number);
const only = process.argv.slice(2).find((one, at, all) => !one.startsWith('--') && !all[at - 1]?.startsWith('--')) ?? '';
const faults = [];

// The words of each that is wider than its place.
const sideways = () => [...document.querySelectorAll('.table-wrap')]
  .filter((one) => one.querySelector('.table.book') === null && one.scrollWidth > one.clientWidth)
  .map((one) => `${one.querySelector('table').getAttribute('aria-label')} by ${one.scrollWidth - one.clientWidth}`);

if (out) mkdirSync(out, { recursive: true });
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--lang=en-GB'] });
let views = 0;
for (const page of pages.filter((one) => one.name.includes(only))) {
  const mock = await startMock({ scene: page.scene });
  const tab = await browser.newPage();
  tab.on('pageerror', (error) => faults.push(`${page.name}: ${error.message}`));
  try {
    await page.before?.(mock);
    await tab.setViewport({ width: 1280, height: 900 });
    await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
    await tab.goto(`${mock.address}/#/${page.path}`);
    await tab.waitForSelector(page.wait ?? '.main h1', { timeout: 30_000 });
    await page.act?.(tab, 'desktop');
    for (const width of widths) {
      await tab.setViewport({ width, height: 900 });
      await tab.evaluate(() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go))));
      views += 1;
      for (const one of await tab.evaluate(sideways)) faults.push(`${page.name} at ${width}: ${one}`);
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) faults.push(`${page.name} at ${width}: wider than the window by ${wide}`);
      for (const scheme of out ? ['light', 'dark'] : []) {
        await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
        await tab.waitForFunction((wanted) => document.documentElement.dataset.mantineColorScheme === wanted, {}, scheme);
        await new Promise((go) => { setTimeout(go, 300); }); // its colours come in by and by
        await tab.screenshot({ path: `${out}/${page.name}-${width}-${scheme}.png` });
      }
    }
  } catch (error) {
    faults.push(`${page.name}: ${error.message}`);
  }
  await tab.close();
  await mock.stop();
}
await browser.close();
for (const fault of faults) console.error(fault);
console.log(`${views} views, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
