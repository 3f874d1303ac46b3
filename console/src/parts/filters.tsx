// SPDX-License-Identifier: GPL-3.0-or-later
// The filters above a listing. A search waits until typing pauses.
import { Select, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Link } from '../api/types';
import { kinds } from '../api/types';
import { t } from '../texts';

const pause = 250;

export function SearchField({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }): ReactElement {
  const [text, setText] = useState(value);
  const timer = useRef(0);
  const told = useRef(value);
  useEffect(() => {
    // The filter was changed from elsewhere, such as by the browser's way back.
    if (value !== told.current) {
      told.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return (
    <TextInput type="search" label={label} value={text} maxLength={100} style={{ flex: '1 1 16rem' }}
      onChange={(event) => {
        const entered = event.currentTarget.value;
        setText(entered);
        window.clearTimeout(timer.current);
        timer.current = window.setTimeout(() => {
          told.current = entered.trim();
          onChange(entered.trim());
        }, pause);
      }} />
  );
}

export function Choice({ label, value, any, options, onChange }: {
  label: string; value: string; any: string; options: { value: string; label: string }[]; onChange: (value: string) => void;
}): ReactElement {
  return (
    <Select label={label} value={value === '' ? '-' : value} data={[{ value: '-', label: any }, ...options]} style={{ flex: '1 1 10rem', maxWidth: '24rem' }}
      onChange={(chosen) => onChange(chosen === null || chosen === '-' ? '' : chosen)} />
  );
}

export function SchoolChoice({ link, value, onChange }: { link: Link | undefined; value: string; onChange: (value: string) => void }): ReactElement | null {
  const schools = link?.schools ?? [];
  if (schools.length < 2) return null;
  return (
    <Choice label={t.common.school} any={t.plan.anySchool} value={value} onChange={onChange}
      options={schools.map((school) => ({ value: String(school.id), label: school.title }))} />
  );
}

export function KindChoice({ value, onChange }: { value: string; onChange: (value: string) => void }): ReactElement {
  return <Choice label={t.common.kindLabel} any={t.plan.anyKind} value={value} onChange={onChange} options={kinds.map((kind) => ({ value: kind, label: t.kind[kind] }))} />;
}
