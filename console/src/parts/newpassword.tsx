// SPDX-License-Identifier: GPL-3.0-or-later
// A new password, typed twice. The same rule as the server's: twelve characters at least.
import { PasswordInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { t } from '../texts';

const shortest = 12;
export type Twice = { one: string; two: string };
export const noPassword: Twice = { one: '', two: '' };

// Characters as the server counts them: an emoji is one.
const length = (text: string): number => [...text].length;
export const goodPassword = (value: Twice): boolean => length(value.one) >= shortest && value.one === value.two;

export function NewPassword({ label, help, value, tried, onChange }: {
  label: string; help?: string; value: Twice; tried: boolean; onChange: (value: Twice) => void;
}): ReactElement {
  const missing = shortest - length(value.one);
  const eye = { 'aria-label': t.common.showPassword, tabIndex: 0 };
  return (
    <>
      <PasswordInput label={label} description={help} autoComplete="new-password" value={value.one} visibilityToggleButtonProps={eye}
        error={tried && missing > 0 ? t.setup.short(missing) : null} onChange={(event) => onChange({ ...value, one: event.currentTarget.value })} />
      <PasswordInput label={t.setup.repeat} autoComplete="new-password" value={value.two} visibilityToggleButtonProps={eye}
        error={tried && value.one !== value.two ? t.setup.differ : null} onChange={(event) => onChange({ ...value, two: event.currentTarget.value })} />
    </>
  );
}
