// SPDX-License-Identifier: GPL-3.0-or-later
// People come over from openSIS, in headless Chromium: pages of the console inside openSIS's frame,
// each for its profile and framed by openSIS alone, statements that are believed once; and on into
// the stand-in Moodle, signed in as themselves. openSIS is stood in for by tools/beside.mjs.
//   node tools/handover.mjs PROGRAM [PICTURES]
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { altered, firstAdministrator, readyLink, startOpensis, statement } from './beside.mjs';
import { openBrowser } from './hands.mjs';
import { tellStories } from './tell.mjs';
import { startWorld } from './world.mjs';

const [program, out = ''] = process.argv.slice(2);
if (!program) throw new Error('which program? node tools/handover.mjs build/bin/causeway');
const key = randomBytes(32);
const world = await startWorld({ program });
const opensis = await startOpensis(world);
const stranger = await startOpensis(world);
const hands = await openBrowser({ out, expected: /status of (403|404|409|429)/ });
const { tab } = hands;
let api;

const people = async (query) => (await api('GET', `/links/default/people?limit=500&${query}`)).records;
const named = (page, profile, sub, more) => statement(key, opensis.origin, profile, sub, page, more);
const inside = async () => {
  await tab.waitForFunction(() => document.querySelector('iframe') !== null);
  return (await tab.$('iframe')).contentFrame();
};
// Opens openSIS's page and waits until these words stand in the frame.
async function opens(page, words) {
  await tab.goto(page);
  const frame = await inside();
  await frame.waitForFunction((wanted) => document.body.innerText.includes(wanted), { timeout: 15_000 }, words)
    .catch(async () => { throw new Error(`never saw “${words}” in the frame, but: ${(await frame.evaluate(() => document.body.innerText)).slice(0, 800)}`); });
  return frame;
}
const refusals = async () => (await api('GET', '/audit?action=handover.refused&limit=500')).entries.length;

