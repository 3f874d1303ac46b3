// SPDX-License-Identifier: GPL-3.0-or-later
// What tools/real.mjs lives through, second part: a school's life with a synced Moodle.
import assert from 'node:assert/strict';
import { runOver } from './stories.mjs';

// The newest run's page, once its number is above `before`.
async function newestRun(hands, before) {
  // The console may lead there by itself.
  const there = (floor) => Number(/\/runs\/(\d+)$/.exec(location.hash)?.[1] ?? 0) > floor;
  const led = await hands.tab.waitForFunction(there, { timeout: 4000 }, before).then(() => true, () => false);
  for (const end = Date.now() + 60_000; !led && (await latest(hands)) <= before;) {
    if (Date.now() > end) throw new Error(`no run after ${before} within a minute`);
    await new Promise((go) => setTimeout(go, 100));
  }
  if (!led) await hands.open(`default/runs/${await latest(hands)}`);
  const run = Number((await hands.tab.evaluate(() => location.hash)).split('/').pop());
  await hands.sees(`Run ${run}`);
  return run;
}
// The newest run's number, as the service tells it.
const latest = (hands) => hands.tab.evaluate(async () => ((await (await fetch('api/links/default/runs')).json()).runs[0]?.id ?? 0));
async function syncNow(hands) {
  const before = await latest(hands);
  await hands.open('default/plan');
  await hands.press('Sync now');
  return newestRun(hands, before);
}

// Calls that write, as Moodle counts them from the moment they arrive.
const writes = async (world) => Object.entries((await world.moodleHolds()).calls).reduce((sum, [name, one]) => sum + (/upsert|_update_|_create_/.test(name) ? one.calls : 0), 0);
// Until the run that just began has a write under way.
async function writing(world, before) {
  for (const end = Date.now() + 60_000; (await writes(world)) <= before;) {
    if (Date.now() > end) throw new Error('the run wrote nothing within a minute');
    await new Promise((go) => setTimeout(go, 50));
  }
}

