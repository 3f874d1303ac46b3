// SPDX-License-Identifier: GPL-3.0-or-later
// The browser's own dialog: it keeps the focus inside, closes with Escape, and needs no styles
// made at run time.
import { Button } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useEffect, useId, useRef } from 'react';
import { t } from '../texts';

export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }): ReactElement {
  const own = useRef<HTMLDialogElement>(null);
  const name = useId();
  useEffect(() => {
    const dialog = own.current;
    if (dialog && !dialog.open) dialog.showModal();
  }, []);
  return (
    <dialog className="ask" ref={own} aria-labelledby={name} onClose={onClose} onCancel={onClose}>
      <div className="stack"><h2 id={name}>{title}</h2>{children}</div>
    </dialog>
  );
}

export function Ask({ title, text, yes, danger = false, busy = false, onYes, onClose }: {
  title: string; text: string; yes: string; danger?: boolean; busy?: boolean; onYes: () => void; onClose: () => void;
}): ReactElement {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <div className="row end">
        <Button variant="default" onClick={onClose} data-autofocus>{t.common.cancel}</Button>
        <Button color={danger ? 'red' : 'blue'} loading={busy} onClick={onYes}>{yes}</Button>
      </div>
    </Dialog>
  );
}
