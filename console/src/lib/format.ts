// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers, times and spans as people read them. Times are told in the school's zone: "today" at
// the school is what a secretary means, wherever the browser is.
import { t } from '../texts';

const whole = new Intl.NumberFormat(t.locale);
const tenth = new Intl.NumberFormat(t.locale, { maximumFractionDigits: 1 });

export function count(value: number): string {
  return whole.format(value);
}

// A row of the mapping is titled "House <- house".
export function arrowed(title: string): string {
  return title.replace(/ (<-|->) /, (_, sign) => (sign === '<-' ? ' ← ' : ' → '));
}

export function usableZone(zone: string): string | undefined {
  if (zone === '') return undefined;
  try {
    new Intl.DateTimeFormat(t.locale, { timeZone: zone });
    return zone;
  } catch {
    return undefined;
  }
}

export function time(seconds: number, zone = ''): string {
  return new Intl.DateTimeFormat(t.locale, {
    year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit',
    timeZone: usableZone(zone),
  }).format(seconds * 1000);
}

export function exactTime(seconds: number, zone = ''): string {
  return new Intl.DateTimeFormat(t.locale, {
    dateStyle: 'full', timeStyle: 'long', timeZone: usableZone(zone),
  }).format(seconds * 1000);
}

// A date without a time ("2026-11-23") is a day everywhere: no zone may move it.
export function day(text: string): string {
  return new Intl.DateTimeFormat(t.locale, { month: 'short', day: 'numeric', timeZone: 'UTC' })
    .format(Date.parse(`${text}T00:00:00Z`));
}

export function span(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return t.span.seconds(s);
  const minutes = Math.floor(s / 60);
  if (minutes < 60) return s % 60 === 0 || minutes >= 10 ? t.span.minutes(minutes) : t.span.minutesSeconds(minutes, s % 60);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? t.span.hours(hours) : t.span.hoursMinutes(hours, minutes % 60);
  return t.span.days(Math.floor(hours / 24));
}

export function ago(then: number, now: number): string {
  const passed = now - then;
  if (passed < 0) return t.span.within(span(-passed));
  if (passed < 10) return t.span.justNow;
  return t.span.ago(span(passed));
}

export function rate(perSecond: number): string {
  return t.span.rate(perSecond >= 10 ? whole.format(Math.round(perSecond)) : tenth.format(perSecond));
}

export function size(bytes: number): string {
  return bytes < 1_000_000 ? `${tenth.format(bytes / 1000)} kB` : `${tenth.format(bytes / 1e6)} MB`;
}

export function percent(part: number, whole_: number): number {
  if (whole_ <= 0) return 0;
  return Math.min(100, Math.max(0, (part / whole_) * 100));
}

// "22:30" and the like, or an empty text when it is none.
export function clock(text: string): string {
  const found = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (!found || Number(found[1]) > 23 || Number(found[2]) > 59) return '';
  return `${found[1]!.padStart(2, '0')}:${found[2]}`;
}

// Seconds of the beginning (or the end) of a day in a zone; for the filters of the audit.
export function dayInZone(text: string, zone: string, end = false): number | null {
  const at = Date.parse(`${text}T${end ? '23:59:59' : '00:00:00'}Z`);
  if (Number.isNaN(at)) return null;
  // The zone's offset is asked for twice: the first guess may stand on the other side of a change.
  let guess = at;
  for (let i = 0; i < 2; i += 1) guess = at - offset(guess, zone);
  return Math.floor(guess / 1000);
}

function offset(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: usableZone(zone), hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric',
    hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - Math.floor(at / 1000) * 1000;
}
