// SPDX-License-Identifier: GPL-3.0-or-later
// The frame around every page: bar, menu, live strip, and the page that the address names.
import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import { useEvents } from '../api/events';
import { useLinks } from '../api/queries';
import type { LinkSummary, Role } from '../api/types';
import { Icon } from '../parts/icons';
import { Answer } from '../parts/problem';
import { InZoneOf } from '../parts/zone';
import { href, replace, useRoute } from '../router';
import type { Route } from '../router';
import { t } from '../texts';
import { LiveStrip } from './live';
import { isPresent, menuFor } from './menu';
import { NothingHere, PageOf } from './pages';
import { useMay, useMe } from './session';
import { LinkMenu, TopBar } from './top';

const mayEnter: Role[] = ['super_administrator', 'administrator'];

export function Shell({ onSignOut, onEnded }: { onSignOut: () => void; onEnded: () => void }): ReactElement {
  const me = useMe();
  const route = useRoute();
  const links = useLinks();
  const stream = useEvents(onEnded);
  const [menuOpen, setMenuOpen] = useState(false);
  const where = route.path.join('/');
  useEffect(() => setMenuOpen(false), [where]);

  const known = links.data?.links ?? [];
  const link = present(known, route);
  const page = route.path[1] ?? 'overview';
  useHome(link, route);

  if (!mayEnter.includes(me.role)) {
    return (
      <div className="shell bare"><TopBar home="#/" menuOpen={false} onMenu={() => {}} onSignOut={onSignOut} />
        <main className="main"><p>{t.shell.noPages}</p></main></div>
    );
  }
  return (
    <div className="shell">
      <a className="skip" href="#content" onClick={(event) => { event.preventDefault(); document.getElementById('content')?.focus(); }}>{t.shell.skip}</a>
      <TopBar home={href(link ? [link.name, 'overview'] : [])} menuOpen={menuOpen} onMenu={() => setMenuOpen(!menuOpen)} onSignOut={onSignOut}>
        <LinkMenu links={known} link={link?.name ?? ''} page={page} />
      </TopBar>
      <Menu link={link} page={page} open={menuOpen} />
      <main className="main" id="content" tabIndex={-1}>
        {stream === 'broken' ? <div className="banner" role="status">{t.shell.broken}</div> : null}
        {link && link.rolled_over_to !== null && page !== 'rollover' ? <Ahead link={link.name} year={link.rolled_over_to} /> : null}
        <LiveStrip link={link} hidden={page === 'runs' && route.path[2] === String(link?.running?.id)} />
        <InZoneOf link={link?.name ?? ''}><Answer of={links}>{(found) => <Place links={found.links} link={link} page={page} route={route} />}</Answer></InZoneOf>
      </main>
    </div>
  );
}

// An address without a page leads to the overview, and to LMS Settings while a link is being set up.
function useHome(link: LinkSummary | undefined, route: Route): void {
  const may = useMay();
  const home = link ? href([link.name, may && link.state === 'new' ? 'settings' : 'overview']) : '';
  const homeless = route.path.length === 0;
  useEffect(() => { if (homeless && home !== '') replace(home); }, [homeless, home]);
}

// The link of the address; "-" stands for pages that belong to none, and shows the first one's menu.
function present(links: LinkSummary[], route: Route): LinkSummary | undefined {
  return links.find((one) => one.name === route.path[0]) ?? links[0];
}

function Place({ links, link, page, route }: { links: LinkSummary[]; link: LinkSummary | undefined; page: string; route: Route }): ReactElement {
  const named = route.path[0];
  const unknown = named !== undefined && named !== '-' && !links.some((one) => one.name === named);
  if (unknown) return <NothingHere />;
  return <PageOf key={link?.name} link={link} page={page} rest={route.path.slice(2)} query={route.query} />;
}

// openSIS is in the next year already, and somebody has to turn this side.
function Ahead({ link, year }: { link: string; year: number }): ReactElement {
  const may = useMay();
  return <div className="banner" role="status">{t.rollover.ahead(year)} {may ? <a href={href([link, 'rollover'])}>{t.rollover.open}</a> : null}</div>;
}

function Menu({ link, page, open }: { link: LinkSummary | undefined; page: string; open: boolean }): ReactElement {
  const may = useMay();
  return (
    <nav id="menu" className={open ? 'nav open' : 'nav'} aria-label={t.shell.mainMenu}>
      <div className="groups">
        {menuFor(may, link !== undefined).map(({ title, entries }, at) => (
          <div key={title}>
            <p id={`menu-${at}`}>{title}</p>
            <ul aria-labelledby={`menu-${at}`}>{entries.map((one) => (
              <li key={one.page}>
                <a href={href([link?.name ?? '-', one.page])} aria-current={isPresent(one, page) ? 'page' : undefined}>
                  <Icon name={one.icon} />{one.title}
                  {one.page === 'overview' && link && link.refused > 0
                    ? <span className="mark bad tally">{link.refused}<span className="hidden-text"> {t.shell.needsAttention(link.refused)}</span></span> : null}
                </a>
              </li>))}</ul>
          </div>))}
      </div>
    </nav>
  );
}
