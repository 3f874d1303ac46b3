// SPDX-License-Identifier: GPL-3.0-or-later
// CSV that Excel and LibreOffice open as text: quoted as RFC 4180 says, with a byte order mark, and
// with an apostrophe before what a spreadsheet would run as a formula (names come from outside).
export function cell(value: string | number | null | undefined): string {
  let text = value === null || value === undefined ? '' : String(value);
  if (typeof value === 'string' && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csv(head: string[], rows: (string | number | null | undefined)[][]): string {
  return `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  // The browser has taken it by the time that other work gets its turn.
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
