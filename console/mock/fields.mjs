// SPDX-License-Identifier: GPL-3.0-or-later
// The mock's Custom Field Mapping: fields of both sides, rows, a preview on made-up people.
import { problem } from './school.mjs';

const ours = (id, title, type, more = {}) => ({ whose: 'students', id, title, type, custom: id.startsWith('custom:'), required: false, unique: id === 'alt_id', usable: true, tab: 'General Info', limit: 50, options: [], ...more });
const theirs = (shortname, name, type, more = {}) => ({ shortname, name, type, described: true, required: false, locked: false, unique: false, hidden: false, limit: 2048, options: [], ...more });
const opensis = [
  ours('birthdate', 'Date of birth', 'date'), ours('language', 'Primary language', 'text'), ours('home.city', 'City', 'text'),
  ours('custom:3', 'House', 'coded', { options: [{ value: 'R', label: 'Red' }, { value: 'B', label: 'Blue' }] }), ours('custom:4', 'Bus line', 'text'), ours('custom:9', 'Locker', 'number', { usable: false }),
  ours('phone', 'Telephone', 'text', { whose: 'staff' }), ours('custom:11', 'Room', 'text', { whose: 'staff' }),
];
const moodle = [theirs('born', 'Born', 'datetime'), theirs('language', 'Language', 'text'), theirs('house', 'House', 'menu', { options: ['Red house', 'Blue house'] }), theirs('bus', 'Bus', 'text', { locked: true }), theirs('room', 'Room', 'text')];

const usual = { too_long: 'refuse', emptied: 'empty', days: 'YYYY-MM-DD' };
const unfit = (why, cure, code, record) => problem('A value cannot be taken over', why, cure, code, record);
const rows = () => [
  { id: 1, whose: 'students', opensis: 'language', moodle: 'language', direction: 'opensis-to-moodle', title: 'Primary language', options: [], rules: usual, held: null, notes: [] },
  { id: 2, whose: 'students', opensis: 'birthdate', moodle: 'born', direction: 'moodle-to-opensis', title: 'Date of birth', options: [], rules: usual, held: null, notes: ['A time of day is left away.'] },
  { id: 3, whose: 'students', opensis: 'custom:3', moodle: 'house', direction: 'opensis-to-moodle', title: 'House', options: [{ opensis: 'R', moodle: 'Red house' }], rules: usual, notes: [],
    held: problem('The row is held back', 'Moodle’s field “House” has no option for “Blue”.', 'Choose an option for it, or add one in Moodle.', 'fields.option', 'custom:3') },
];
const deskOf = (state) => (state.fields ??= { rows: state.scene === 'new' ? [] : rows(), next: 4 });
const taken = [409, problem('The row cannot stand', 'This field of Moodle is mapped already.', 'Remove that row first.', 'fields.taken')];

const base = '/api/links/{link}/fields';
export const fieldRoutes = {
  [`GET ${base}`]: ({ state }) => [200, {
    fields: { opensis, moodle, whole: state.scene !== 'new', zone: 'Europe/Vienna' }, mappings: deskOf(state).rows,
    refused: [{ key: 'student:1004', name: 'Edda Dune', field: 'Date of birth', direction: 'moodle-to-opensis', problem: unfit('“12/13/14” can be read as more than one day.', 'Enter it in Moodle as a date.', 'fields.date', 'student:1004') }],
  }],
  [`POST ${base}`]: ({ state, body }) => {
    const desk = deskOf(state);
    if (desk.rows.some((one) => one.whose === body.whose && one.moodle === body.moodle)) return taken;
    desk.rows.push({ options: [], rules: usual, ...body, id: desk.next, title: opensis.find((one) => one.id === body.opensis)?.title ?? body.opensis, held: null, notes: [] });
    desk.next += 1;
    return [200, { id: desk.next - 1 }];
  },
  [`POST ${base}/preview`]: ({ body }) => [200, {
    examples: [['student:1000', 'Ada Quill', 'German', '', true], ['student:1001', 'Bruno Amber', 'French', 'French', false], ['student:1002', 'Clara Birch', '', 'Irish', true]].map(([key, name, here, there, changes]) => ({ key, name, opensis: here, moodle: there, becomes: body.direction === 'opensis-to-moodle' ? here : there, changes, problem: null }))
      .concat([{ key: 'student:1003', name: 'Dario Cobble', opensis: 'x'.repeat(60), moodle: '', becomes: '', changes: false, problem: unfit('It is longer than Moodle’s field.', 'Shorten it in openSIS.', 'fields.long', 'student:1003') }]),
    options: (opensis.find((one) => one.id === body.opensis)?.options ?? []).map(({ value, label }) => ({ opensis: value, label, moodle: value === 'R' ? 'Red house' : '', matched: value === 'R' })),
  }],
  [`POST ${base}/pull`]: ({ live, state, at }) => [202, { run: live.startRun(at.link, state.users[0].name, 'fields pull', {}, 300)?.id ?? null }],
  [`GET ${base}/runs/{run}`]: ({ state, at }) => {
    if (!state.runs.some((one) => String(one.id) === at.run && one.what === 'fields pull')) return [404, problem('There is no such run', 'No run of mapped fields has this number.', 'Look at the list again.', 'not_found')];
    const value = (id, name, before, after, why, more = {}) => ({ id, key: `student:${999 + id}`, name, field: 'Bus line <- bus (Bus)', before, after, why, fate: 'done', taken_back: null, ...more });
    return [200, { values: [
      value(1, 'Ada Quill', '', '7A', 'taken over from Moodle for the first time'), value(2, 'Bruno Amber', '4', '12', 'changed on both sides: Moodle’s counts; "4" is kept for undo'),
      value(3, 'Clara Birch', '9', '', 'changed in Moodle; "9" is kept for undo', { taken_back: 1_795_600_000 }), value(4, 'Dario Cobble', '', 'x'.repeat(60), 'changed in Moodle', { fate: 'refused' })], next_cursor: null }];
  },
  [`PUT ${base}/{row}`]: ({ state, at, body }) => {
    const one = deskOf(state).rows.find((each) => String(each.id) === at.row);
    if (!one) return [409, problem('There is no such row', 'Somebody has removed it.', 'Reload the page.', 'fields.none')];
    Object.assign(one, { options: [], ...body });
    return [200, { id: one.id }];
  },
  [`DELETE ${base}/{row}`]: ({ state, at }) => {
    deskOf(state).rows = deskOf(state).rows.filter((each) => String(each.id) !== at.row);
    return [204];
  },
};
