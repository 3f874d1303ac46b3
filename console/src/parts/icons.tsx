// SPDX-License-Identifier: GPL-3.0-or-later
// Drawn here, so that nothing comes from outside. They are ornaments: a text always stands beside.
import type { ReactElement } from 'react';

const paths = {
  overview: 'M4 13h6V4H4zM14 20h6v-9h-6zM14 4v3h6V4zM4 20h6v-3H4z',
  plan: 'M5 5h14M5 12h9M5 19h6M17 14v6m0 0 3-3m-3 3-3-3',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.500-6s6 2 6.500 6M16 4.500a3.500 3.500 0 0 1 0 6.500M18 14.500c2 .800 3.200 2.700 3.500 5.500',
  sections: 'M4 5.500C7 4 10 4 12 6c2-2 5-2 8-.500V19c-3-1.500-6-1.500-8 .500-2-2-5-2-8-.500zM12 6v13',
  matches: 'M8 4v5a4 4 0 0 0 4 4 4 4 0 0 1 4 4v3M8 20v-3M16 4v3',
  audit: 'M12 7v5l3 2M12 21a9 9 0 1 1 9-9',
  settings: 'M5 7h9m4 0h1M5 17h2m4 0h8M16 7a2 2 0 1 0 0-.010M9 17a2 2 0 1 0 0-.010',
  accounts: 'M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c.700-4.500 3.700-7 8-7s7.300 2.500 8 7',
  grades: 'M5 4h14v16H5zM8.500 9h7M8.500 13h4M14 15.500l1.500 1.500 3-3.500',
  turn: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4M9 15h6m-2.500-2.500L15 15l-2.500 2.500',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  cross: 'M7 7l10 10M17 7L7 17',
  bang: 'M12 4.500 21 20H3zM12 10.500v4M12 17.200v.010',
  dash: 'M7 12h10',
  plus: 'M12 6v12M6 12h12',
  pen: 'M5 19l1-4L16 5l3 3L9 18zM14 7l3 3',
  pause: 'M9 6v12M15 6v12',
  clock: 'M12 7.500V12l3 2M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17z',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3v1.500M12 19.500V21M3 12h1.500M19.500 12H21M5.600 5.600l1 1M17.400 17.400l1 1M5.600 18.400l1-1M17.400 6.600l1-1',
  down: 'M7 10l5 5 5-5',
  out: 'M14 5h5v5M19 5l-8 8M17 14v5H5V7h5',
  download: 'M12 4v11m0 0 4-4m-4 4-4-4M5 20h14',
  sync: 'M5 11a7 7 0 0 1 12-4l2 2M19 4v5h-5M19 13a7 7 0 0 1-12 4l-2-2M5 20v-5h5',
  moodle: 'M3 9.500 12 6l9 3.500-9 3.500zM7 12v4c1.500 1.500 8.500 1.500 10 0v-4M20 10.500V16',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }): ReactElement {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.9"
      strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
