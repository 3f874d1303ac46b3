// SPDX-License-Identifier: GPL-3.0-or-later
// The card in the middle of the window for those who are not signed in yet.
import type { FormEvent, ReactElement, ReactNode } from 'react';
import { useEffect } from 'react';
import icon from '../../icon.svg';
import { t } from '../../texts';

export function DoorCard({ title, lead, onSubmit, children }: {
  title: string; lead?: string; onSubmit: () => void; children: ReactNode;
}): ReactElement {
  useEffect(() => { document.title = `${title} · ${t.product}`; }, [title]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className="panel stack" onSubmit={submit} noValidate>
      <div className="row"><img src={icon} width={40} height={40} alt="" /><div><strong>{t.product}</strong><div className="dim small">{t.tagline}</div></div></div>
      <div><h1>{title}</h1>{lead ? <p className="lead">{lead}</p> : null}</div>
      {children}
    </form>
  );
}