export const laterStories = [
  ['a refused person is cured in openSIS and synced now', async (hands, world) => {
    await hands.open('default/settings');
    await hands.press('Switch off');
    await hands.inDialog('Switch off');
    await hands.sees('Synchronization is off');
    await hands.open('default/people?standing=refused');
    await hands.sees('openSIS holds no e-mail address');
    await hands.examine('refused people');
    await hands.picture('people-refused');
    const [key, name] = await hands.tab.evaluate(() => {
      const row = [...document.querySelectorAll('.main tbody tr')].find((one) => one.textContent.includes('openSIS holds no e-mail address'));
      const link = row.querySelector('a');
      return [decodeURIComponent(link.getAttribute('href').split('/').pop()), link.textContent.trim()];
    });
    const id = Number(key.split(':')[1]);
    world.sql(key.startsWith('student') ? `UPDATE students SET email = 'cured@example.org' WHERE student_id = ${id}` : `UPDATE staff SET email = 'cured@example.org' WHERE staff_id = ${id}`);
    await hands.press(`Sync now: ${name}`);
    await hands.open(`default/people/${key}`);
    await hands.sees('Synced', 30_000);
    await hands.sees('cured@example.org', 30_000);
    const state = await world.moodleHolds();
    assert.ok(state.users.some((one) => one.idnumber === `opensis:${key}`), 'the account is not in Moodle');
  }],

  ['a doubtful match is decided by a person', async (hands, world) => {
    await hands.open('default/matches');
    await hands.sees(`Moodle: ${world.lookalike.username.toLowerCase()}`);
    await hands.examine('matches');
    await hands.picture('matches');
    await hands.tab.evaluate(() => [...document.querySelectorAll('.main button')].find((one) => (one.getAttribute('aria-label') ?? one.textContent).includes('This is the same person')).click());
    await hands.inDialog('This is the same person');
    await hands.sees('No doubtful matches.');
  }],

  ['a plan that the brake stops is let through by name', async (hands, world) => {
    world.sql('CREATE TABLE kept AS SELECT * FROM schedule WHERE MOD(student_id, 3) = 0; DELETE FROM schedule WHERE MOD(student_id, 3) = 0');
    const before = await latest(hands);
    await hands.open('default/plan');
    await hands.press('Make a plan');
    await hands.sees('The brake stops this plan', 60_000);
    await hands.examine('the brake');
    await hands.picture('plan-brake');
    await hands.press('Let it through and apply');
    await hands.sees('Please tick this.');
    await hands.fill('Reason', 'These classes have ended early');
    await hands.press('I have looked at the removals, and they are right', 'checkbox');
    await hands.press('Let it through and apply');
    const run = await newestRun(hands, before);
    await runOver(hands);
    await hands.sees('The brake was lifted by Ruth Linden');
    world.overridden = run;
    assert.ok((await world.moodleHolds()).counts.suspended_enrolments > 20, 'nothing was suspended');
  }],

  ['that run is undone', async (hands, world) => {
    const suspended = (await world.moodleHolds()).counts.suspended_enrolments;
    const before = await latest(hands);
    await hands.open(`default/runs/${world.overridden}`);
    await hands.press('Undo this run');
    await hands.inDialog('Undo this run');
    await newestRun(hands, before);
    await hands.sees(`Undo of run ${world.overridden}`);
    await runOver(hands);
    assert.ok((await world.moodleHolds()).counts.suspended_enrolments < suspended, 'nothing came back');
    world.sql('INSERT INTO schedule SELECT * FROM kept; DROP TABLE kept');
    await hands.picture('run-undo');
  }],

  ['a run is aborted, and the next one goes on', async (hands, world) => {
    world.sql("UPDATE students SET last_name = CONCAT(last_name, ' A')");
    await world.moodleIs({ latency_ms: '800', row_latency_us: '60000' });
    const before = await writes(world);
    const run = await syncNow(hands);
    await writing(world, before);
    await hands.press('Abort');
    await hands.inDialog('Abort');
    await runOver(hands);
    await hands.open(`default/runs/${run}`);
    await hands.sees('Aborted');
    await world.moodleIs({ latency_ms: '0', row_latency_us: '0' });
  }],

  ['a service that is killed during a run says so, and the run goes on', async (hands, world) => {
    await hands.open('default/settings');
    await hands.press('Enable Synchronization');
    await hands.sees('Synchronization is on');
    world.sql("UPDATE students SET last_name = CONCAT(last_name, ' B')");
    await world.moodleIs({ latency_ms: '800', row_latency_us: '60000' });
    const before = await writes(world);
    await syncNow(hands);
    await writing(world, before);
    hands.calm = false;
    await world.killService();
    await hands.sees('The live connection broke off');
    await world.moodleIs({ latency_ms: '0', row_latency_us: '0' });
    await world.startService();
    await hands.seesNot('The live connection broke off', 60_000);
    hands.calm = true;
    // Other runs may have come between: those that matter are found by what the service says of them.
    const told = (wanted) => hands.tab.waitForFunction(async (state, by) => (await (await fetch('api/links/default/runs')).json()).runs.find((one) => one.ended && (!state || one.state === state) && (!by || one.by === by))?.id, { timeout: 60_000, polling: 500 }, wanted.state ?? '', wanted.by ?? '').then((found) => found.jsonValue());
    await hands.open(`default/runs/${await told({ by: 'the service, after a restart' })}`);
    await runOver(hands);
    await hands.sees('the service, after a restart');
    await hands.open(`default/runs/${await told({ state: 'died' })}`);
    await hands.sees('Process was killed');
    await hands.sees('The program was stopped in the middle.');
    await hands.picture('run-killed');
  }],

  ['hostile names stay text', async (hands, world) => {
    world.sql("UPDATE students SET first_name = '<script>document.title=1</script>' WHERE student_id = 5");
    await hands.open('default/people/student:5');
    await hands.sees('document.title=1', 60_000);
    assert.notEqual(await hands.tab.title(), '1');
    assert.equal(await hands.tab.evaluate(() => document.querySelectorAll('script:not([src])').length), 0);
    // Everybody has their own name again, for what comes after.
    world.sql("UPDATE students SET last_name = REPLACE(last_name, ' A B', ''), first_name = IF(student_id = 5, 'Wyatt', first_name)");
  }],
];
