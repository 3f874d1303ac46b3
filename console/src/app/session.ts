// SPDX-License-Identifier: GPL-3.0-or-later
// Who is signed in, for every page. A page that needs to know what may be done asks useMay().
import { createContext, useContext } from 'react';
import type { User } from '../api/types';

export const Me = createContext<User | null>(null);

export function useMe(): User {
  const me = useContext(Me);
  if (me === null) throw new Error('a page outside of the shell');
  return me;
}

// May this person change things? An administrator only reads.
export function useMay(): boolean {
  return useContext(Me)?.role === 'super_administrator';
}
