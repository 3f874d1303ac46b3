// SPDX-License-Identifier: GPL-3.0-or-later
// Calls back after a while in which nobody pointed at the box or had the focus in it: what a person
// is reading does not fold away under their eyes. The answer takes it back.
export function foldAfter(box: HTMLElement, milliseconds: number, fold: () => void): () => void {
  let timer = 0;
  const busy = (): boolean => box.matches(':hover') || box.contains(document.activeElement);
  const wait = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => (busy() ? wait() : fold()), milliseconds);
  };
  wait();
  return () => window.clearTimeout(timer);
}
