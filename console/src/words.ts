// SPDX-License-Identifier: GPL-3.0-or-later
// The console's words for each value that the service tells by name. Part of texts.ts, and like it
// translated as a whole.
import type { Fate, Kind, LinkSummary, Role, Run, StandingKind, Step, Verb } from './api/types';

const kind: Record<Kind, string> = {
  school: 'Schools', subject: 'Subjects', course: 'Courses', section: 'Sections', staff: 'Staff',
  student: 'Students', manages: 'Managers', teaches: 'Teaching', learns: 'Enrolments', leads: 'Teaching in courses', attends: 'Enrolments in courses',
};
const verb: Record<Verb, string> = {
  create: 'Create', adopt: 'Link', update: 'Update', suspend: 'Suspend', restore: 'Bring back', remove: 'Remove',
};
const verbMeaning: Record<Verb, string> = {
  create: 'new in Moodle', adopt: 'exists in Moodle already and is linked', update: 'a field changes',
  suspend: 'suspended or hidden, nothing is lost', restore: 'comes back as it was', remove: 'taken out of Moodle',
};
const standing: Record<StandingKind, string> = {
  synced: 'Synced', waiting: 'Waiting', refused: 'Refused', left_out: 'Left out',
};
const fate: Record<Fate, string> = {
  intended: 'Not settled', done: 'Done', refused: 'Refused', given_up: 'Given up',
};
const runState: Record<Run['state'], string> = {
  running: 'Running', in_step: 'In step', some_refused: 'Done, some refused', guarded: 'Stopped by the guard',
  incomplete: 'Incomplete', failed: 'Failed', interrupted: 'Aborted', died: 'Process was killed',
};
const runStateMeaning: Record<Run['state'], string> = {
  running: 'It is working now.',
  in_step: 'Moodle holds what openSIS says.',
  some_refused: 'Everything else went through; the refused records need a person.',
  guarded: 'Too much would have been removed. Nothing was changed; a person must decide.',
  incomplete: 'Some work is left; the next run goes on from here.',
  failed: 'Nothing half is kept; the reason stands below.',
  interrupted: 'Somebody ended it. What was done is kept; the next run goes on from here.',
  died: 'The program was stopped in the middle. The next run settled what this one had begun.',
};
const linkState: Record<LinkSummary['state'], string> = {
  new: 'Being set up', ready: 'Ready, switched off', idle: 'In step', running: 'Synchronizing', paused: 'Paused by a black-out',
  stopped: 'Stopped: needs a person',
};
const stepState: Record<Step['state'], string> = {
  ok: 'OK', warning: 'Warning', failed: 'Failed', skipped: 'Not tried',
};
const role: Record<Role, string> = {
  super_administrator: 'Super administrator', administrator: 'Administrator (reads own schools)',
  teacher: 'Teacher', student: 'Student',
};

export const words = { kind, verb, verbMeaning, standing, fate, runState, runStateMeaning, linkState, stepState, role };
