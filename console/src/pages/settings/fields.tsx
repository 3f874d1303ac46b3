// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of the settings' forms: each with its label, its help, where it comes from, and the
// server's objection beside it.
import { Button, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import type { LinkSettings, Secret } from '../../api/types';
import { t } from '../../texts';
import type { Form, SectionName } from './form';

type Named<N extends SectionName, V> = { [K in keyof LinkSettings[N]]: LinkSettings[N][K] extends V ? K : never }[keyof LinkSettings[N]];
type Common<N extends SectionName, K> = { form: Form<N>; name: K; label: string; help?: ReactNode; disabled?: boolean };

const helpOf = (help: ReactNode, source: string): ReactNode => (source === '' ? help : <>{help}{help ? ' ' : ''}{source}</>);

export function TextField<N extends SectionName, K extends Named<N, string>>({ form, name, label, help, disabled, list, check, type }: Common<N, K> & {
  list?: string; check?: (text: string) => string | null; type?: string;
}): ReactElement {
  const value = form.of(name) as string;
  return (
    <TextInput label={label} description={helpOf(help, form.source(name))} value={value} disabled={disabled} list={list} type={type} spellCheck={false} autoComplete="off"
      error={form.error(name) ?? check?.(value)} onChange={(event) => form.set(name, event.currentTarget.value as never)} />
  );
}

export function NumberField<N extends SectionName, K extends Named<N, number>>({ form, name, label, help, disabled, min = 0, max }: Common<N, K> & { min?: number; max?: number }): ReactElement {
  return (
    <NumberInput label={label} description={helpOf(help, form.source(name))} value={form.of(name) as number} min={min} max={max} disabled={disabled} hideControls allowDecimal={false}
      inputMode="numeric" error={form.error(name)} onChange={(value) => { if (typeof value === 'number') form.set(name, value as never); }} />
  );
}

// A secret is pasted once. What is kept is told as dots, and can be replaced or taken away.
export function SecretField<N extends SectionName, K extends Named<N, Secret>>({ form, name, label, help }: Common<N, K>): ReactElement {
  const saved = form.saved[name] as Secret;
  const edit = form.edits[name] as string | null | undefined;
  const keep = (): void => form.set(name, undefined as never);
  if (saved.set && edit === null) {
    return <Kept label={label}><span className="text-wait">{t.settings.moodle.willRemove}</span><Small onClick={keep} name={`${t.settings.moodle.keep}: ${label}`}>{t.settings.moodle.keep}</Small></Kept>;
  }
  // "Replace" begins an edit with an empty text, which changes nothing until something is pasted.
  if (saved.set && edit === undefined) {
    return (
      <Kept label={label} note={helpOf(undefined, form.source(name))}>
        <span className="mono">{saved.shown}</span><span className="dim small">{t.settings.moodle.shown}</span>
        <Small onClick={() => form.set(name, '' as never)} name={`${t.settings.moodle.replace}: ${label}`}>{t.settings.moodle.replace}</Small>
        <Small onClick={() => form.set(name, null as never)} name={`${t.settings.moodle.remove}: ${label}`}>{t.settings.moodle.remove}</Small>
      </Kept>
    );
  }
  return (
    <div className="stack tight">
      <PasswordInput label={label} description={help} value={edit ?? ''} autoComplete="off" data-1p-ignore spellCheck={false} autoFocus={saved.set}
        visibilityToggleButtonProps={{ 'aria-label': `${t.common.show}: ${label}`, tabIndex: 0 }}
        error={form.error(name)} onChange={(event) => form.set(name, event.currentTarget.value as never)} />
      {saved.set ? <div><Small onClick={keep} name={`${t.settings.moodle.keep}: ${label}`}>{t.settings.moodle.keep}</Small></div> : null}
    </div>
  );
}

function Kept({ label, note, children }: { label: string; note?: ReactNode; children: ReactNode }): ReactElement {
  return <div role="group" aria-label={label}><div className="field-label">{label}</div><div className="row kept">{children}</div>{note ? <div className="dim small">{note}</div> : null}</div>;
}

function Small({ onClick, name, children }: { onClick: () => void; name: string; children: ReactNode }): ReactElement {
  return <Button size="compact-xs" variant="default" aria-label={name} onClick={onClick}>{children}</Button>;
}

// A choice of a few, each with what it means in plain words.
export function Choices<V extends string>({ label, name, value, options, onChange, error }: {
  label: string; name: string; value: V; options: { value: V; title: string; text?: string }[]; onChange: (value: V) => void; error?: string | null;
}): ReactElement {
  return (
    <fieldset className="plain choices">
      <legend>{label}</legend>
      {options.map((one) => (
        <label key={one.value} className={one.value === value ? 'option on' : 'option'}>
          <input type="radio" name={name} value={one.value} checked={one.value === value} onChange={() => onChange(one.value)} />
          <span><strong>{one.title}</strong>{one.text ? <small>{one.text}</small> : null}</span>
        </label>
      ))}
      {error ? <p className="text-bad small">{error}</p> : null}
    </fieldset>
  );
}
