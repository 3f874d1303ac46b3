// SPDX-License-Identifier: GPL-3.0-or-later
// A page inside openSIS's frame: openSIS's own menu is around it, so there is no bar and no menu
// here. Links inside the page still lead to the details that belong to it.
import type { ReactElement } from 'react';
import { useEffect } from 'react';
import { useEvents } from '../api/events';
import { useLinks } from '../api/queries';
import type { Handed, LinkSummary } from '../api/types';
import { Answer, ProblemBox } from '../parts/problem';
import { InZone, InZoneOf } from '../parts/zone';
import { href, replace, useRoute } from '../router';
import { t } from '../texts';
import { NothingHere, PageOf } from './pages';
import { useMe } from './session';

// The console below /framed/LINK/ is openSIS's frame, whoever is signed in elsewhere.
export const inFrame = (): boolean => /\/framed\/[^/]+\/$/.test(window.location.pathname);

// Who comes over from openSIS sees one link, and nothing of the service as a whole.
const ofTheService = ['audit', 'accounts', 'new'];

export function FramedDoor(): ReactElement {
  return <main className="sheet"><ProblemBox problem={t.framed.ended} tone="note" /></main>;
}

export function Framed({ handed, onEnded }: { handed: Handed; onEnded: () => void }): ReactElement {
  const me = useMe();
  const route = useRoute();
  const there = route.path[0] === handed.link && route.path[1] !== undefined;
  useEffect(() => { if (!there) replace(href([handed.link, handed.page])); }, [there, handed]);
  if (!there) return <main className="main framed" />;
  // A teacher has this page alone; lists and events of the link are for administrators.
  const page = route.path[1]!;
  if (ofTheService.includes(page)) return <main className="main framed" id="content"><NothingHere /></main>;
  const Inside = me.role === 'super_administrator' || me.role === 'administrator' ? WithLink : Alone;
  return (
    <main className="main framed" id="content">
      <Inside handed={handed} page={page} rest={route.path.slice(2)} query={route.query} onEnded={onEnded} />
    </main>
  );
}

type Inside = { handed: Handed; page: string; rest: string[]; query: Record<string, string>; onEnded: () => void };

function WithLink({ handed: { link: name }, page, rest, query, onEnded }: Inside): ReactElement {
  const links = useLinks();
  const stream = useEvents(onEnded);
  return (
    <>
      {stream === 'broken' ? <div className="banner" role="status">{t.shell.broken}</div> : null}
      <InZoneOf link={name}><Answer of={links}>{(found) => <PageOf link={found.links.find((one) => one.name === name)} page={page} rest={rest} query={query} />}</Answer></InZoneOf>
    </>
  );
}

function Alone({ handed, page, rest, query }: Inside): ReactElement {
  return <InZone zone={handed.zone}><PageOf link={unseen(handed.link)} page={page} rest={rest} query={query} /></InZone>;
}

// What a person sees of a link whose standing is none of their business.
function unseen(name: string): LinkSummary {
  return { name, title: '', enabled: true, connected: true, opensis_ok: true, state: 'idle', why: null, moodle_url: '', site: '', running: null, last_run: null, next_run: null, refused: 0, rolled_over_to: null } as LinkSummary;
}
