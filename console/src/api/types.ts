// SPDX-License-Identifier: GPL-3.0-or-later
// Short names for what docs/openapi.yaml describes (schema.d.ts is made from it: npm run types).
import type { components } from './schema';

type S = components['schemas'];

export type About = S['About'];
export type Audit = S['Audit'];
export type AuditEntry = Audit['entries'][number];
export type Blackout = S['Blackout'];
export type Connection = S['Connection'];
export type Counts = S['Counts'];
export type CountsByKind = Partial<Record<Kind, Counts>>;
export type Fate = S['Fate'];
export type Handed = S['Handed'];
export type HistoryStep = S['HistoryStep'];
export type FieldDesk = S['FieldDesk'];
export type FieldMapping = S['FieldMapping'];
export type FieldPreview = S['FieldPreview'];
export type FieldRun = S['FieldRun'];
export type FieldWish = S['FieldWish'];
export type FirstPasswords = S['FirstPasswords'];
export type IntakeCandidate = S['IntakeCandidate'];
export type IntakeCounts = S['IntakeCounts'];
export type IntakeDesk = S['IntakeDesk'];
export type IntakeFate = S['IntakeFate'];
export type IntakeKind = S['IntakeKind'];
export type IntakeNote = S['IntakeRunRows']['rows'][number];
export type IntakePreview = S['IntakePreview'];
export type IntakeRequest = S['IntakeRequest'];
export type IntakeRow = S['IntakeRow'];
export type IntakeRows = S['IntakeRows'];
export type IntakeRunRows = S['IntakeRunRows'];
export type IntakeSchool = S['IntakeSchool'];
export type Kind = S['Kind'];
export type Link = S['Link'];
export type LinkSettings = S['LinkSettings'];
export type LinkSummary = S['LinkSummary'];
export type Links = S['Links'];
export type Match = S['Matches']['matches'][number];
export type Matches = S['Matches'];
export type Rollover = S['Rollover'];
export type RolloverSchool = Rollover['schools'][number];
export type Turn = S['Turn'];
export type TurnSchool = S['TurnSchool'];
export type TurnRows = S['TurnRows'];
export type TurnRow = TurnRows['rows'][number];
export type TurnFate = TurnRow['fate'];
export type MatchDecision = S['MatchDecision'];
export type Membership = S['Membership'];
export type MoodleUser = S['MoodleUser'];
export type OpensisCheck = S['OpensisCheck'];
export type Operation = S['Operation'];
export type Operations = S['Operations'];
export type Overview = S['Overview'];
export type PersonDetail = S['PersonDetail'];
export type Plan = S['Plan'];
export type PlanStandings = S['PlanStandings'];
export type Plans = S['Plans'];
export type Problem = S['Problem'];
export type Progress = S['Progress'];
export type ProgressEvent = S['ProgressEvent'];
export type Records = S['Records'];
export type Rec = S['Record'];
export type Role = S['Role'];
export type Run = S['Run'];
export type RunStep = S['RunStep'];
export type Runs = S['Runs'];
export type Secret = S['Secret'];
export type SectionDetail = S['SectionDetail'];
export type Session = S['Session'];
export type Setup = S['Setup'];
export type StandingKind = S['StandingKind'];
export type Started = S['Started'];
export type Step = S['Step'];
export type Steps = S['Steps'];
export type Tick = S['Tick'];
export type User = S['User'];
export type Users = S['Users'];
export type Verb = S['Verb'];

export const verbs: Verb[] = ['create', 'adopt', 'update', 'suspend', 'restore', 'remove'];
export const kinds: Kind[] = [
  'school', 'subject', 'course', 'section', 'staff', 'student', 'teaches', 'learns', 'leads', 'attends', 'manages',
];

export const intakeKinds: IntakeKind[] = ['staff', 'students', 'courses', 'staff-schedule', 'student-schedule', 'history'];
export const intakeFates: IntakeFate[] = ['created', 'updated', 'linked', 'doubtful', 'refused', 'left_out', 'unchanged'];

// A part of the settings as PATCH takes it: a secret is a text there, null puts a field back.
type Patched<T> = { [K in keyof T]?: T[K] extends Secret ? string | null : T[K] | null };
export type SettingsPatch = { [K in keyof LinkSettings]?: Patched<LinkSettings[K]> };
export type LinkPatch = { title?: string; enabled?: boolean; settings?: SettingsPatch };
