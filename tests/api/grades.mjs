// SPDX-License-Identifier: GPL-3.0-or-later
// Grades, as a super administrator, a section's teacher and an administrator have them.
import { Client } from './client.mjs';

export async function grades({ client, link, about, contract, complain, claim, inOpensis, statement, hint }) {
  const here = `${link}/grades`;
  const last = (list) => list.state.running === null && list.state.last;
  const until = (so) => client.until(here, so);
  const ended = async (started) => {
    if (started.run === null) return (await until((list) => last(list))).state.last;
    return client.until(`${here}/runs/${started.run}`, (run) => run.ended !== null);
  };

  // Switched off, nothing is carried.
  const off = await client.get(here);
  claim(!off.state.on && off.sections.length > 2 && off.sections.every((one) => one.items === 0), `off: ${JSON.stringify(off).slice(0, 300)}`);
  await client.expect(409, 'POST', `${here}/pull`, {});
  await client.expect(422, 'PATCH', link, { settings: { grades: { every_seconds: 5 } } });
  await client.expect(422, 'PATCH', link, { settings: { grades: { option: 'both' } } });
  await fetch(`${about.moodle_url}/sandbox/grading`, { method: 'POST' });
  const on = await client.expect(200, 'PATCH', link, { settings: { grades: { enabled: true, items: ['assignment', 'quiz'] }, schedule: { nightly: false } } });
  claim(on.settings.grades.enabled && on.settings.grades.items.length === 2, 'the settings are kept');

  const list = await until((all) => last(all) && all.sections.some((one) => one.grades > 0));
  const run = list.state.last;
  claim(run.what === 'grades pull' && run.grades.whole && run.grades.counts.grade.created > 40 && run.changes > 40 && run.undoable, `the first pull: ${JSON.stringify(run)}`);
  const page = await client.get(`${here}?limit=2`);
  claim(page.sections.length === 2 && page.next_cursor !== null, 'a page of sections');
  await client.get(`${here}?limit=2&cursor=${encodeURIComponent(page.next_cursor)}`);
  const steps = await client.get(`${here}/runs/${run.id}/steps?limit=3`);
  claim(steps.steps.length === 3 && steps.steps[0].verb === 'create', 'what the run wrote is told');
  await client.get(`${here}/runs/${run.id}/steps?cursor=${steps.next_cursor}`);
  await client.expect(404, 'GET', `${here}/runs/1`);

  const section = list.sections.find((one) => one.grades > 3);
  const book = await client.get(`${here}/${section.key}`);
  claim(book.items.length === 6 && book.items.every((one) => one.item > 0 && one.moodle_url?.includes('/mod/')), `assignments and quizzes alone: ${JSON.stringify(book.items)}`);
  claim(book.categories.some((one) => one.title === 'Homework' && one.weight === 40), `weights: ${JSON.stringify(book.categories)}`);
  const cell = book.grades.find((one) => one.from?.state === 'graded' && Number(one.points) > 2);
  claim(cell && cell.from.final === Number(cell.points) && cell.from.run === run.id, `a grade with where it comes from: ${JSON.stringify(cell)}`);
  await client.expect(404, 'GET', `${here}/section:99999`);
  const why = await client.get(`${here}/${section.key}/why/${cell.student}`);
  claim(why.moodle !== null && why.opensis !== null && why.table.length > 4 && why.table_problem === null, `why: ${JSON.stringify(why).slice(0, 400)}`);
  await client.expect(404, 'GET', `${here}/${section.key}/why/student:99999`);

  // A hint of Moodle's is enough.
  await fetch(`${about.moodle_url}/sandbox/grading`, { method: 'POST' });
  await hint(JSON.stringify({ site: 'x', kinds: ['grades'], time: 1, nonce: 3 }));
  const hinted = (await until((all) => last(all) && all.state.last.id > run.id)).state.last;
  claim(hinted.by === 'a change in Moodle' && !hinted.grades.whole, `on a hint: ${JSON.stringify(hinted)}`);

  // What a teacher entered in openSIS stays, until a person decides.
  const assignment = cell.item, student = cell.student.split(':')[1];
  const enter = (points) => inOpensis(`UPDATE gradebook_grades SET points = ${points} WHERE assignment_id = ${assignment} AND student_id = ${student}`);
  await enter(1.25);
  await ended(await client.expect(202, 'POST', `${here}/pull`, { full: true }));
  const { differences } = await client.get(`${here}/differences?section=${section.key}`);
  claim(differences.length === 1 && differences[0].opensis === '1.25' && differences[0].student === cell.student, `a difference: ${JSON.stringify(differences)}`);
  claim((await client.get(`${here}/differences`)).total >= 1, 'all differences');
  const key = differences[0]?.key;
  await client.expect(422, 'POST', `${here}/differences`, { take: 'either', keys: [key] });
  await client.expect(422, 'POST', `${here}/differences`, { take: 'moodle', keys: [] });
  await client.expect(409, 'POST', `${here}/differences`, { take: 'moodle', keys: ['grade:1/2/3'] });

  // The section's teacher, in openSIS's frame: this section, and not all.
  const framed = async (more) => {
    const form = { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'cross-site', Origin: 'http://127.0.0.1:8081' };
    const opened = await new Client(about.url, contract, complain).send('POST', '/enter/default', `statement=${statement('grades', more)}`, form);
    claim(opened.status === 303, `into the frame: ${opened.status} ${opened.text}`);
    const inside = new Client(`${about.url}/framed/default`, contract, complain);
    inside.cookie = opened.headers.get('set-cookie')?.split(';')[0];
    await inside.get('/api/session');
    return inside;
  };
  const { members } = await client.get(`${link}/sections/${section.key}`);
  const teacher = await framed({ sub: members.find((one) => one.role === 'teacher').other, profile: 'teacher', profile_id: 2 });
  const theirs = await teacher.get(here);
  claim(theirs.sections.some((one) => one.key === section.key) && theirs.sections.length < list.sections.length && theirs.schools.length === 0 && theirs.state.may_pull, `a teacher's: ${JSON.stringify(theirs.sections.map((one) => one.key))}`);
  const foreign = list.sections.find((one) => !theirs.sections.some((own) => own.key === one.key));
  await teacher.get(`${here}/${section.key}`);
  for (const what of [foreign.key, `${foreign.key}/why/${cell.student}`]) await teacher.expect(404, 'GET', `${here}/${what}`);
  await teacher.expect(404, 'POST', `${here}/pull`, { sections: [foreign.key] });
  await teacher.expect(404, 'POST', `${here}/option/plan`, { of: foreign.key, option: 'moodle' });
  await teacher.expect(404, 'POST', `${here}/option/plan`, { of: `school:${section.school}`, option: 'moodle' });
  await teacher.expect(422, 'POST', `${here}/pull`, {});
  await teacher.expect(403, 'GET', link);
  await teacher.expect(403, 'POST', `${link}/runs/${run.id}/undo`);
  await teacher.expect(404, 'GET', `${here}/runs/${run.id}`);
  claim((await teacher.get(`${here}/differences`)).differences.every((one) => theirs.sections.some((own) => own.key === one.section)), 'their differences alone');
  const pulled = await teacher.expect(202, 'POST', `${here}/pull`, { sections: [section.key] });
  const own = await teacher.until(`${here}/runs/${pulled.run}`, (one) => one.ended !== null);
  claim(own.state === 'in_step' && own.by.includes('staff:'), `a teacher's pull: ${JSON.stringify(own)}`);
  const taken = await teacher.expect(202, 'POST', `${here}/differences`, { take: 'moodle', keys: [key] });
  await teacher.until(`${here}/runs/${taken.run}`, (one) => one.ended !== null);
  claim((await client.get(`${here}/differences?section=${section.key}`)).total === 0, 'it is decided');

  // Who keeps the gradebook: a plan first, then exactly that.
  const asked = { of: section.key, option: 'moodle' };
  const plan = await teacher.expect(200, 'POST', `${here}/option/plan`, asked);
  claim(plan.counts.final.created > 0 && plan.steps.some((one) => one.kind === 'final' && one.after.includes('%')), `the plan: ${JSON.stringify(plan).slice(0, 500)}`);
  claim((await client.get(`${here}/${section.key}`)).finals.length === 0, 'a plan writes nothing');
  await teacher.expect(409, 'POST', `${here}/option`, { ...asked, mark: 'another' });
  const switched = await teacher.expect(202, 'POST', `${here}/option`, { ...asked, mark: plan.mark });
  await teacher.until(`${here}/runs/${switched.run}`, (one) => one.ended !== null);
  const after = await client.get(`${here}/${section.key}`);
  claim(after.option === 'moodle' && after.option_from === 'section' && after.finals.length === plan.counts.final.created, `switched: ${after.option} ${after.finals.length}`);

  // An administrator reads their school's.
  const administrator = await framed({ profile: 'administrator', profile_id: 1, school: section.school });
  claim((await administrator.get(here)).sections.every((one) => one.school === section.school), 'their school alone');
  await administrator.get(`${here}/${section.key}`);
  await administrator.expect(403, 'POST', `${here}/pull`, { sections: [section.key] });
  await administrator.expect(403, 'POST', `${here}/differences`, { take: 'moodle', keys: [key] });

  const school = { of: `school:${section.school}`, option: 'moodle' };
  const whole = (await client.expect(200, 'POST', `${here}/option/plan`, school)).sections;
  claim(whole > 0 && whole < list.sections.length, 'a school without the section that chose for itself');

  // Undone like every run; then everything is as it was before it.
  const undo = await client.expect(202, 'POST', `${link}/runs/${switched.run}/undo`);
  const undone = await ended(undo);
  claim(undone.what === `grades undo ${switched.run}` && undone.grades.restored === plan.counts.final.created, `undone: ${JSON.stringify(undone)}`);
  claim(JSON.stringify(undone.grades.keeper) === JSON.stringify({ of: section.key, option: '', newer: false }), `the choice is undone with it: ${JSON.stringify(undone.grades)}`);
  const back = await client.get(`${here}/${section.key}`);
  claim(back.option === 'opensis' && back.option_from !== 'section' && back.finals.length === 0, `as before: ${back.option} ${back.option_from} ${back.finals.length}`);
  claim((await client.expect(200, 'POST', `${here}/option/plan`, school)).sections === whole + 1, 'the section is again one of the school’s');
  await client.expect(200, 'PATCH', link, { settings: { grades: { enabled: false } } });
  await until((all) => all.state.running === null);
}
