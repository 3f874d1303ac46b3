// SPDX-License-Identifier: GPL-3.0-or-later
// What tools/real.mjs lives through, last part: every page once more, for everybody: by the keyboard
// alone, on a phone, in light and in dark, and by axe-core's rules.
import assert from 'node:assert/strict';
import { password } from './stories.mjs';

// Every page: its picture's name, its address, and words by which one knows that it is there.
async function everyPage(hands, world) {
  const { tab } = hands;
  const first = async (path) => {
    await hands.open(path);
    await tab.waitForSelector('.main tbody a', { timeout: 30_000 });
    return (await tab.evaluate(() => [...document.querySelectorAll('.main tbody tr')].find((row) => row.textContent.includes('Yes')).querySelector('a').getAttribute('href'))).replace('#/', '');
  };
  const person = await first('default/people?kind=student');
  const section = await first('default/sections');
  return [['overview', 'default/overview', 'Where records stand'], ['plan-later', 'default/plan', 'Plan and run'], ['runs', 'default/runs', 'History of runs'],
    ['run', 'default/runs/1', 'What it did'],
    ['people', 'default/people', 'Everybody openSIS knows'], ['person', person, 'What Moodle has'], ['sections', 'default/sections', 'Every section'],
    ['section', section, 'Members'], ['matches-none', 'default/matches', 'Doubtful matches'], ['intake-courses', 'default/intake?what=courses', 'A course in openSIS is made from'],
    ['rollover-later', 'default/rollover', 'Hold removals'], ['grades-later', 'default/grades', 'Gradebook kept by'], ['gradebook-later', world.graded, 'Gradebook kept by'], ['fields-mapped', 'default/fields', 'in use'],
    ['audit', 'default/audit', 'session'], ['accounts', 'default/accounts', 'Last sign-in'], ['settings', 'default/settings', 'LMS Settings']];
}

// Presses Tab from where "Skip to the content" leads until the page is over. Tells what was not reached on the way, and
// where nothing showed that the focus was there.
async function tabThrough(tab) {
  const stops = await tab.evaluate(() => {
    const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 0;
    // Of a group of radio buttons the keyboard stops at one; the arrows do the rest.
    const counts = (one) => one.tabIndex >= 0 && seen(one) && !(one.type === 'radio' && !one.checked);
    const look = (one) => [one, one.parentElement, one.nextElementSibling, one.closest('[data-multiline], .mantine-Input-wrapper > *')].filter(Boolean).map((each) => { const style = getComputedStyle(each); return [style.outline, style.boxShadow, style.borderColor, style.backgroundColor].join(); }).join(';');
    const all = [...document.querySelectorAll('.main a[href], .main button:not(:disabled), .main input:not(:disabled), .main select:not(:disabled), .main textarea, .main summary, .main [tabindex="0"]')].filter(counts);
    globalThis.stops = new Map(all.map((one) => [one, { look: look(one), reached: false, shown: false }]));
    globalThis.visit = async () => {
      // A border takes a frame or two to change its colour.
      await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
      const at = globalThis.stops.get(document.activeElement);
      if (at) { at.reached = true; at.shown ||= look(document.activeElement) !== at.look; }
      return document.activeElement?.closest('.main') !== null;
    };
    document.getElementById('content').focus();
    return all.length;
  });
  for (let i = 0; i < stops + 30; i += 1) {
    await tab.keyboard.press('Tab');
    if (!(await tab.evaluate(() => globalThis.visit()))) break;
  }
  return tab.evaluate(() => [...globalThis.stops].flatMap(([one, { reached, shown }]) => {
    const name = (one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 60) || one.outerHTML.slice(0, 120);
    return reached ? (shown ? [] : [`nothing shows the focus at ${name}`]) : [`the keyboard never came to ${name}`];
  }));
}

export const pageStories = [
  ['with the keyboard alone', async (hands) => {
    const { tab } = hands;
    await hands.press('Your account: Ruth Linden');
    await hands.press('Sign out', 'menuitem');
    await tab.waitForFunction(() => document.activeElement?.tagName === 'INPUT', { timeout: 30_000 });
    const tabTo = async (wanted, most = 80) => {
      for (let i = 0; i < most; i += 1) {
        const at = await tab.evaluate(() => (document.activeElement === document.body ? '' : document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''));
        if (at.includes(wanted)) return;
        await tab.keyboard.press('Tab');
      }
      throw new Error(`the focus never came to “${wanted}”`);
    };
    await tab.keyboard.type('Ruth Linden');
    await tab.keyboard.press('Tab');
    await tab.keyboard.type(password);
    await tab.keyboard.press('Enter');
    await hands.sees('Plan and run');
    await tabTo('Plan and run');
    await tab.keyboard.press('Enter');
    await hands.sees('A plan shows what would change');
    await tabTo('Make a plan');
    await tab.keyboard.press('Enter');
    await hands.sees('Nothing to do: both sides agree.', 60_000).catch(() => hands.sees('Changes (', 10_000));
    await tabTo('People');
    await tab.keyboard.press('Enter');
    await hands.sees('Everybody openSIS knows');
  }],

  ['every control of every page is reached by the keyboard, and shows it', async (hands, world) => {
    for (const [name, path, words] of await everyPage(hands, world)) {
      await hands.open(path);
      await hands.sees(words);
      await hands.settled();
      const faults = await tabThrough(hands.tab);
      assert.deepEqual(faults, [], name);
    }
  }],

  ['every page passes axe, on a desk and on a phone, in light and in dark', async (hands, world) => {
    const { tab } = hands;
    const pages = await everyPage(hands, world);
    let examined = 0;
    for (const scheme of ['light', 'dark']) {
      await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
      for (const [width, height, phone] of [[1280, 900, false], [390, 844, true]]) {
        await tab.setViewport({ width, height, isMobile: phone, hasTouch: phone });
        for (const [name, path, words] of pages) {
          await hands.open(path);
          // Begun anew: an open page goes over from light to dark in steps, and not all of it at once.
          if (scheme === 'dark') await tab.reload();
          await hands.sees(words);
          if (name === 'overview') await tab.waitForSelector('.uplot', { timeout: 30_000 });
          await hands.settled();
          assert.equal(await tab.evaluate(() => document.documentElement.dataset.mantineColorScheme), scheme, name);
          await hands.examine(`${name} at ${width} pixels, ${scheme}`);
          examined += 1;
          const shown = scheme === 'light' ? (!phone || ['overview', 'people', 'fields-mapped'].includes(name)) && (phone || !/^(run|intake-courses|.*-later|fields-mapped)$/.test(name)) : name === 'overview' && !phone;
          if (shown || name === 'plan-later' && scheme === 'light' && !phone) await hands.picture(scheme === 'dark' ? `${name}-dark` : phone ? `phone-${name}` : name, { width, most: phone ? 1200 : 1500 });
        }
      }
    }
    console.log(`    ${examined} views of ${pages.length} pages`);
    await tab.setViewport({ width: 1280, height: 900 });
    await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
  }],
];
