// SPDX-License-Identifier: GPL-3.0-or-later
// The console against the real service: from the first start to a synced school, each kind of failed
// connection, a plan that the brake stops, abort, undo, a refused record that is cured, a doubtful
// match, a killed service, grades and fields from Moodle, a new school year, the keyboard alone, and
// every page by axe, on a phone, in light and in dark.
//   node tools/real.mjs PROGRAM [PICTURES]
// PROGRAM is causeway, built. With a folder for PICTURES each page's picture is written there on the
// way. Ends with 1 when a story failed, and says which; the last line counts them.
import { resolve } from 'node:path';
import { openBrowser } from './hands.mjs';
import { startWorld } from './world.mjs';
import { stories } from './stories.mjs';
import { homeStories, yearStories } from './stories_home.mjs';
import { laterStories } from './stories_later.mjs';
import { pageStories } from './stories_pages.mjs';

const [given, out = ''] = process.argv.slice(2);
if (!given) throw new Error('which program? node tools/real.mjs build/bin/causeway');
const program = resolve(given);

const world = await startWorld({ program });
const hands = await openBrowser({ out });
let passed = 0;
let failed = '';
for (const [title, tell] of [...stories, ...laterStories, ...homeStories, ...pageStories, ...yearStories]) {
  const before = hands.faults.length;
  const begun = performance.now();
  try {
    await tell(hands, world);
  } catch (error) {
    hands.faults.push(`${error.stack}\n${(await hands.text().catch(() => '')).slice(0, 3000)}`);
    if (out) await hands.tab.screenshot({ path: `${out}/failed.png` }).catch(() => undefined);
  }
  const good = hands.faults.length === before;
  console.log(`${good ? 'ok' : 'FAILED'}: ${title} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
  passed += good ? 1 : 0;
  // Each story begins where the one before it ended.
  if (!good) { failed = title; break; }
}
await hands.browser.close();
await world.stop();
for (const fault of hands.faults) console.error(fault);
if (failed) console.error(`stopped at: ${failed}`);
console.log(`${passed} passed, ${failed ? 1 : 0} failed, 0 skipped`);
process.exit(failed ? 1 : 0);
