// SPDX-License-Identifier: GPL-3.0-or-later
// How everything that went wrong is told: what, about whom, why, and what to do.
import { Button, Loader } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { ApiError, problemFrom } from '../api/client';
import type { Problem } from '../api/types';
import { inConsole } from '../lib/words';
import { href } from '../router';
import { t } from '../texts';
import type { Tone } from './mark';

type Shown = Omit<Problem, 'record'> & { record?: string };

export function ProblemBox({ problem, tone = 'bad', children, loud = false }: {
  problem: Shown; tone?: Tone; children?: ReactNode; loud?: boolean;
}): ReactElement {
  return (
    <div className={`problem ${tone}`} role={loud ? 'alert' : undefined}>
      <strong>{problem.what}</strong>
      <dl>
        {problem.record ? <><dt>{t.errors.record}</dt><dd>{problem.record}</dd></> : null}
        {problem.why ? <><dt>{t.errors.why}</dt><dd>{problem.why}</dd></> : null}
        {problem.cure ? <><dt>{t.errors.cure}</dt><dd>{inConsole(problem.cure)}</dd></> : null}
      </dl>
      {children ? <div className="row" style={{ marginTop: '0.6rem' }}>{children}</div> : null}
      {problem.code ? <p className="code">{t.errors.code}: {problem.code}</p> : null}
    </div>
  );
}

export function ErrorBox({ error, again }: { error: unknown; again?: () => void }): ReactElement {
  const after = error instanceof ApiError ? error.retryAfter : null;
  return (
    <ProblemBox problem={problemFrom(error)} loud>
      {after !== null ? <span>{t.errors.retryIn(after)}</span> : null}
      {again ? <Button size="xs" variant="default" onClick={again}>{t.errors.tryAgain}</Button> : null}
    </ProblemBox>
  );
}

// Why and cure in one cell of a listing.
export function Why({ problem }: { problem: Shown | null | undefined }): ReactElement | null {
  if (!problem) return null;
  return <div className="why">{problem.why || problem.what}{problem.cure ? <small>{inConsole(problem.cure)}</small> : null}</div>;
}

// Why a link stands still, with the way to where a person decides.
export function WhyStopped({ link, problem }: { link: string; problem: Shown }): ReactElement {
  const page = /^guard\.(removals|.*removal)/.test(problem.code) ? 'plan' : /^(guard|moodle|net|db|opensis|config)\./.test(problem.code) ? 'settings' : null;
  return (
    <ProblemBox problem={problem}>
      {page === null ? null : <a href={href([link, page])}>{page === 'plan' ? t.plan.title : t.settings.title}</a>}
    </ProblemBox>
  );
}

type Asked<T> = { data: T | undefined; error: unknown; refetch: () => unknown };

// What was asked for, or that it is on its way, or why it did not come. Old data beats an error.
export function Answer<T>({ of, children }: { of: Asked<T>; children: (data: T) => ReactNode }): ReactElement {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error) return <ErrorBox error={of.error} again={() => void of.refetch()} />;
  return <div className="row dim" role="status"><Loader size="sm" aria-hidden="true" />{t.common.loading}</div>;
}
