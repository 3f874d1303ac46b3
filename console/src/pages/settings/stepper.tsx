// SPDX-License-Identifier: GPL-3.0-or-later
// One step of LMS Settings: its number or its tick, its title, how it stands, and its body.
import type { ReactElement, ReactNode } from 'react';
import { useId } from 'react';
import { Icon } from '../../parts/icons';
import { t } from '../../texts';

export function Step({ at, of, title, summary, done, open, onToggle, children }: {
  at: number; of: number; title: string; summary: ReactNode; done: boolean; open: boolean; onToggle: () => void; children: ReactNode;
}): ReactElement {
  const body = useId();
  return (
    <section className="step">
      <h2>
        <button type="button" aria-expanded={open} aria-controls={body} onClick={onToggle}>
          <span className={`disc ${done ? 'good' : 'note'}`} aria-hidden="true">{done ? <Icon name="check" size={18} /> : at}</span>
          <span className="names"><span className="hidden-text">{t.settings.step(at, of)}: </span>{title}
            <span className="hidden-text"> ({done ? t.settings.done : t.settings.now})</span><small>{summary}</small></span>
          <span className={open ? 'turn open' : 'turn'}><Icon name="down" /></span>
        </button>
      </h2>
      <div className="step-body" id={body} hidden={!open}>{open ? children : null}</div>
    </section>
  );
}
