// SPDX-License-Identifier: GPL-3.0-or-later
// LMS Settings: from nothing to a link that runs by itself, one step after the other.
import type { ReactElement, ReactNode } from 'react';
import { useCallback, useState } from 'react';
import { useLink } from '../../api/queries';
import type { Link } from '../../api/types';
import type { PageProps } from '../../app/pages';
import { count } from '../../lib/format';
import { doneSteps, shownSteps, stepNames } from '../../lib/steps';
import type { StepName } from '../../lib/steps';
import { Answer } from '../../parts/problem';
import { Page } from '../../parts/small';
import { t } from '../../texts';
import { AddonSettings } from './addon';
import { EnableStep } from './enable';
import { GradesSettings } from './grades';
import { InfoBar } from './info';
import { MoodleStep } from './moodle';
import { OpensisStep } from './opensis';
import { PoliciesStep } from './policies';
import { PrepareStep } from './prepare';
import { Step } from './stepper';
import { TitleField } from './title';
import { YearStep } from './year';

export function SettingsPage({ link }: PageProps): ReactElement {
  const whole = useLink(link.name);
  return (
    <Page title={t.settings.title}>
      <InfoBar />
      <Answer of={whole}>{(found) => <Steps link={found} />}</Answer>
    </Page>
  );
}

// "Moodle is prepared" is a person's word, and nothing the server could check; the browser keeps it.
function usePrepared(name: string): [boolean, () => void] {
  const key = `causeway.prepared.${name}`;
  const [prepared, setPrepared] = useState(() => window.localStorage.getItem(key) === 'yes');
  return [prepared, () => {
    window.localStorage.setItem(key, 'yes');
    setPrepared(true);
  }];
}

function Steps({ link }: { link: Link }): ReactElement {
  const [prepared, prepare] = usePrepared(link.summary.name);
  const done = doneSteps(link, prepared);
  const { shown, current } = shownSteps(done, link.summary.enabled);
  // What a person opened or closed by hand; else the step that is to be done is open.
  const [opened, setOpened] = useState<Partial<Record<StepName, boolean>>>({});
  const isOpen = (name: StepName): boolean => opened[name] ?? (name === current || (name === 'enable' && current === null));
  const set = (name: StepName, open: boolean | undefined): void => setOpened((old) => ({ ...old, [name]: open }));
  // A step that is confirmed closes, and the next one opens by itself.
  const finished = useCallback((name: StepName) => setOpened((old) => ({ ...old, [name]: undefined })), []);

  const bodies: Record<StepName, ReactNode> = {
    prepare: <PrepareStep onDone={() => { prepare(); finished('prepare'); }} />,
    moodle: <MoodleStep link={link} onBegin={() => set('moodle', true)} />,
    opensis: <OpensisStep link={link} onBegin={() => set('opensis', true)} />,
    year: <YearStep link={link} onDone={() => finished('year')} />,
    policies: <PoliciesStep link={link} onDone={() => finished('policies')} />,
    enable: <EnableStep link={link} />,
  };
  return (
    <div className="stack">
      {stepNames.slice(0, shown).map((name, index) => (
        <Step key={name} at={index + 1} of={stepNames.length} title={titles[name]} summary={summaryOf(name, link, done[name])} done={done[name]} open={isOpen(name)} onToggle={() => set(name, !isOpen(name))}>
          {bodies[name]}
        </Step>
      ))}
      {shown < stepNames.length && current ? <p className="later">{t.settings.laterSteps(stepNames.length - shown, until[current])}</p> : null}
      {shown === stepNames.length ? <AddonSettings link={link} /> : null}
      {shown === stepNames.length ? <GradesSettings link={link} /> : null}
      <TitleField link={link} />
    </div>
  );
}

const titles: Record<StepName, string> = {
  prepare: t.settings.prepare.title, moodle: t.settings.moodle.title, opensis: t.settings.opensis.title,
  year: t.settings.year.title, policies: t.settings.policies.title, enable: t.settings.enable.title,
};

const until: Record<StepName, string> = {
  prepare: t.settings.laterPrepare, moodle: t.settings.laterMoodle, opensis: t.settings.laterOpensis,
  year: t.settings.laterYear, policies: t.settings.laterPolicies, enable: '',
};

function summaryOf(name: StepName, link: Link, done: boolean): string {
  const { summary, settings, connection, opensis } = link;
  switch (name) {
    case 'prepare':
      if (!done) return t.settings.prepare.todo;
      return connection?.usable && !connection.plugins.web_services.installed ? t.settings.prepare.without : t.settings.prepare.summary;
    case 'moodle':
      if (done) return [t.settings.moodle.connected(summary.site), connection ? `Moodle ${connection.moodle_release}` : ''].filter((text) => text !== '').join(' · ');
      return settings.moodle.url === '' ? t.settings.moodle.notYet : t.settings.moodle.notConnected;
    case 'opensis':
      if (done) return t.settings.opensis.ok(opensis?.schools.length ?? link.schools.length);
      return opensis === null ? t.settings.opensis.notYet : t.settings.opensis.notOk;
    case 'year': {
      const year = settings.opensis.year === 0 ? t.settings.year.summaryCurrent : t.settings.year.summaryYear(settings.opensis.year);
      return `${year} · ${t.settings.year.summarySchools(settings.opensis.schools.length)}`;
    }
    case 'policies':
      return done ? [t.settings.policies.dropOption[settings.policy.drop]![0], t.settings.policies.guardShort(settings.guard.percent, count(settings.guard.records))].join(' · ') : t.settings.policies.summary;
    case 'enable':
      return done ? t.settings.enable.on : t.settings.enable.off;
  }
}
