// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages about grades ask for. A teacher hears no events, so what goes on is asked about.
import type { UseQueryResult } from '@tanstack/react-query';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { get, linkPath } from './client';
import type { Query } from './client';
import type { components } from './schema';
import type { Run, Started } from './types';

type S = components['schemas'];
export type Grades = S['Grades'];
export type GradesSection = S['GradesSection'];
export type GradesState = S['GradesState'];
export type Gradebook = S['Gradebook'];
export type GradeCell = Gradebook['grades'][number];
export type GradeDifference = S['GradeDifference'];
export type GradeDifferences = S['GradeDifferences'];
export type GradeOption = S['GradeOption'];
export type GradePlan = S['GradePlan'];
export type GradesRun = S['GradesRun'];
export type GradeStep = S['GradeSteps']['steps'][number];
export type GradesWhy = S['GradesWhy'];

const going = 1500;
const resting = 60_000;
type WithState = { state: GradesState };
const pace = (query: { state: { data?: WithState | undefined } }): number => (query.state.data?.state.running ? going : resting);

export const useGrades = (link: string, query: Query): UseQueryResult<Grades> =>
  useQuery({ queryKey: ['grades', link, 'sections', query], queryFn: ({ signal }) => get<Grades>(linkPath(link, 'grades'), query, signal), placeholderData: keepPreviousData, refetchInterval: pace });
export const useGradebook = (link: string, section: string): UseQueryResult<Gradebook> =>
  useQuery({ queryKey: ['grades', link, section], queryFn: ({ signal }) => get<Gradebook>(linkPath(link, 'grades', section), {}, signal), refetchInterval: pace });
export const useDifferences = (link: string, query: Query): UseQueryResult<GradeDifferences> =>
  useQuery({ queryKey: ['grades', link, 'differences', query], queryFn: ({ signal }) => get<GradeDifferences>(linkPath(link, 'grades', 'differences'), query, signal), placeholderData: keepPreviousData, refetchInterval: pace });
export const useWhy = (link: string, section: string, student: string): UseQueryResult<GradesWhy> =>
  useQuery({ queryKey: ['grades', link, section, 'why', student], queryFn: ({ signal }) => get<GradesWhy>(linkPath(link, 'grades', section, 'why', student), {}, signal) });
export const useGradeSteps = (link: string, run: number, query: Query): UseQueryResult<S['GradeSteps']> =>
  useQuery({ queryKey: ['steps', link, run, query], queryFn: ({ signal }) => get<S['GradeSteps']>(linkPath(link, 'grades', 'runs', run, 'steps'), query, signal), placeholderData: keepPreviousData });

// Watches a run that this person began. `run` is what is known of it; at its end everything about
// grades is asked for anew.
export function useFollowed(link: string): { follow: (started: Started) => void; run: Run | undefined; waiting: boolean } {
  const cache = useQueryClient();
  const [number, setNumber] = useState<number | null>(null);
  const [waiting, setWaiting] = useState(false);
  const found = useQuery({
    queryKey: ['grades-run', link, number],
    queryFn: ({ signal }) => get<Run>(linkPath(link, 'grades', 'runs', number ?? 0), {}, signal),
    enabled: number !== null,
    refetchInterval: (query) => (query.state.data?.ended ? false : going),
  });
  const ended = found.data?.ended ?? null;
  useEffect(() => {
    if (ended !== null) void cache.invalidateQueries({ queryKey: ['grades', link] });
  }, [ended, cache, link]);
  return {
    run: found.data,
    waiting: waiting || (number !== null && ended === null),
    follow: (started) => {
      setNumber(started.run);
      // One that waits its turn has no number yet: the page asks about what goes on.
      setWaiting(started.run === null);
      if (started.run === null) window.setTimeout(() => setWaiting(false), 5000);
      void cache.invalidateQueries({ queryKey: ['grades', link] });
    },
  };
}
