// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in the menu, in groups. A new page takes one line in the group where a person would look
// for it (and one in pages.tsx); a group of which somebody may see nothing is not shown at all.
import type { IconName } from '../parts/icons';
import { t } from '../texts';

export type Entry = {
  page: string;
  icon: IconName;
  title: string;
  // Changes things, or tells of what is nobody else's business: for super administrators.
  forSuper?: boolean;
  // Belongs to no link: there, too, before the first one is set up.
  ofNoLink?: boolean;
  // Pages that have no line of their own and are reached from this one.
  also?: string[];
};
export type Group = { title: string; entries: Entry[] };

const everyDay: Entry[] = [
  { page: 'overview', icon: 'overview', title: t.shell.overview },
  { page: 'plan', icon: 'plan', title: t.shell.plan, also: ['runs'] },
];

const records: Entry[] = [
  { page: 'people', icon: 'people', title: t.shell.people },
  { page: 'sections', icon: 'sections', title: t.shell.sections },
  { page: 'matches', icon: 'matches', title: t.shell.matches },
];

// What comes from Moodle into openSIS, and what a new school year asks for.
const fromMoodle: Entry[] = [
  { page: 'intake', icon: 'download', title: t.intake.title, forSuper: true },
  { page: 'rollover', icon: 'turn', title: t.shell.rollover, forSuper: true },
  { page: 'grades', icon: 'grades', title: t.shell.grades },
  { page: 'fields', icon: 'sections', title: t.fields.title, forSuper: true },
];

const setUp: Entry[] = [
  { page: 'settings', icon: 'settings', title: t.shell.settings, forSuper: true },
  { page: 'audit', icon: 'audit', title: t.shell.audit, forSuper: true, ofNoLink: true },
  { page: 'accounts', icon: 'accounts', title: t.shell.accounts, forSuper: true, ofNoLink: true },
];

const all: Group[] = [
  { title: t.shell.groupDay, entries: everyDay },
  { title: t.shell.groupRecords, entries: records },
  { title: t.shell.groupMoodle, entries: fromMoodle },
  { title: t.shell.groupSetUp, entries: setUp },
];

export function menuFor(may: boolean, hasLink: boolean): Group[] {
  return all
    .map(({ title, entries }) => ({ title, entries: entries.filter((one) => (may || !one.forSuper) && (hasLink || one.ofNoLink)) }))
    .filter(({ entries }) => entries.length > 0);
}

export const isPresent = (entry: Entry, page: string): boolean => entry.page === page || (entry.also?.includes(page) ?? false);
