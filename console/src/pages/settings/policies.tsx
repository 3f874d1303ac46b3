// SPDX-License-Identifier: GPL-3.0-or-later
// Step 5: the policies, each with what it means in plain words; the brake and the schedule.
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Link, LinkPatch } from '../../api/types';
import { clock } from '../../lib/format';
import { ErrorBox } from '../../parts/problem';
import { tell } from '../../parts/tell';
import { t } from '../../texts';
import { useForm, usePatch } from './form';
import { LeavingPolicy, PeoplePolicy } from './policies_people';
import { CoursesPolicy, TakePartPolicy, TurnPolicy } from './policies_place';
import { GuardFields, ScheduleFields } from './schedule';

export function PoliciesStep({ link, onDone }: { link: Link; onDone: () => void }): ReactElement {
  const save = usePatch(link);
  const policy = useForm(link, 'policy', save.error);
  const guard = useForm(link, 'guard', save.error);
  const schedule = useForm(link, 'schedule', save.error);
  const window = [schedule.of('night_from'), schedule.of('night_to')].map(clock);
  const days = schedule.of('blackout');
  const wrong = window.includes('') || days.some((one) => one.from === '' || one.to === '' || one.to < one.from);

  const submit = (): void => {
    if (wrong) return;
    // The first policy is always said, so that from now on it is a decision and no longer the default.
    const settings: NonNullable<LinkPatch['settings']> = { policy: { ...policy.patch(), drop: policy.of('drop') } };
    if (guard.changed) settings.guard = guard.patch();
    if (schedule.changed) settings.schedule = schedule.patch();
    save.mutate({ settings }, {
      onSuccess: () => {
        for (const form of [policy, guard, schedule]) form.reset();
        tell(t.common.saved);
        onDone();
      },
    });
  };

  return (
    <form className="stack wide-gap" noValidate onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <TakePartPolicy form={policy} link={link} />
      <LeavingPolicy form={policy} />
      <CoursesPolicy form={policy} />
      <PeoplePolicy form={policy} />
      <TurnPolicy form={policy} guard={guard} />
      <GuardFields form={guard} />
      <ScheduleFields form={schedule} />
      {save.error ? <ErrorBox error={save.error} /> : null}
      <div className="row"><Button type="submit" loading={save.isPending} disabled={wrong}>{t.settings.confirm}</Button>
        {policy.changed || guard.changed || schedule.changed ? <span className="dim small" role="status">{t.settings.unsaved}</span> : null}</div>
    </form>
  );
}
