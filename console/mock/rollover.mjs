// SPDX-License-Identifier: GPL-3.0-or-later
// The mock's Rollover page: two schools, of which openSIS has rolled over one (in the scene
// "rolled"), a hold, and a turn that is planned, confirmed and taken back. Everything is made up.
import { now, problem } from './school.mjs';

const today = '2027-06-28';
const span = (year) => ({ year, start: `${year}-08-20`, end: `${year + 1}-06-10` });
const part = (what, old_year, new_year = old_year, linked = new_year) => ({ what, old_year, new_year, linked });
const rolled = [part('marking periods', 7), part('subjects', 6), part('courses', 24), part('sections', 48), part('staff', 22), part('students', 310, 262, 258)];
const people = ['Ada Quill', 'Bruno Amber', 'Clara Birch', 'Dario Cobble', 'Edda Dune', 'Felix Elder', 'Greta Fennel', 'Hugo Gorse'];
const refusedTurn = (status, why, cure, code) => [status, problem('The turn of the year was not confirmed', why, cure, code, 'school:1')];

const rowsOf = (fate, count, make) => Array.from({ length: count }, (_one, index) => ({ fate, school: 1, doubtful: false, ...make(index) }));
const rows = [
  ...rowsOf('hidden', 48, (at) => ({ key: `section:${300 + at}`, title: `Biology ${at + 1} (Full Year)`, reason: 'its school year is over' })),
  ...rowsOf('made', 48, (at) => ({ key: `section:${900 + at}`, title: `Biology ${at + 1} (Full Year)`, reason: `rolled over from section ${300 + at}` })),
  ...rowsOf('leaves', 52, (at) => ({ key: `student:${1000 + at}`, title: people[at % people.length], doubtful: at % 13 === 6, reason: at % 13 === 6 ? 'openSIS was not told the next school, so its rollover left this one out' : 'is not enrolled again: finished, or leaves' })),
  ...rowsOf('joins', 4, (at) => ({ key: `student:${2000 + at}`, title: people[at], reason: 'has no account yet' })),
  ...rowsOf('moves', 3, (at) => ({ key: `student:${1100 + at}`, title: people[at + 4], reason: 'from school 2 to school 1' })),
];
const counted = (fate) => rows.filter((one) => one.fate === fate).length;
const planOf = {
  schools: [{
    school: 1, title: 'Hillside High School', from: span(2026), to: span(2027), rolled, going_on: 258, retained: 3, made_from_old: 48,
    counts: Object.fromEntries(['hidden', 'made', 'leaves', 'joins', 'moves'].map((fate) => [fate, counted(fate)])),
    doubtful: rows.filter((one) => one.doubtful).length, leaving: { student: 50, staff: 2 },
  }],
  objections: [problem('The turn of the year needs a person’s word', '3 students go on in a school whose year does not turn now; until it does, their accounts would be suspended', 'Roll over that school in openSIS too, and turn both together.', 'turn.parted', 'student:1104')],
};

class Desk {
  constructor(scene) { Object.assign(this, { ahead: scene === 'rolled', hold: null, turns: [] }); }

  plan(begins, by) {
    this.turns = this.turns.filter((one) => one.stage !== 'planned');
    const turn = {
      id: (this.turns[0]?.id ?? 0) + 1, stage: 'planned', made: now(), made_by: by, begins, confirmed: null, confirmed_by: '', because: '', taken_back: null, taken_back_by: '',
      schools: [{ school: 1, from: 2026, to: 2027, run: 0, finished: false }], plan: planOf,
    };
    this.turns.unshift(turn);
    return turn;
  }

  page() {
    const newest = (stage) => this.turns.find((one) => one.stage === stage) ?? null;
    return {
      today, hold: this.hold, plan: newest('planned'), turn: newest('confirmed'),
      history: this.turns.filter((one) => one.stage !== 'planned').map((one) => ({ ...one, plan: null })),
      schools: [
        { school: 1, title: 'Hillside High School', now: span(2026), next: this.ahead ? span(2027) : null, rolled: this.ahead ? rolled : [], can_turn: this.ahead },
        { school: 2, title: 'Hillside Primary School', now: span(2026), next: null, rolled: [], can_turn: false },
      ],
    };
  }
}

const deskOf = (state) => { state.rollover ??= new Desk(state.scene); return state.rollover; };
const who = (state) => state.users.find((one) => one.id === state.me)?.name ?? '';
const turnOf = (state, at) => deskOf(state).turns.find((one) => String(one.id) === at.turn);
const missing = [404, problem('There is no such turn', 'A newer plan may have taken its place.', 'Go back to the page.', 'not_found')];
const base = '/api/links/{link}/rollover';

export const rolloverRoutes = {
  [`GET ${base}`]: ({ state }) => [200, deskOf(state).page()],
  [`POST ${base}/plans`]: ({ state, body }) => (deskOf(state).ahead
    ? [200, deskOf(state).plan(body.begins ?? today, who(state))]
    : [422, problem('There is no year to turn to', 'openSIS has not rolled over any school of this link', 'Roll over in openSIS first (Tools > Rollover).', 'turn.nothing')]),
  [`GET ${base}/turns/{turn}/rows`]: ({ state, at, query }) => {
    if (!turnOf(state, at)) return missing;
    const found = rows.filter((one) => !query.fate || one.fate === query.fate);
    const from = Number(query.cursor ?? 0);
    const limit = Number(query.limit ?? 50);
    return [200, { rows: found.slice(from, from + limit), next_cursor: from + limit < found.length ? String(from + limit) : null }];
  },
  [`POST ${base}/turns/{turn}/confirm`]: ({ state, at, body }) => {
    const turn = turnOf(state, at);
    if (!turn) return refusedTurn(422, 'it was never planned', 'Make a new plan.', 'turn.unknown');
    if (turn.stage !== 'planned') return refusedTurn(409, `${turn.confirmed_by} has confirmed it already`, 'Make a new plan if there is more to turn.', 'turn.not_planned');
    if (!body.because) return [409, planOf.objections[0]];
    return [200, Object.assign(turn, { stage: 'confirmed', confirmed: now(), confirmed_by: body.name, because: body.because })];
  },
  [`POST ${base}/turns/{turn}/take-back`]: ({ state, at, body }) => {
    const turn = turnOf(state, at);
    if (!turn) return refusedTurn(422, 'it was never planned', 'Make a new plan.', 'turn.unknown');
    if (turn.stage !== 'confirmed') return refusedTurn(409, 'nobody has confirmed it', 'There is nothing to take back.', 'turn.not_confirmed');
    return [200, Object.assign(turn, { stage: 'taken_back', taken_back: now(), taken_back_by: body.name })];
  },
  [`PUT ${base}/hold`]: ({ state, body }) => {
    if (body.to < body.from) return [422, problem('The hold was not set', 'its last day is before its first', 'Give the earlier day first.', 'turn.hold_days', `${body.from} to ${body.to}`)];
    deskOf(state).hold = { ...body, by: who(state), at: now(), now: body.from <= today };
    return [200, deskOf(state).page()];
  },
  [`DELETE ${base}/hold`]: ({ state }) => {
    deskOf(state).hold = null;
    return [200, deskOf(state).page()];
  },
};
