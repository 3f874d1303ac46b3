// SPDX-License-Identifier: GPL-3.0-or-later
// What must be able to reach what, before anything is typed.
import type { ReactElement } from 'react';
import { useAbout } from '../../api/queries';
import { Icon } from '../../parts/icons';
import { t } from '../../texts';

export function InfoBar(): ReactElement {
  const about = useAbout();
  const info = t.settings.info;
  return (
    <section className="info" aria-label={info.title}>
      <h2>{info.title}</h2>
      <ul>
        <li><Icon name="moodle" /><div><strong>{info.reachMoodle}</strong><p>{info.reachMoodleText}</p></div></li>
        <li><Icon name="sections" /><div><strong>{info.reachDatabase}</strong><p>{info.reachDatabaseText}</p></div></li>
        <li><Icon name="sync" /><div><strong>{info.reachUs}</strong><p>{info.reachUsText}{about.data ? <> <code>{about.data.addresses.hints_moodle}</code></> : null}</p></div></li>
      </ul>
      <p>{info.hosted}</p>
    </section>
  );
}
