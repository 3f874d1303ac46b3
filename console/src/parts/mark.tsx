// SPDX-License-Identifier: GPL-3.0-or-later
// A state as a word with a shape and a colour: never by colour alone.
import type { ReactElement, ReactNode } from 'react';
import type { Fate, LinkSummary, Plan, Rec, Run, StandingKind, Step, Verb } from '../api/types';
import { t } from '../texts';
import type { IconName } from './icons';
import { Icon } from './icons';

export type Tone = 'good' | 'wait' | 'bad' | 'calm' | 'note';
const shape: Record<Tone, IconName> = { good: 'check', wait: 'clock', bad: 'bang', calm: 'dash', note: 'sync' };

export function Mark({ tone, icon, children }: { tone: Tone; icon?: IconName; children: ReactNode }): ReactElement {
  return <span className={`mark ${tone}`}><Icon name={icon ?? shape[tone]} size={14} />{children}</span>;
}

const standingTone: Record<StandingKind, Tone> = { synced: 'good', waiting: 'wait', refused: 'bad', left_out: 'calm' };
const runTone: Record<Run['state'], Tone> = {
  running: 'note', in_step: 'good', some_refused: 'wait', guarded: 'bad', incomplete: 'wait', failed: 'bad', interrupted: 'calm', died: 'bad',
};
const linkTone: Record<LinkSummary['state'], Tone> = { new: 'calm', ready: 'calm', idle: 'good', running: 'note', paused: 'wait', stopped: 'bad' };
const fateTone: Record<Fate, Tone> = { intended: 'wait', done: 'good', refused: 'bad', given_up: 'bad' };
const planTone: Record<Plan['state'], Tone> = { making: 'note', ready: 'good', failed: 'bad', applied: 'calm', outdated: 'wait' };
const stepTone: Record<Step['state'], Tone> = { ok: 'good', warning: 'wait', failed: 'bad', skipped: 'calm' };

export const StandingMark = ({ standing }: { standing: StandingKind }): ReactElement =>
  <Mark tone={standingTone[standing]}>{t.standing[standing]}</Mark>;
export const RunMark = ({ run }: { run: Run }): ReactElement => <Mark tone={runTone[run.state]}>{t.runState[run.state]}</Mark>;
export const LinkMark = ({ link }: { link: LinkSummary }): ReactElement => <Mark tone={linkTone[link.state]}>{t.linkState[link.state]}</Mark>;
export const FateMark = ({ fate }: { fate: Fate }): ReactElement => <Mark tone={fateTone[fate]}>{t.fate[fate]}</Mark>;
export const PlanMark = ({ plan }: { plan: Plan }): ReactElement => <Mark tone={planTone[plan.state]}>{t.plan.state[plan.state]}</Mark>;
export const StepMark = ({ step }: { step: Step }): ReactElement =>
  <span className={`text-${stepTone[step.state]}`}><Icon name={shape[stepTone[step.state]]} size={18} /><span className="hidden-text">{t.stepState[step.state]}: </span></span>;

// The list's column "Moodle synced": Yes or No, with the standing behind a No.
export function SyncedMark({ record }: { record: Rec }): ReactElement {
  return record.standing === 'synced'
    ? <Mark tone="good">{t.common.yes}</Mark>
    : <Mark tone={standingTone[record.standing]}>{t.common.no} · {t.standing[record.standing].toLowerCase()}</Mark>;
}

const verbTone: Record<Verb, Tone> = { create: 'good', adopt: 'good', update: 'note', suspend: 'wait', restore: 'good', remove: 'bad' };
const verbShape: Record<Verb, IconName> = { create: 'plus', adopt: 'matches', update: 'pen', suspend: 'pause', restore: 'sync', remove: 'cross' };
export const VerbMark = ({ verb }: { verb: Verb }): ReactElement =>
  <Mark tone={verbTone[verb]} icon={verbShape[verb]}>{t.verb[verb]}</Mark>;
