// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a record takes part: its own switch, else its school's default (which is "all").
import type { Link, LinkSettings, Tick } from '../api/types';

export function takesPart(
  record: { tick: Tick; school: number },
  link: { settings: { policy: Pick<LinkSettings['policy'], 'take_part'> } } | undefined,
): boolean {
  if (record.tick !== 'default') return record.tick === 'yes';
  const school = link?.settings.policy.take_part.find((one) => one.school === record.school);
  return (school?.default ?? 'all') === 'all';
}

type TakePart = LinkSettings['policy']['take_part'];

// The list with one school's default changed. "all" goes without saying.
export function withTakePart(list: TakePart, school: number, value: TakePart[number]['default']): TakePart {
  const others = list.filter((one) => one.school !== school);
  return value === 'all' ? others : [...others, { school, default: value }].sort((one, two) => one.school - two.school);
}

// The schools that the link works on.
export function schoolsOf(link: Pick<Link, 'settings' | 'schools'>): Link['schools'] {
  const chosen = link.settings.opensis.schools;
  return chosen.length === 0 ? link.schools : link.schools.filter((one) => chosen.includes(one.id));
}
