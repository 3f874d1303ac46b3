// SPDX-License-Identifier: GPL-3.0-or-later
import { Button, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useState } from 'react';
import type { Link } from '../../api/types';
import { ErrorBox } from '../../parts/problem';
import { tell } from '../../parts/tell';
import { t } from '../../texts';
import { usePatch } from './form';

export function TitleField({ link }: { link: Link }): ReactElement {
  const [title, setTitle] = useState(link.summary.title);
  const save = usePatch(link, () => tell(t.common.saved));
  return (
    <form className="row bottom title-form" noValidate onSubmit={(event) => { event.preventDefault(); save.mutate({ title: title.trim() }); }}>
      <TextInput className="grow" label={t.settings.sharedTitle} value={title} maxLength={100} onChange={(event) => setTitle(event.currentTarget.value)} />
      <Button type="submit" variant="default" disabled={title.trim() === link.summary.title} loading={save.isPending}>{t.common.save}</Button>
      {save.error ? <ErrorBox error={save.error} /> : null}
    </form>
  );
}
