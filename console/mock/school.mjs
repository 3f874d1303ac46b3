// SPDX-License-Identifier: GPL-3.0-or-later
// A made-up school for looking at the console: people, sections and how they stand. The same every
// time. Addresses are under example.org.
const firstNames = ['Ada', 'Bruno', 'Clara', 'Dario', 'Edda', 'Felix', 'Greta', 'Hugo', 'Ines', 'Jonas', 'Kira', 'Linus', 'Mara', 'Noel', 'Olga', 'Paul', 'Ruth', 'Selma', 'Tilo', 'Uma', 'Vera', 'Wanja', 'Yara', 'Zeno'];
const lastNames = ['Quill', 'Amber', 'Birch', 'Cobble', 'Dune', 'Elder', 'Fennel', 'Gorse', 'Harrow', 'Inkwell', 'Juniper', 'Kestrel', 'Linden', 'Marsh', 'Nettle', 'Osier', 'Pebble', 'Reed', 'Sorrel', 'Thistle', 'Umber', 'Vetch', 'Willow', 'Yarrow'];
const subjects = ['Algebra I', 'Biology', 'Chemistry', 'Drama', 'English 9', 'French II', 'Geography', 'History', 'Music', 'Physics'];
export const schools = [{ id: 1, title: 'Hillside High School', year: 2026 }, { id: 2, title: 'Harbour Middle School', year: 2026 }];
export const now = () => Math.floor(Date.now() / 1000);
const moodle = 'https://moodle.example.org';

export const problem = (what, why, cure, code, record = '') => ({ what, record, why, cure, code });

const refusals = [
  (key) => problem('The person has no e-mail address', 'Moodle requires an address for every account, and openSIS holds none.', 'Enter an e-mail address in openSIS, or set a placeholder domain under LMS Settings › Policies.', 'person.no_email', key),
  (key) => problem('Another person has this e-mail address', 'staff:7 “Bruno Amber” holds the same address, and Moodle allows it once.', 'Correct one of the two addresses in openSIS.', 'person.email_taken', key),
  (key) => problem('The username is not allowed in Moodle', 'Moodle answered “invalidusername”: only lower-case letters, digits, and - _ . @ are allowed.', 'Change the username in openSIS.', 'moodle.invalidusername', key),
];
const waiting = (key) => problem('Waits for the next run', 'The record changed after the last run began.', 'Nothing to do; or press “Sync now”.', 'record.waiting', key);

function standingOf(index) {
  if (index % 83 === 5) return 'refused';
  if (index % 61 === 7) return 'waiting';
  if (index % 97 === 11) return 'left_out';
  return 'synced';
}

function record(kind, id, school, title, subtitle, index, page) {
  const key = `${kind}:${id}`;
  const standing = standingOf(index);
  const there = standing === 'synced' || (standing === 'waiting' && index % 2 === 0);
  return {
    key, kind, school, title, subtitle, standing,
    problem: standing === 'refused' ? refusals[index % 3](key) : standing === 'waiting' ? waiting(key) : null,
    state: there ? (index % 151 === 3 ? 'suspended' : 'active') : null,
    remote: there ? 2000 + index : 0,
    moodle_url: there ? `${moodle}/${page}.php?id=${2000 + index}` : null,
    tick: standing === 'left_out' ? 'no' : index % 211 === 9 ? 'yes' : 'default',
    since: standing === 'left_out' ? null : now() - 3600 * (1 + (index % 500)),
    run: standing === 'left_out' ? null : 40 + (index % 8),
  };
}

export function makePeople(count = 1200) {
  const out = [];
  for (let i = 0; i < count; i += 1) {
    const first = firstNames[i % 24];
    const last = lastNames[(i * 7 + Math.floor(i / 24)) % 24];
    const staff = i % 17 === 1;
    const subtitle = standingOf(i) === 'refused' && i % 3 === 0 ? '' : `${first}.${last}${i}@students.example.org`.toLowerCase();
    out.push(record(staff ? 'staff' : 'student', staff ? i : 1000 + i, 1 + (i % 2), `${first} ${last}`, subtitle, i, 'user/profile'));
  }
  // Names are hostile now and then; the console shows them as what they are.
  out[3].title = '<script>alert(1)</script> O’Neill';
  out[4].title = 'Maximiliane-Theodora van der Bruggen-Hohenstaufen auf der Langen Straße';
  return out;
}

