// SPDX-License-Identifier: GPL-3.0-or-later
// What tools/real.mjs lives through, third part: grades and fields from Moodle into openSIS, and a
// new school year.
import assert from 'node:assert/strict';
import { pressSteadily } from './steady.mjs';

const one = (world, text) => Number(world.sql(text)[0][0]);
const choose = async (hands, name, text) => {
  const field = await hands.find(name, 'combobox');
  await field.evaluate((select, wanted) => {
    const option = [...select.options].find((each) => each.textContent.includes(wanted));
    if (!option) throw new Error(`no option ${wanted} in: ${[...select.options].map((each) => each.textContent).join(' | ')}`);
    select.value = option.value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  }, text);
};

export const homeStories = [
  ['grades come from Moodle into openSIS, and each tells where it comes from', async (hands, world) => {
    const { tab } = hands;
    // Whoever administers openSIS's database runs the statements that the settings page names.
    for (const statement of world.run('opensis', 'grants', '--grades', '--user', 'causeway', '--host', 'localhost').split(/;\s*\n/))
      if (/CREATE TABLE/.test(statement)) world.sql(statement.slice(statement.indexOf('CREATE TABLE')));
    await world.teachersGrade();
    await hands.open('default/settings');
    await hands.sees('Carry grades into openSIS');
    await hands.press('Carry grades into openSIS', 'checkbox');
    await hands.tab.evaluate(() => [...document.querySelectorAll('form')].find((form) => form.textContent.includes('Carry grades into openSIS')).requestSubmit());
    await hands.sees('Saved');
    await hands.open('default/grades');
    await hands.press('Get what changed now');
    // Somebody may have begun already: by the clock, or because Moodle said that it graded.
    for (const end = Date.now() + 60_000; one(world, 'SELECT COUNT(*) FROM causeway_grades') === 0;) {
      if (Date.now() > end) throw new Error('no grade came over within a minute');
      await new Promise((go) => setTimeout(go, 200));
    }
    await hands.sees('Fetched');
    const section = await tab.waitForFunction(() => [...document.querySelectorAll('.main tbody tr')].find((row) => /^[1-9]/.test(row.children[3]?.textContent ?? ''))?.querySelector('a')?.getAttribute('href'), { timeout: 30_000 });
    await hands.seesNot('Begun…');
    await hands.settled();
    await hands.examine('grades');
    await hands.picture('grades', { most: 1100 });
    world.graded = (await section.jsonValue()).replace('#/', '');
    await hands.open(world.graded);
    await tab.waitForSelector('.cell-button', { timeout: 30_000 });
    await hands.examine('gradebook');
    await hands.picture('gradebook', { most: 1100 });
    const shown = await tab.evaluate(() => document.querySelector('.cell-button').textContent);
    await tab.click('.cell-button');
    await tab.waitForSelector('dialog[open]');
    await hands.sees('In Moodle');
    assert.ok((await tab.evaluate(() => document.querySelector('dialog[open]').innerText)).includes(shown), 'the dialog tells another grade');
    await hands.examine('where a grade comes from');
    await tab.keyboard.press('Escape');
    await tab.waitForFunction(() => document.querySelector('dialog[open]') === null);
  }],

  ['a field is mapped, with what it would do shown before', async (hands, world) => {
    await world.moodleIs({ custom_fields: 'gender,homeroom' });
    await hands.open('default/fields');
    await hands.sees('openSIS’s own fields');
    await hands.press('Map another field: openSIS’s own fields');
    const offered = await (await hands.find('openSIS', 'combobox')).evaluate((select) => [...select.options].filter((each) => each.value !== '' && !each.disabled).map((each) => each.textContent));
    assert.ok(offered.length > 5, offered.join());
    await choose(hands, 'openSIS', 'Gender');
    await choose(hands, 'Moodle', 'gender');
    await hands.press('Preview');
    await hands.sees('What the row would do, on real records', 30_000);
    const becomes = await hands.tab.evaluate(() => [...document.querySelectorAll('.card tbody tr')].map((row) => row.children[3].textContent));
    assert.ok(becomes.some((each) => each !== 'unchanged'), 'the preview tells of no change');
    await hands.examine('Custom Field Mapping');
    await hands.picture('fields', { most: 1300 });
    await hands.press('Map');
    await hands.sees('in use');
    await hands.examine('a mapped field');
  }],

  ['what a row brings home stands on its run\'s page and can be put back; the row is changed in its place', async (hands, world) => {
    const { tab } = hands;
    // A field that the school has added, and the same one in Moodle, with other words for its options.
    world.sql("INSERT INTO custom_fields (id, type, title, select_options, category_id, sort_order) VALUES (1, 'select', 'House', 'Red\\r\\nAzure\\r\\nGreen', 1, 1)");
    world.sql('ALTER TABLE students ADD COLUMN CUSTOM_1 varchar(255)');
    await world.moodleIs({ custom_fields: 'gender,homeroom,house:menu:Red|Blue|Green' });
    const users = (await world.moodleHolds()).users.filter((each) => each.idnumber.startsWith('opensis:student:')).slice(0, 8);
    const values = Object.fromEntries(users.flatMap(({ id }, at) => [[`users[${at}][id]`, id], [`users[${at}][customfields][0][type]`, 'house'], [`users[${at}][customfields][0][value]`, ['Red', 'Blue', 'Green'][at % 3]]]));
    const told = await world.inMoodle('core_user_update_users', values);
    assert.ok(!told?.exception, JSON.stringify(told));
    const holds = async (wanted) => {
      const housed = () => world.sql("SELECT GROUP_CONCAT(DISTINCT CUSTOM_1 ORDER BY CUSTOM_1), COUNT(*) FROM students WHERE CUSTOM_1 <> ''")[0].join();
      for (const end = Date.now() + 60_000; housed() !== wanted;) {
        if (Date.now() > end) throw new Error(`openSIS holds ${housed()} instead of ${wanted}`);
        await new Promise((go) => setTimeout(go, 200));
      }
    };
    await tab.reload();
    await hands.press('Map another field: openSIS’s custom fields');
    await choose(hands, 'openSIS', 'House');
    await choose(hands, 'Direction', 'Moodle → openSIS');
    await choose(hands, 'Moodle', 'house');
    await hands.press('Preview');
    await hands.sees('has no option "Blue"');
    await choose(hands, 'Option Blue becomes', 'Azure');
    await hands.examine('options, one by one');
    await hands.press('Map');
    await hands.sees('custom:1');
    await hands.press('Get values from Moodle now');
    await holds('Azure,Green,Red,8');
    // By the button, or by the sync that a new row asks for.
    const wrote = await tab.waitForFunction(async () => (await (await fetch('api/links/default/runs?limit=20')).json()).runs.find((run) => run.what === 'fields pull' && run.changes === 8)?.id, { polling: 500, timeout: 30_000 });
    const page = `default/runs/${await wrote.jsonValue()}`;
    await hands.open(page);
    await hands.sees('Azure');
    assert.equal(await tab.evaluate(() => document.querySelectorAll('.main tbody tr').length), 8);
    await hands.examine('a run of mapped fields');
    await hands.picture('run-fields', { most: 1100 });
    await hands.press('Undo this run');
    await hands.inDialog('Undo this run');
    await holds('NULL,0');
    await hands.sees('What that run did was put back.');
    await hands.open(page);
    await hands.sees('put back');
    await hands.seesNot('written');
    await hands.open('default/fields');
    await pressSteadily(await tab.waitForSelector('button[aria-label^="Change: House"]'));
    await hands.sees('What the row would do, on real records');
    await choose(hands, 'A value that was emptied', 'leaves');
    await hands.examine('a row that is changed');
    await hands.picture('fields-change', { most: 1900 });
    await hands.press('Save');
    await hands.sees('The row is changed.');
    world.sql("UPDATE staff SET homeroom = CONCAT('R', 100 + staff_id) WHERE staff_id % 2 = 0");
    await tab.evaluate(() => [...document.querySelectorAll('.main label')].find((one) => one.textContent === 'Staff').click());
    await hands.seesNot('custom:1');
    await hands.press('Map another field: openSIS’s own fields');
    await choose(hands, 'openSIS', 'Homeroom');
    await choose(hands, 'Moodle', 'homeroom');
    await hands.press('Preview');
    await hands.sees('What the row would do, on real records');
    await hands.examine('a row of staff');
    await hands.picture('fields-staff', { most: 1300 });
    await hands.press('Cancel');
  }],
];

