// SPDX-License-Identifier: GPL-3.0-or-later
// The door: nobody signed in means the sign-in (or the first set-up), else the console.
import { useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useCallback, useEffect, useState } from 'react';
import { onSignedOut, setToken } from '../api/client';
import { useSession, useSetup } from '../api/queries';
import type { Session } from '../api/types';
import { SetUp } from '../pages/door/setup';
import { SignIn } from '../pages/door/signin';
import { Answer } from '../parts/problem';
import { Me } from './session';
import { Framed, FramedDoor, inFrame } from './framed';
import { Shell } from './shell';

export function App(): ReactElement {
  const cache = useQueryClient();
  const session = useSession();
  const [ended, setEnded] = useState(false);

  const close = useCallback(() => {
    if (cache.getQueryData(['session'])) setEnded(true);
    setToken('');
    cache.setQueryData(['session'], null);
    // What one person saw is not kept for the next.
    cache.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' && query.queryKey[0] !== 'setup' });
  }, [cache]);

  useEffect(() => onSignedOut(close), [close]);

  const enter = (entered: Session): void => {
    setToken(entered.csrf);
    setEnded(false);
    // Whoever comes to the door later asks anew whether the first start is over.
    cache.removeQueries({ queryKey: ['setup'] });
    cache.setQueryData(['session'], entered);
  };

  const handed = session.data?.handed;
  if (session.data && handed) return <Me.Provider value={session.data.user}><Framed handed={handed} onEnded={close} /></Me.Provider>;
  if (session.data === null && inFrame()) return <FramedDoor />;
  if (session.data) return <Me.Provider value={session.data.user}><Shell onSignOut={() => { close(); setEnded(false); }} onEnded={close} /></Me.Provider>;
  if (session.data === null) return <Door ended={ended} onEnter={enter} />;
  return <main className="sheet"><Answer of={session}>{() => null}</Answer></main>;
}

function Door({ ended, onEnter }: { ended: boolean; onEnter: (session: Session) => void }): ReactElement {
  const setup = useSetup(true);
  return (
    <main className="sheet">
      <Answer of={setup}>{(found) => (found.needed ? <SetUp onEnter={onEnter} /> : <SignIn ended={ended} onEnter={onEnter} />)}</Answer>
    </main>
  );
}
