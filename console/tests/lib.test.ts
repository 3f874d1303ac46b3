// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { collect } from '../src/lib/collect';
import { cell, csv } from '../src/lib/csv';
import { ago, arrowed, clock, day, dayInZone, percent, rate, size, span, time, usableZone } from '../src/lib/format';
import { makeKey } from '../src/lib/key';
import { back, cursorOf, first, forward, pageOf } from '../src/lib/pages';
import { sameText } from '../src/lib/same';
import { stacked } from '../src/lib/stack';
import { schoolsOf, takesPart, withTakePart } from '../src/lib/takepart';

describe('csv', () => {
  it('quotes what must be quoted', () => {
    expect(cell('plain')).toBe('plain');
    expect(cell('a,b')).toBe('"a,b"');
    expect(cell('say "no"')).toBe('"say ""no"""');
    expect(cell('two\nlines')).toBe('"two\nlines"');
    expect(cell(null)).toBe('');
    expect(cell(-3)).toBe('-3');
  });
  it('keeps a spreadsheet from running a name', () => {
    for (const name of ['=1+1', '+1', '-1', '@SUM(A1)', '\tx']) expect(cell(name).replace(/^"/, '').startsWith("'")).toBe(true);
  });
  it('ends every line and begins with the mark', () => {
    expect(csv(['a', 'b'], [['x', 1], ['', null]])).toBe('\uFEFFa,b\r\nx,1\r\n,\r\n');
  });
});

describe('format', () => {
  it('draws the arrow of a mapped row, and of no text beside it', () => {
    expect(arrowed('House <- house (a -> b)')).toBe('House ← house (a -> b)');
    expect(arrowed('Born -> born')).toBe('Born → born');
    expect(arrowed('a<-b')).toBe('a<-b');
  });
  it('tells spans in two parts at most', () => {
    expect(span(0)).toBe('0 s');
    expect(span(59.6)).toBe('1 min');
    expect(span(61)).toBe('1 min 1 s');
    expect(span(600)).toBe('10 min');
    expect(span(3600)).toBe('1 h');
    expect(span(3660)).toBe('1 h 1 min');
    expect(span(-5)).toBe('0 s');
    expect(span(3 * 86_400)).toBe('3 days');
  });
  it('tells past and future', () => {
    expect(ago(100, 105)).toBe('just now');
    expect(ago(100, 160)).toBe('1 min ago');
    expect(ago(160, 100)).toBe('in 1 min');
  });
  it('tells the time of the school, in winter and summer', () => {
    expect(time(Date.UTC(2026, 0, 15, 12) / 1000, 'Europe/Vienna')).toContain('13:00');
    expect(time(Date.UTC(2026, 6, 15, 12) / 1000, 'Europe/Vienna')).toContain('14:00');
    expect(time(Date.UTC(2026, 6, 15, 12) / 1000, 'America/New_York')).toContain('08:00');
  });
  it('does not stumble over an unknown zone', () => {
    expect(usableZone('Middle/Earth')).toBeUndefined();
    expect(() => time(0, 'Middle/Earth')).not.toThrow();
  });
  it('knows where a day of the school begins and ends', () => {
    expect(dayInZone('2026-11-23', 'Europe/Vienna')).toBe(Date.UTC(2026, 10, 22, 23) / 1000);
    expect(dayInZone('2026-11-23', 'Europe/Vienna', true)).toBe(Date.UTC(2026, 10, 23, 22, 59, 59) / 1000);
    // The clocks go forward on this day: it has 23 hours.
    const spring = dayInZone('2026-03-29', 'Europe/Vienna', true)! - dayInZone('2026-03-29', 'Europe/Vienna')!;
    expect(spring).toBe(23 * 3600 - 1);
    expect(dayInZone('nonsense', 'Europe/Vienna')).toBeNull();
  });
  it('leaves a day where it is', () => {
    expect(day('2026-11-23')).toBe('23 Nov');
  });
  it('reads clock times', () => {
    expect(clock('7:05')).toBe('07:05');
    expect(clock('22:30')).toBe('22:30');
    for (const wrong of ['24:00', '12:60', '', 'noon', '1230']) expect(clock(wrong)).toBe('');
  });
  it('tells sizes, rates and parts', () => {
    expect(size(84_213)).toBe('84.2 kB');
    expect(size(2_500_000)).toBe('2.5 MB');
    expect(rate(212.4)).toBe('212/s');
    expect(rate(0.25)).toBe('0.3/s');
    expect(percent(5, 0)).toBe(0);
    expect(percent(7, 5)).toBe(100);
  });
});

describe('pages', () => {
  it('goes forward and finds the way back', () => {
    let at = first;
    at = forward(at, 'a');
    at = forward(at, 'b');
    expect([cursorOf(at), pageOf(at)]).toEqual(['b', 3]);
    at = back(at);
    expect([cursorOf(at), pageOf(at)]).toEqual(['a', 2]);
    at = back(back(at));
    expect([cursorOf(at), pageOf(at)]).toEqual([null, 1]);
    expect(forward(at, null)).toBe(at);
  });
});

describe('collect', () => {
  it('takes all pages, and tells how far it is', async () => {
    const told: number[] = [];
    const all = await collect(async (cursor) => (cursor === null ? { rows: [1, 2], next: 'x' } : { rows: [3], next: null }), (sofar) => told.push(sofar));
    expect(all).toEqual([1, 2, 3]);
    expect(told).toEqual([2, 3]);
  });
  it('does not run in a circle', async () => {
    await expect(collect(async () => ({ rows: [1], next: 'x' }), () => {})).rejects.toThrow();
  });
});

describe('who takes part', () => {
  const link = (take_part: { school: number; default: 'all' | 'ticked' | 'none' }[]) => ({ settings: { policy: { take_part } } });
  it('is said by the switch, else by the school', () => {
    expect(takesPart({ tick: 'default', school: 1 }, link([]))).toBe(true);
    expect(takesPart({ tick: 'default', school: 1 }, link([{ school: 1, default: 'ticked' }]))).toBe(false);
    expect(takesPart({ tick: 'yes', school: 1 }, link([{ school: 1, default: 'ticked' }]))).toBe(true);
    expect(takesPart({ tick: 'no', school: 1 }, link([]))).toBe(false);
    expect(takesPart({ tick: 'default', school: 1 }, undefined)).toBe(true);
  });
  it('keeps the list short', () => {
    expect(withTakePart([], 2, 'none')).toEqual([{ school: 2, default: 'none' }]);
    expect(withTakePart([{ school: 2, default: 'none' }], 2, 'all')).toEqual([]);
    expect(withTakePart([{ school: 2, default: 'none' }], 1, 'ticked').map((one) => one.school)).toEqual([1, 2]);
  });
  it('is asked of the schools that the link works on', () => {
    const schools = [{ id: 1, title: 'One' }, { id: 2, title: 'Two' }];
    const of = (chosen: number[]) => schoolsOf({ schools, settings: { opensis: { schools: chosen } } } as never).map((one) => one.id);
    expect(of([])).toEqual([1, 2]);
    expect(of([2])).toEqual([2]);
  });
});

it('compares names as people do', () => {
  expect(sameText('José  Müller', 'jose muller')).toBe(true);
  expect(sameText('', '')).toBe(false);
  expect(sameText('Ada', 'Adam')).toBe(false);
});

it('stacks numbers', () => {
  expect(stacked([[1, 2], [3, 4], [0, 1]])).toEqual([[1, 2], [4, 6], [4, 7]]);
});

it('makes another key every time', () => {
  expect(makeKey()).toMatch(/^[0-9a-f]{64}$/);
  expect(makeKey()).not.toBe(makeKey());
});