// Last of all: from then on every page says that openSIS is in the next year.
export const yearStories = [
  ['a year that openSIS has rolled over is planned, confirmed and taken back', async (hands, world) => {
    await hands.open('default/rollover');
    await hands.sees('openSIS has not rolled over yet');
    const courses = JSON.stringify((await world.moodleHolds()).courses.map((each) => [each.id, each.visible]).sort());
    world.run('school', '--roll-over', `mysql://root@localhost/opensis?socket=${world.socket}`);
    // The console asks openSIS anew.
    await hands.tab.reload();
    await hands.sees('Day of the new year’s first sync');
    const tomorrow = new Date(Date.now() + 86_400_000 * 2).toISOString().slice(0, 10);
    await hands.tab.evaluate((day) => {
      const field = [...document.querySelectorAll('input[type=date]')][0];
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, day);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }, tomorrow);
    await hands.press('Plan the turn');
    await hands.sees(`The plan, for ${tomorrow}`, 60_000);
    await hands.sees('Confirm the turn');
    await hands.settled();
    await hands.examine('rollover');
    await hands.picture('rollover', { most: 1700 });
    if (await hands.there('Reason', 'textbox')) await hands.fill('Reason', 'As planned with the heads of school');
    await hands.press('Confirm the turn');
    await hands.sees('Take it back');
    await hands.sees('waits for its first sync');
    await hands.examine('a confirmed turn');
    await hands.press('Take it back');
    await hands.sees('Taken back. The old year goes on.');
    assert.equal(JSON.stringify((await world.moodleHolds()).courses.map((each) => [each.id, each.visible]).sort()), courses, 'the plan changed Moodle');
  }],
];
