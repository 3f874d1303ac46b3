// SPDX-License-Identifier: GPL-3.0-or-later
// What tools/real.mjs lives through, first half: from the first start to a synced school.
import assert from 'node:assert/strict';
import { startStranger } from './world.mjs';

export const password = 'quiet otter bridge';
export const runOver = (hands) => hands.tab.waitForFunction(() => document.body.innerText.includes('Took') && !document.body.innerText.includes('It is working now.'), { timeout: 120_000 });

// The token field hides once a token is kept.
async function giveToken(hands, token) {
  if (await hands.there('Replace: Service token')) await hands.press('Replace: Service token');
  await hands.fill('Service token', token);
}
async function connect(hands) {
  await hands.press(await hands.there('Connect') ? 'Connect' : 'Check again');
}

export const stories = [
  ['the first paint comes within a second', async (hands, world) => {
    await hands.tab.goto(world.address);
    await hands.sees('First start');
    const paint = await hands.tab.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
    console.log(`    first contentful paint after ${Math.round(paint)} ms`);
    assert.ok(paint < 1000, `${paint} ms`);
    await hands.examine('first start');
    await hands.picture('first-start');
  }],

  ['the first administrator is made with the set-up code, and with no other', async (hands, world) => {
    await hands.fill('Set-up code', 'AAAA-BBBB-CCCC');
    await hands.fill('Your name', 'Ruth Linden');
    await hands.fill('Password', password);
    await hands.fill('Password again', password);
    await hands.press('Create administrator and sign in');
    await hands.sees('The set-up code is wrong');
    await hands.fill('Set-up code', world.code);
    await hands.press('Create administrator and sign in');
    await hands.sees('Two plugins for Moodle');
    await hands.examine('prepare Moodle');
    await hands.picture('settings-prepare');
    await hands.press('Moodle is prepared');
  }],

  ['each way in which a connection fails has its own words', async (hands, world) => {
    const { tab } = hands;
    const nowhere = await startStranger(404);
    const elsewhere = await startStranger(303, { Location: 'http://learn.example.org/webservice/rest/server.php' });
    const encrypted = await startStranger(301, { Location: 'https://127.0.0.1:9/webservice/rest/server.php' });
    const stopped = await startStranger(502);
    const { url, token } = world.moodle;
    const tries = [
      ['a wrong token', url, 'not-the-right-one', {}, 'Moodle does not know this token'],
      ['no server at all', 'http://127.0.0.1:9', token, {}, 'the server does not accept connections'],
      ['no such host', 'http://moodle.invalid', token, {}, 'the host name is not known'],
      ['a server that is no Moodle', nowhere.url, token, {}, 'there is no Moodle at this address'],
      ['a redirect to another host', elsewhere.url, token, {}, 'another host, http://learn.example.org'],
      ['plain http that leads on to https', encrypted.url, token, {}, 'the server sends callers on to https://127.0.0.1:9/webservice/rest/server.php, and there: the server does not accept connections'],
      ['a Moodle that is stopped behind its web server', stopped.url, token, {}, 'the web server answers, but not the Moodle behind it'],
      ['web services switched off', url, token, { web_services: '0' }, 'web services or the REST protocol are switched off'],
      ['maintenance from the command line', url, token, { maintenance_page: '1' }, 'Moodle is under maintenance or overloaded'],
      ['maintenance from the site administration', url, token, { site_maintenance: '1' }, 'Moodle is in maintenance mode'],
      ['a function that is not granted', url, token, { not_granted: 'core_course_create_courses' }, 'core_course_create_courses (sections)'],
    ];
    const calm = { web_services: '1', maintenance_page: '0', site_maintenance: '0', not_granted: '' };
    for (const [what, address, given, switches, words] of tries) {
      await world.moodleIs({ ...calm, ...switches });
      await hands.fill('Moodle address', address);
      await giveToken(hands, given);
      await connect(hands);
      await hands.sees('Moodle is not connected');
      await hands.sees(words, 20_000).catch((error) => { throw new Error(`${what}: ${error.message}`); });
      assert.match(await hands.text(), /What to do/, `${what}: no cure`);
      assert.match(await hands.text(), /more steps appear when Moodle is connected/, what);
      assert.ok(!(await tab.content()).includes(token), `${what}: the token is in the page`);
      if (given !== token) { await hands.examine(what); await hands.picture('settings-wrong-token'); }
    }
    await world.moodleIs(calm);
    nowhere.stop();
    elsewhere.stop();
    encrypted.stop();
    stopped.stop();
  }],

  ['Connect tells release, build and every right', async (hands, world) => {
    await hands.fill('Moodle address', world.moodle.url);
    await giveToken(hands, world.moodle.token);
    await connect(hands);
    await hands.sees('What was checked');
    await hands.sees('20250811');
    await hands.sees('Save and check');
    await hands.picture('settings-connected', { most: 2200 });
  }],

  ['a database that is wrong is named, the right one is checked', async (hands, world) => {
    await hands.fill('Database', 'nothing_here');
    await hands.fill('Account', 'root');
    await hands.tab.evaluate(() => { for (const one of document.querySelectorAll('details')) one.open = true; });
    await hands.fill('Socket', world.socket);
    await hands.press('Save and check');
    await hands.sees('nothing_here');
    await hands.sees('The check found something');
    await hands.fill('Database', 'opensis');
    await hands.press('Save and check');
    await hands.sees('Database checked: 2 schools');
    await hands.sees('Which school year');
    await hands.press('Save and continue');
    await hands.sees('A student drops a class');
    await hands.examine('policies');
    await hands.picture('settings-policies', { most: 2600, from: 'Policies' });
    await hands.press('Save and continue');
  }],

  ['the first plan is shown before anything is written', async (hands, world) => {
    // An account of the same username as a student's, of a person that nobody knows.
    const [[student, username, first, last]] = world.sql("SELECT s.student_id, l.username, s.first_name, s.last_name FROM students s JOIN login_authentication l ON l.user_id = s.student_id AND l.profile_id = 3 WHERE s.email LIKE '%@%' ORDER BY s.student_id LIMIT 1 OFFSET 20");
    world.lookalike = { key: `student:${student}`, name: `${first} ${last}`, username };
    const made = await world.inMoodle('core_user_create_users', { 'users[0][username]': username.toLowerCase(), 'users[0][password]': 'Lookalike-4-test!', 'users[0][firstname]': first, 'users[0][lastname]': last, 'users[0][email]': 'lookalike@example.org' });
    assert.ok(Array.isArray(made), JSON.stringify(made));
    const { counts } = await world.moodleHolds();
    await hands.press('Show the first plan');
    await hands.sees('See every change with its reason', 120_000);
    await hands.picture('settings-preview', { most: 900, from: 'Enable Synchronization' });
    await hands.press('See every change with its reason', 'link');
    await hands.sees('Changes (');
    await hands.examine('plan');
    await hands.picture('plan');
    assert.deepEqual((await world.moodleHolds()).counts, counts, 'a plan wrote to Moodle');
  }],

  ['synchronization is enabled, and the first run fills Moodle', async (hands, world) => {
    await hands.open('default/settings');
    await world.moodleIs({ latency_ms: '60' });
    await hands.press('Enable Synchronization');
    await hands.sees('Synchronization is on');
    await hands.open('default/runs');
    await hands.tab.waitForFunction(() => document.querySelector('.main a[href*="/runs/1"]'), { timeout: 30_000 });
    await hands.open('default/runs/1');
    await hands.sees('Run 1');
    await hands.picture('run-live');
    await runOver(hands);
    await world.moodleIs({ latency_ms: '0' });
    await hands.sees('Done, some refused');
    await hands.picture('run-done');
    const { counts } = await world.moodleHolds();
    assert.ok(counts.users > 100 && counts.enrolments > 300, JSON.stringify(counts));
    await hands.open('default/overview');
    await hands.sees('Where records stand');
    await hands.tab.waitForSelector('.uplot', { timeout: 30_000 });
    await hands.examine('overview');
    await hands.picture('overview');
  }],
];
