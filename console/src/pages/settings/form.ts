// SPDX-License-Identifier: GPL-3.0-or-later
// One section of the settings as a form: what was typed over what is saved, the PATCH, and which
// field an objection is about.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, linkPath, patch } from '../../api/client';
import type { Link, LinkPatch, LinkSettings } from '../../api/types';
import { changes, foreignSource } from '../../lib/settings';
import type { Edits } from '../../lib/settings';
import { inConsole } from '../../lib/words';
import { t } from '../../texts';

export type SectionName = keyof LinkSettings;

export function usePatch(link: Link, then?: (link: Link) => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: LinkPatch) => patch<Link>(linkPath(link.summary.name), body),
    onSuccess: (answer) => {
      cache.setQueryData(['link', link.summary.name], answer);
      void cache.invalidateQueries({ queryKey: ['links'] });
      then?.(answer);
    },
  });
}

export type Form<N extends SectionName> = {
  saved: LinkSettings[N];
  edits: Edits<LinkSettings[N]>;
  // The value as it is on the screen; not for secrets.
  of: <K extends keyof LinkSettings[N]>(name: K) => LinkSettings[N][K];
  set: <K extends keyof LinkSettings[N]>(name: K, value: Edits<LinkSettings[N]>[K]) => void;
  changed: boolean;
  patch: () => object;
  reset: () => void;
  error: (name: keyof LinkSettings[N]) => string | null;
  source: (name: keyof LinkSettings[N]) => string;
};

// `suggested`: what stands in the fields at first, to be saved with the rest.
export function useForm<N extends SectionName>(link: Link, section: N, refused: unknown, suggested: Edits<LinkSettings[N]> = {}): Form<N> {
  const saved = link.settings[section];
  const [edits, setEdits] = useState<Edits<LinkSettings[N]>>(suggested);
  const wanted = changes<LinkSettings[N]>(saved, edits);
  const problem = refused instanceof ApiError ? refused.problem : null;
  return {
    saved,
    edits,
    of: (name) => (edits[name] === undefined ? saved[name] : edits[name] as LinkSettings[N][typeof name]),
    set: (name, value) => setEdits((old) => ({ ...old, [name]: value })),
    changed: Object.keys(wanted).length > 0,
    patch: () => wanted,
    reset: () => setEdits({}),
    error: (name) => (problem?.record === `${section}.${String(name)}` ? `${problem.why} ${inConsole(problem.cure)}`.trim() : null),
    source: (name) => {
      const from = foreignSource(link.sources, `${section}.${String(name)}`);
      return from === '' ? '' : t.settings.fromFile(from);
    },
  };
}