export function makeSections(count = 140) {
  const out = [];
  for (let i = 0; i < count; i += 1) {
    const title = `${subjects[i % 10]} – P${1 + (i % 7)} – ${lastNames[(i * 5) % 24]}`;
    const one = record('section', 300 + i, 1 + (i % 2), title, `${subjects[i % 10].replaceAll(' ', '')}-26-${300 + i}`, i, 'course/view');
    if (one.problem?.code.startsWith('person')) {
      one.problem = problem('The section has no teacher', 'openSIS names nobody who teaches it, and the policy asks for one.', 'Name a teacher in openSIS’s schedule.', 'section.no_teacher', one.key);
    }
    out.push(one);
  }
  return out;
}

export function moodleUser(person, id, change = {}) {
  const [first = '', ...rest] = person.title.split(' ');
  return {
    id, username: `${first}.${rest.join('')}`.toLowerCase(), first_name: first, last_name: rest.join(' '), email: person.subtitle,
    auth: 'userkey', idnumber: `opensis:${person.key}`, suspended: false, url: `${moodle}/user/profile.php?id=${id}`, ...change,
  };
}

export function makeMatches(people) {
  return people.filter((one) => one.kind === 'student').slice(20, 23).map((one, at) => {
    const [first = '', last = ''] = one.title.split(' ');
    return {
      key: one.key, kind: one.kind, school: one.school, title: one.title,
      problem: at === 1
        ? problem('Two accounts may be this person', 'The e-mail address matches one account, the username another.', 'Decide which one it is, or create a new one.', 'match.several', one.key)
        : problem('The account may belong to somebody else', 'The e-mail address matches, the name does not.', 'Decide whether this is the same person.', 'match.name_differs', one.key),
      ours: { first_name: first, last_name: last, email: one.subtitle, username: `${first}.${last}`.toLowerCase() },
      candidates: [
        moodleUser(one, 7001 + at, { first_name: at === 0 ? 'Friederike' : first, auth: 'manual', idnumber: '', username: `${last}${at}`.toLowerCase() }),
        ...(at === 1 ? [moodleUser(one, 7051, { email: 'old.address@example.org', auth: 'email', idnumber: '', suspended: true })] : []),
      ],
    };
  });
}

const kinds = ['school', 'subject', 'course', 'section', 'staff', 'student', 'manages', 'teaches', 'learns'];
export const noCounts = () => ({ create: 0, adopt: 0, update: 0, suspend: 0, restore: 0, remove: 0, refused: 0, unchanged: 0 });
export function countsOf(parts) {
  return Object.fromEntries(kinds.map((kind) => [kind, { ...noCounts(), ...parts[kind] }]));
}
export const changesIn = (counts) => Object.values(counts).reduce((sum, one) => sum + one.create + one.adopt + one.update + one.suspend + one.restore + one.remove, 0);

export function makeOperations(people, sections, few = false) {
  const out = [];
  const verbs = ['create', 'create', 'create', 'update', 'adopt', 'suspend', 'restore', 'remove'];
  const reasons = {
    create: 'New in openSIS; nobody in Moodle has its number, e-mail address or username.', update: 'The last name changed in openSIS from “Amber” to “Birch”.',
    adopt: 'Exactly one Moodle account has this e-mail address, and it is linked to nobody.', suspend: 'Dropped in openSIS on 20 November 2026; the policy says: suspend.',
    restore: 'Enrolled again in openSIS on 22 November 2026.', remove: 'Taken out of the schedule; the policy says: unenrol.',
  };
  people.slice(0, few ? 40 : 600).forEach((one, at) => {
    const verb = verbs[at % 8];
    if (at % 3 !== 0) out.push({ verb: verb === 'remove' ? 'update' : verb, key: one.key, kind: one.kind, school: one.school, title: one.title, reason: reasons[verb === 'remove' ? 'update' : verb] });
    const section = sections[at % sections.length];
    out.push({ verb, key: `learns:${section.key.split(':')[1]}/${one.key.split(':')[1]}`, kind: 'learns', school: one.school, title: `${one.title} in ${section.title}`, reason: reasons[verb] });
  });
  return out;
}
