// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of LMS Settings: which are done, and which are shown. A step appears when all before
// it are done; all are shown while synchronization is on, so that it can always be switched off.
import type { Link } from '../api/types';

export const stepNames = ['prepare', 'moodle', 'opensis', 'year', 'policies', 'enable'] as const;
export type StepName = (typeof stepNames)[number];

export function doneSteps(link: Pick<Link, 'summary' | 'settings' | 'sources'>, prepared: boolean): Record<StepName, boolean> {
  const { summary, settings, sources } = link;
  // A link that has run was set up by somebody, be it from the command line.
  const lived = summary.enabled || summary.last_run !== null;
  const chosen = (name: string): boolean => lived || (sources[name] ?? 'default') !== 'default';
  return {
    prepare: prepared || summary.connected || settings.moodle.url !== '',
    moodle: summary.connected,
    opensis: summary.opensis_ok,
    year: chosen('opensis.year'),
    policies: chosen('policy.drop'),
    enable: summary.enabled,
  };
}

// How many of the steps are shown, and the first that is still to do (null: none).
export function shownSteps(done: Record<StepName, boolean>, all: boolean): { shown: number; current: StepName | null } {
  const at = stepNames.findIndex((name) => !done[name]);
  const current = at < 0 ? null : stepNames[at]!;
  return { shown: all || at < 0 ? stepNames.length : at + 1, current };
}
