// SPDX-License-Identifier: GPL-3.0-or-later
// Step 1: the plugins to download, and what to do with them in Moodle.
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useAbout } from '../../api/queries';
import type { About } from '../../api/types';
import { size } from '../../lib/format';
import { Icon } from '../../parts/icons';
import { Answer } from '../../parts/problem';
import { Snippet } from '../../parts/small';
import { t } from '../../texts';

const command = 'sudo -u www-data php local/opensis/cli/setup.php';

// An address of this origin is used below whatever path the console stands.
const own = (url: string): string => url.replace(/^\/(?!\/)/, './');

export function PrepareStep({ onDone }: { onDone: () => void }): ReactElement {
  const about = useAbout();
  const prepare = t.settings.prepare;
  return (
    <>
      <h3>{prepare.downloads}</h3>
      <Answer of={about}>{(found) => <div className="tiles">{found.plugins.map((one) => <Plugin key={one.file} plugin={one} />)}</div>}</Answer>
      <h3>{prepare.stepsTitle}</h3>
      <ol className="plain-list">{prepare.steps.map((text) => <li key={text}>{text}</li>)}</ol>
      <div><p className="dim small">{prepare.cli}</p><Snippet text={command} label={prepare.cli} /></div>
      <p className="dim small">{prepare.byHand}</p>
      <div><Button onClick={onDone}>{prepare.continue}</Button></div>
    </>
  );
}

function Plugin({ plugin }: { plugin: About['plugins'][number] }): ReactElement {
  return (
    <div className="card">
      <div><strong>{plugin.file}</strong><p className="dim small">{t.settings.prepare.plugin[plugin.component] ?? plugin.component}</p></div>
      <div className="dim small">{t.settings.prepare.release(plugin.release, size(plugin.size))}<br />{t.settings.prepare.checksum} <span className="mono checksum">{plugin.sha256}</span></div>
      <div className="push"><Button component="a" href={own(plugin.url)} download size="xs" variant="light" leftSection={<Icon name="download" size={16} />}
        aria-label={t.settings.prepare.download(plugin.file)}>{t.common.download}</Button></div>
    </div>
  );
}
