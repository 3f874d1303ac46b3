// SPDX-License-Identifier: GPL-3.0-or-later
// Grades from Moodle in openSIS: which page of it an address means.
import type { ReactElement } from 'react';
import type { PageProps } from '../../app/pages';
import { BookPage } from './book';
import { DifferencesPage } from './differences';
import { SectionList } from './list';
import { OptionPage } from './option';
import { WhyPage } from './why';

export function GradesPage({ link, rest, query }: PageProps): ReactElement {
  const [first, second, third] = rest;
  if (first === undefined) return <SectionList link={link.name} query={query} />;
  if (first === 'differences') return <DifferencesPage link={link.name} />;
  if (second === 'option') return <OptionPage key={first} link={link.name} of={first} to={query['to'] ?? ''} />;
  if (second === 'why' && third !== undefined) return <WhyPage link={link.name} section={first} student={third} />;
  return <BookPage link={link.name} id={first} />;
}
