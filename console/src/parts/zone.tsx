// SPDX-License-Identifier: GPL-3.0-or-later
// The zone in which a page tells its times: the school's, wherever the browser is. A page of no link
// has the browser's.
import { createContext, useContext } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useLink } from '../api/queries';

const Zone = createContext('');
export const useZone = (): string => useContext(Zone);

// Where the link's settings are not to be seen, what the session says.
export function InZone({ zone, children }: { zone: string; children: ReactNode }): ReactElement {
  return <Zone.Provider value={zone}>{children}</Zone.Provider>;
}

export function InZoneOf({ link, children }: { link: string; children: ReactNode }): ReactElement {
  return <Zone.Provider value={useLink(link).data?.settings.opensis.zone ?? ''}>{children}</Zone.Provider>;
}
