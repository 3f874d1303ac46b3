// SPDX-License-Identifier: GPL-3.0-or-later
// Doubtful matches: openSIS's person beside the Moodle accounts that may be theirs. Linking asks
// once more, because it hands the account's names over to openSIS.
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { linkPath, post } from '../../api/client';
import { useLink, useMatches } from '../../api/queries';
import type { Match, MatchDecision, MoodleUser, Rec } from '../../api/types';
import type { PageProps } from '../../app/pages';
import { useMay } from '../../app/session';
import { inConsole } from '../../lib/words';
import { sameText } from '../../lib/same';
import { Ask } from '../../parts/ask';
import { Icon } from '../../parts/icons';
import { Pager, usePages } from '../../parts/listing';
import { Mark } from '../../parts/mark';
import { Answer, ErrorBox } from '../../parts/problem';
import { Outside, Page, Panel, schoolName } from '../../parts/small';
import { tell } from '../../parts/tell';
import { href } from '../../router';
import { t } from '../../texts';

const fields = ['first_name', 'last_name', 'email', 'username'] as const;
const perPage = 10;

export function MatchesPage({ link }: PageProps): ReactElement {
  const pages = usePages(`matches ${link.name}`);
  const found = useMatches(link.name, { cursor: pages.cursor, limit: perPage });
  return (
    <Page title={t.matches.title} lead={t.matches.lead}>
      <Answer of={found}>{(list) => (
        <>
          {list.matches.length === 0 ? <Panel><p className="row"><Mark tone="good">{t.matches.none}</Mark></p></Panel> : null}
          {list.matches.map((one) => <MatchPanel key={one.key} link={link.name} match={one} />)}
          <Pager pages={pages} shown={list.matches.length} next={list.next_cursor} size={perPage} />
        </>
      )}</Answer>
    </Page>
  );
}

function MatchPanel({ link, match }: { link: string; match: Match }): ReactElement {
  const may = useMay();
  const cache = useQueryClient();
  const whole = useLink(link);
  const [chosen, setChosen] = useState<MoodleUser | null>(null);
  const decide = useMutation({
    mutationFn: (decision: MatchDecision) => post<Rec>(linkPath(link, 'matches', match.key), decision),
    onSuccess: (_record, { decision }) => {
      tell(decision === 'link' ? t.matches.linked(match.title) : decision === 'create' ? t.matches.created(match.title) : t.matches.leftOut(match.title));
      for (const key of ['matches', 'people', 'overview']) void cache.invalidateQueries({ queryKey: [key, link] });
    },
    onSettled: () => setChosen(null),
  });
  return (
    <Panel title={match.title} aside={<span className="dim">{t.matches.candidates(match.candidates.length)}</span>}>
      <p>{match.problem.why} <span className="dim">{inConsole(match.problem.cure)}</span></p>
      {decide.error ? <ErrorBox error={decide.error} /> : null}
      <div className="pair">
        <div className="card ours">
          <h3>{t.matches.opensis}</h3>
          <dl className="facts tight">
            {fields.map((field) => <Fact key={field} name={t.matches[field]} value={match.ours[field]} />)}
            <Fact name={t.records.key} value={match.key} /><Fact name={t.common.school} value={schoolName(whole.data, match.school)} />
          </dl>
          <div className="row push">
            <a href={href([link, 'people', match.key])}>{t.common.details}</a>
            {may ? (
              <>
                <Button size="xs" variant="default" disabled={decide.isPending} onClick={() => decide.mutate({ decision: 'create' })}>{t.matches.create}</Button>
                <Button size="xs" variant="default" disabled={decide.isPending} onClick={() => decide.mutate({ decision: 'leave_out' })}>{t.matches.leaveOut}</Button>
              </>
            ) : null}
          </div>
        </div>
        <div className="candidates">{match.candidates.map((one) => (
          <Candidate key={one.id} match={match} user={one} may={may} busy={decide.isPending} onChoose={() => setChosen(one)} />))}</div>
      </div>
      {chosen ? <Ask title={t.matches.linkTitle} text={t.matches.linkText(match.title, chosen.username)} yes={t.matches.link} busy={decide.isPending}
        onYes={() => decide.mutate({ decision: 'link', remote: chosen.id })} onClose={() => setChosen(null)} /> : null}
    </Panel>
  );
}

function Fact({ name, value, same, nothing = t.matches.empty }: { name: string; value: string; same?: boolean; nothing?: string }): ReactElement {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value === '' ? <span className="dim">{nothing}</span> : value}
        {same === undefined ? null : <span className={same ? 'text-good small nowrap' : 'text-wait small nowrap'}> <Icon name={same ? 'check' : 'cross'} size={13} /> {same ? t.matches.same : t.matches.differs}</span>}</dd>
    </>
  );
}

function Candidate({ match, user, may, busy, onChoose }: { match: Match; user: MoodleUser; may: boolean; busy: boolean; onChoose: () => void }): ReactElement {
  return (
    <div className="card">
      <h3>{t.matches.moodle}: <Outside to={user.url}>{user.username}</Outside> {user.suspended ? <Mark tone="wait">{t.matches.suspended}</Mark> : null}</h3>
      <dl className="facts tight">
        {fields.map((field) => (user[field] === '' && field === 'email'
          // Every account has one; which it is, Moodle may keep to itself.
          ? <Fact key={field} name={t.matches[field]} value="" nothing={t.records.moodleHides} />
          : <Fact key={field} name={t.matches[field]} value={user[field]} same={sameText(match.ours[field], user[field])} />))}
        <Fact name={t.matches.auth} value={user.auth} /><Fact name={t.matches.idnumber} value={user.idnumber} />
      </dl>
      {may ? <div className="push"><Button size="xs" disabled={busy} aria-label={t.matches.linkFor(match.title, user.username)} onClick={onChoose}>{t.matches.link}</Button></div> : null}
    </div>
  );
}
