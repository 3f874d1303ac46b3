// SPDX-License-Identifier: GPL-3.0-or-later
// One function through which every call to the API goes. It adds the CSRF token to what changes
// something, and turns whatever goes wrong (no answer, no JSON, a refusal) into one ApiError that
// carries a Problem a person can read. It never throws anything else, but for a call that was
// taken back (AbortError).
import { t } from '../texts';
import type { Problem, Session } from './types';

export class ApiError extends Error {
  constructor(
    readonly problem: Problem,
    readonly status: number,
    readonly retryAfter: number | null = null,
  ) {
    super(problem.what);
    this.name = 'ApiError';
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Query = Record<string, string | number | boolean | null | undefined>;

let csrf = '';
let signedOut: () => void = () => {};

export function setToken(token: string): void {
  csrf = token;
}

// What to do when the server says that nobody is signed in.
export function onSignedOut(handler: () => void): void {
  signedOut = handler;
}

export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && typeof (body as Problem).what === 'string'
    && typeof (body as Problem).cure === 'string';
}

async function send(method: Method, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET' && csrf !== '') headers['X-CSRF-Token'] = csrf;
  try {
    return await fetch(path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: signal ?? null,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(t.errors.unreachable, 0);
  }
}

async function problemOf(response: Response): Promise<ApiError> {
  let problem: Problem = t.errors.unreadable(response.status);
  try {
    const body: unknown = await response.json();
    if (isProblem(body)) problem = { ...problem, ...body };
  } catch {
    // A proxy's HTML page, or nothing: the status is all there is to tell.
  }
  const after = Number(response.headers.get('Retry-After'));
  return new ApiError(problem, response.status, after > 0 ? after : null);
}

// Another tab that signed in anew has made our token old: ask for the new one.
async function renewToken(): Promise<boolean> {
  const response = await send('GET', 'api/session', undefined);
  if (!response.ok) return false;
  const session = (await response.json()) as Session;
  const changed = session.csrf !== csrf;
  csrf = session.csrf;
  return changed;
}

export async function call<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  let response = await send(method, path, body, signal);
  if (response.status === 403 && method !== 'GET') {
    const refused = await problemOf(response);
    if (!refused.problem.code.includes('csrf') || !(await renewToken())) throw refused;
    response = await send(method, path, body, signal);
  }
  if (!response.ok) {
    const error = await problemOf(response);
    const signingIn = path === 'api/session' && method === 'POST';
    if (response.status === 401 && !signingIn) signedOut();
    throw error;
  }
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    throw new ApiError(t.errors.unreadable(response.status), response.status);
  }
}

export const get = <T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> =>
  call<T>('GET', address(path, query), undefined, signal);
export const post = <T>(path: string, body?: unknown): Promise<T> => call<T>('POST', path, body);
export const put = <T>(path: string, body: unknown): Promise<T> => call<T>('PUT', path, body);
export const patch = <T>(path: string, body: unknown): Promise<T> => call<T>('PATCH', path, body);
export const del = <T>(path: string): Promise<T> => call<T>('DELETE', path);

export function linkPath(link: string, ...rest: (string | number)[]): string {
  return ['api/links', encodeURIComponent(link), ...rest.map((part) => encodeURIComponent(part))].join('/');
}

export function problemFrom(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  return { ...t.errors.internal, why: error instanceof Error ? error.message : String(error) };
}
