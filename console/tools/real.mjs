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
import { tellStories } from './tell.mjs';

const [given, out = ''] = process.argv.slice(2);
if (!given) throw new Error('which program? node tools/real.mjs build/bin/causeway');
const program = resolve(given);

const world = await startWorld({ program });
const hands = await openBrowser({ out });
await tellStories([...stories, ...laterStories, ...homeStories, ...pageStories, ...yearStories], hands, { out, given: [hands, world], end: () => world.stop() });