const stories = [
  ['a link is connected and synced', async () => {
    api = await firstAdministrator(world);
    await readyLink(world, api, opensis.origin, key);
  }],

  ['each page opens in the frame for super administrators, without the console’s own menu', async () => {
    for (const [page, words] of [['settings', 'LMS Settings'], ['people', 'Everybody openSIS knows'], ['sections', 'Every section']]) {
      const frame = await opens(opensis.page(named(page, 'super_administrator', 'staff:1')), words);
      assert.equal(new URL(frame.url()).pathname, '/framed/default/');
      assert.ok(await frame.$('.main.framed'), page);
      assert.equal(await frame.$('#menu, header.top'), null, `${page}: the console's menu is there`);
      if (out) await tab.screenshot({ path: `${out}/framed-${page}.png` });
    }
  }],

  ['a page that the browser has kept is framed again', async () => {
    const seen = [];
    tab.on('response', (answer) => { if (new URL(answer.url()).pathname === '/framed/default/') seen.push(answer.status()); });
    const frame = await opens(opensis.page(named('settings', 'super_administrator', 'staff:1')), 'LMS Settings');
    await frame.evaluate(() => location.reload());
    await new Promise((go) => setTimeout(go, 300));
    const again = await inside();
    await again.waitForFunction(() => document.body.innerText.includes('LMS Settings'), { timeout: 15_000 });
    assert.ok(seen.includes(304), `the browser never asked whether the page had changed: ${seen}`);
  }],

  ['an administrator finds their own school in the lists, and no other', async () => {
    const schools = [...new Set((await people('kind=student&standing=synced')).map((one) => one.school))];
    assert.ok(schools.length >= 2, 'the sample school has one school only');
    const [own, other] = schools;
    const of = async (school) => (await people(`kind=student&school=${school}`)).map((one) => one.key);
    const [mine, theirs] = [await of(own), await of(other)];
    const frame = await opens(opensis.page(named('people', 'administrator', 'staff:3', { school: own })), 'Everybody openSIS knows');
    const told = await frame.evaluate(async () => {
      const get = async (path) => { const answer = await fetch(path); return { status: answer.status, json: await answer.json() }; };
      const list = await get('api/links/default/people?kind=student&limit=500');
      return { keys: list.json.records.map((one) => one.key), users: (await get('api/users')).status, settings: (await fetch('api/links/default', { method: 'PATCH', body: '{}', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': (await get('api/session')).json.csrf } })).status };
    });
    assert.deepEqual(told.keys.toSorted?.() ?? [...told.keys].sort(), [...mine].sort());
    assert.equal(told.keys.some((one) => theirs.includes(one) && !mine.includes(one)), false);
    assert.deepEqual([told.users, told.settings], [403, 403]);
    for (const [path, words] of [['settings', 'LMS Settings'], ['audit', 'audit'], ['accounts', 'Last sign-in']]) {
      await frame.evaluate((to) => { location.hash = `#/default/${to}`; }, path);
      await frame.waitForFunction(() => document.body.innerText.includes('There is no such page'), { timeout: 15_000 }).catch(async () => { throw new Error(`${path} shows: ${(await frame.evaluate(() => document.body.innerText)).slice(0, 300)}`); });
      assert.equal((await frame.evaluate(() => document.body.innerText)).includes(words), false, path);
    }
  }],

  ['the others are refused, in words, and it is in the audit', async () => {
    const before = await refusals();
    let tried = 0;
    for (const page of ['settings', 'intake', 'fields', 'rollover', 'people', 'sections'])
      for (const [profile, sub] of [['administrator', 'staff:3'], ['teacher', 'staff:7'], ['student', 'student:16'], ['parent', 'parent:1']]) {
        if (profile === 'administrator' && ['people', 'sections'].includes(page)) continue;
        const frame = await opens(opensis.page(named(page, profile, sub)), 'This page is not for you');
        assert.equal(await frame.$('.main'), null);
        tried += 1;
      }
    assert.equal(await refusals(), before + tried);
    if (out) await tab.screenshot({ path: `${out}/framed-refused.png` });
  }],

  ['what was altered, used, too old or meant for others is refused', async () => {
    const mine = named('people', 'teacher', 'staff:7');
    for (const [what, bad, words] of [
      ['another page', altered(mine, { page: 'settings' }), 'What openSIS handed over is not believed'],
      ['another profile', altered(mine, { profile: 'super_administrator', profile_id: 0 }), 'What openSIS handed over is not believed'],
      ['another link', named('settings', 'super_administrator', 'staff:1', { aud: 'causeway:annex' }), 'What openSIS handed over is not believed'],
      ['too old', named('settings', 'super_administrator', 'staff:1', { iat: 1_000_000_000, exp: 1_000_000_060 }), 'This page took too long to open'],
    ]) await opens(opensis.page(bad), words).catch((error) => { throw new Error(`${what}: ${error.message}`); });
    const once = named('settings', 'super_administrator', 'staff:1');
    await opens(opensis.page(once), 'LMS Settings');
    await opens(opensis.page(once), 'This page was opened already');
  }],

  ['no other server shows these pages in a frame', async () => {
    // Whoever gets hold of a statement cannot show what it opens, nor what the browser has open.
    hands.calm = false;
    const blocked = [];
    tab.on('console', (message) => { if (message.text().includes('frame-ancestors')) blocked.push(message.text()); });
    for (const page of [stranger.page(named('settings', 'super_administrator', 'staff:1')), stranger.shows(`${world.address}/framed/default/`), stranger.shows(`${world.address}/`), opensis.shows(`${world.address}/`)]) {
      const before = blocked.length;
      await tab.goto(page);
      for (const end = Date.now() + 10_000; blocked.length === before && Date.now() < end;) await new Promise((go) => setTimeout(go, 50));
      assert.ok(blocked.length > before, `nothing kept ${page} from showing the console`);
      const shown = await (await inside()).evaluate(() => document.body?.innerText ?? '').catch(() => '');
      assert.equal(shown.includes('LMS Settings') || shown.includes('Sign in'), false, shown.slice(0, 200));
    }
    hands.calm = true;
  }],

  ['Go to LMS ends in Moodle, signed in as oneself, and from a section in its course', async () => {
    const came = async (profile, sub, more) => {
      await tab.goto(opensis.button(named('go', profile, sub, more)));
      const opened = new Promise((go) => hands.browser.once('targetcreated', (target) => go(target.page())));
      await (await tab.$('button')).click();
      const moodle = await opened;
      await moodle.bringToFront();
      const text = () => moodle.evaluate(() => document.body?.innerText ?? '').catch(() => '');
      for (const end = Date.now() + 15_000; !moodle.url().startsWith(world.moodle.url) || (await text()) === '';) {
        if (Date.now() > end) throw new Error(`did not come to Moodle, but to ${moodle.url()}: ${await text()}`);
        await new Promise((go) => setTimeout(go, 50));
      }
      const told = { path: moodle.url().slice(world.moodle.url.length), text: await text() };
      await moodle.close();
      return told;
    };
    const student = (await people('kind=student&standing=synced')).find((one) => one.state === 'active');
    const home = await came('student', student.key);
    assert.equal(home.path, '/my/');
    assert.match(home.text, new RegExp(`ID number is opensis:${student.key}\\.`));
    assert.match(home.text, /^You are logged in as /);
    // Somebody who teaches in a course now, by what Moodle holds.
    const held = await world.moodleHolds();
    const now = Date.now() / 1000;
    const seat = held.enrolments.find((one) => one.enrolled && !one.suspended && one.roles.includes(3) && one.timestart <= now && (one.timeend === 0 || one.timeend > now));
    const section = held.courses.find((one) => one.id === seat.courseid).idnumber.replace('opensis:section:', '');
    const teacher = held.users.find((one) => one.id === seat.userid).idnumber.replace('opensis:', '');
    const course = await came('teacher', teacher, { section: Number(section) });
    assert.match(course.path, /^\/course\/view\.php\?id=\d+$/, course.text);
    assert.match(course.text, new RegExp(`ID number is opensis:section:${section}\\.`));
    assert.notEqual(home.text.split('\n')[0], course.text.split('\n')[0], 'the browser goes on as the person who came before');
  }],
];

await tellStories(stories, hands, { out, longest: 60_000, end: async () => { opensis.stop(); stranger.stop(); await world.stop(); } });
