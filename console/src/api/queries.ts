// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages ask for, by name. The first part of a key says what it is and the second which
// link, so that events.ts can make the right ones old.
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { ApiError, get, linkPath, setToken } from './client';
import type { Query } from './client';
import type {
  About, Audit, IntakeDesk, IntakePreview, IntakeRows, IntakeRunRows, Link, Links, Matches, Operations, Overview, PersonDetail, Plan, Plans, PlanStandings,
  Records, Run, Runs, SectionDetail, Session, Setup, Steps, Users,
} from './types';

const stillMoving = 2000;

export const useSetup = (wanted: boolean): UseQueryResult<Setup> =>
  useQuery({ queryKey: ['setup'], queryFn: ({ signal }) => get<Setup>('api/setup', {}, signal), enabled: wanted });

// null: nobody is signed in.
async function session(signal: AbortSignal): Promise<Session | null> {
  try {
    const found = await get<Session>('api/session', {}, signal);
    setToken(found.csrf);
    return found;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export const useSession = (): UseQueryResult<Session | null> =>
  useQuery({ queryKey: ['session'], queryFn: ({ signal }) => session(signal), retry: false, staleTime: 60_000 });

export const useAbout = (): UseQueryResult<About> =>
  useQuery({ queryKey: ['about'], queryFn: ({ signal }) => get<About>('api/about', {}, signal), staleTime: Infinity });

export const useLinks = (): UseQueryResult<Links> =>
  // Events tell what moves; asking once a minute finds a stream that has died without a word.
  useQuery({ queryKey: ['links'], queryFn: ({ signal }) => get<Links>('api/links', {}, signal), refetchInterval: 60_000 });

export const useLink = (link: string): UseQueryResult<Link> =>
  useQuery({ queryKey: ['link', link], queryFn: ({ signal }) => get<Link>(linkPath(link), {}, signal), enabled: link !== '' });

// Every link as a whole, for the names of their schools; what has not come yet is left out.
export function useAllLinks(): Link[] {
  const links = useLinks().data?.links ?? [];
  return useQueries({
    queries: links.map(({ name }) => ({ queryKey: ['link', name], queryFn: () => get<Link>(linkPath(name)) })),
    combine: (all) => all.flatMap((one) => (one.data ? [one.data] : [])),
  });
}

export const useOverview = (link: string, days: number): UseQueryResult<Overview> =>
  useQuery({
    queryKey: ['overview', link, days],
    queryFn: ({ signal }) => get<Overview>(linkPath(link, 'overview'), { days }, signal),
    placeholderData: keepPreviousData,
  });

export const usePlans = (link: string): UseQueryResult<Plans> =>
  useQuery({ queryKey: ['plans', link], queryFn: ({ signal }) => get<Plans>(linkPath(link, 'plans'), {}, signal) });

export const usePlan = (link: string, plan: number | null): UseQueryResult<Plan> =>
  useQuery({
    queryKey: ['plan', link, plan],
    queryFn: ({ signal }) => get<Plan>(linkPath(link, 'plans', plan ?? 0), {}, signal),
    enabled: plan !== null,
    refetchInterval: (query) => (query.state.data?.state === 'making' ? stillMoving : false),
  });

export const useRun = (link: string, run: number | null): UseQueryResult<Run> =>
  useQuery({
    queryKey: ['run', link, run],
    queryFn: ({ signal }) => get<Run>(linkPath(link, 'runs', run ?? 0), {}, signal),
    enabled: run !== null,
    refetchInterval: (query) => (query.state.data?.state === 'running' ? stillMoving : false),
  });

// One page of a listing; while the next is being fetched, the present one stays on the screen.
function usePage<T>(key: unknown[], path: string, query: Query, again: number | false = false): UseQueryResult<T> {
  return useQuery({
    queryKey: [...key, query],
    queryFn: ({ signal }) => get<T>(path, query, signal),
    placeholderData: keepPreviousData,
    refetchInterval: again,
  });
}

export const useOperations = (link: string, plan: number, query: Query): UseQueryResult<Operations> =>
  usePage(['operations', link, plan], linkPath(link, 'plans', plan, 'operations'), query);
export const usePlanStandings = (link: string, plan: number, query: Query): UseQueryResult<PlanStandings> =>
  usePage(['standings', link, plan], linkPath(link, 'plans', plan, 'standings'), query);
export const useRuns = (link: string, query: Query): UseQueryResult<Runs> =>
  usePage(['runs', link], linkPath(link, 'runs'), query);
export const useSteps = (link: string, run: number, query: Query, running: boolean): UseQueryResult<Steps> =>
  usePage(['steps', link, run], linkPath(link, 'runs', run, 'steps'), query, running ? 3000 : false);
export const useRecords = (link: string, what: 'people' | 'sections', query: Query): UseQueryResult<Records> =>
  usePage([what, link], linkPath(link, what), query);
export const useMatches = (link: string, query: Query): UseQueryResult<Matches> =>
  usePage(['matches', link], linkPath(link, 'matches'), query);
export const useIntake = (link: string): UseQueryResult<IntakeDesk> =>
  useQuery({ queryKey: ['intake', link], queryFn: ({ signal }) => get<IntakeDesk>(linkPath(link, 'intake'), {}, signal) });
export const useIntakePreview = (link: string, preview: number): UseQueryResult<IntakePreview> =>
  useQuery({
    queryKey: ['intake-preview', link, preview],
    queryFn: ({ signal }) => get<IntakePreview>(linkPath(link, 'intake', 'previews', preview), {}, signal),
    refetchInterval: (query) => (query.state.data?.state === 'making' ? stillMoving / 2 : false),
  });
export const useIntakeRows = (link: string, preview: number, query: Query): UseQueryResult<IntakeRows> =>
  usePage(['intake-rows', link, preview], linkPath(link, 'intake', 'previews', preview, 'rows'), query);
export const useIntakeRunRows = (link: string, run: number, query: Query, running: boolean): UseQueryResult<IntakeRunRows> =>
  usePage(['intake-run', link, run], linkPath(link, 'intake', 'runs', run, 'rows'), query, running ? 3000 : false);
export const useAudit = (query: Query): UseQueryResult<Audit> => usePage(['audit'], 'api/audit', query);

export const usePerson = (link: string, key: string): UseQueryResult<PersonDetail> =>
  useQuery({ queryKey: ['person', link, key], queryFn: ({ signal }) => get<PersonDetail>(linkPath(link, 'people', key), {}, signal) });
export const useSection = (link: string, key: string): UseQueryResult<SectionDetail> =>
  useQuery({ queryKey: ['section', link, key], queryFn: ({ signal }) => get<SectionDetail>(linkPath(link, 'sections', key), {}, signal) });
export const useUsers = (wanted: boolean): UseQueryResult<Users> =>
  useQuery({ queryKey: ['users'], queryFn: ({ signal }) => get<Users>('api/users', {}, signal), enabled: wanted });
