// SPDX-License-Identifier: GPL-3.0-or-later
// A new link: its short name and its title; everything else is asked by LMS Settings.
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { ApiError, post } from '../../api/client';
import type { Link } from '../../api/types';
import { ErrorBox } from '../../parts/problem';
import { Page, Panel } from '../../parts/small';
import { go, href } from '../../router';
import { t } from '../../texts';

const pattern = /^[a-z0-9][a-z0-9-]{0,39}$/;

export function NewLink({ first }: { first: boolean }): ReactElement {
  const cache = useQueryClient();
  const [name, setName] = useState(first ? 'main' : '');
  const [title, setTitle] = useState('');
  const [tried, setTried] = useState(false);
  const make = useMutation({
    mutationFn: () => post<Link>('api/links', { name, title: title.trim() }),
    onSuccess: async (link) => {
      cache.setQueryData(['link', link.summary.name], link);
      await cache.invalidateQueries({ queryKey: ['links'] });
      go(href([link.summary.name, 'settings']));
    },
  });
  const refusedName = make.error instanceof ApiError && make.error.problem.record === 'name' ? make.error.problem.why : null;
  return (
    <Page title={first ? t.links.none : t.links.create} lead={t.links.noneText}>
      <Panel>
        <form className="stack narrow" noValidate onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (pattern.test(name)) make.mutate();
        }}>
          {make.error ? <ErrorBox error={make.error} /> : null}
          <TextInput label={t.links.titleField} description={t.links.titleHelp} maxLength={100} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
          <TextInput label={t.links.name} description={t.links.nameHelp} maxLength={40} value={name} spellCheck={false} autoCapitalize="none"
            error={refusedName ?? (tried && !pattern.test(name) ? t.links.nameHelp : null)} onChange={(event) => setName(event.currentTarget.value)} />
          <div><Button type="submit" loading={make.isPending}>{t.links.create}</Button></div>
        </form>
      </Panel>
    </Page>
  );
}
