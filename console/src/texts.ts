// SPDX-License-Identifier: GPL-3.0-or-later
// Every text that the console itself shows. A translation is a copy of this object with the same
// shape: `const german: Texts = {...}`, with commands.ts and words.ts. Reasons, causes and cures come
// from the server.
import type { IntakeFate, IntakeKind, Problem, Run } from './api/types';
import { commands } from './commands';
import { words } from './words';

const n = (count: number): string => new Intl.NumberFormat('en').format(count);
const many = (count: number, one: string, more: string): string => `${n(count)} ${count === 1 ? one : more}`;

const problem = (what: string, why: string, cure: string, code: string): Problem => ({ what, record: '', why, cure, code });

export const texts = {
  commands,
  locale: 'en-GB', product: 'Causeway', tagline: 'openSIS and Moodle in step', names: { opensis: 'openSIS', moodle: 'Moodle' },

  ...words,

  errors: {
    unreachable: problem('Causeway does not answer', 'The service is stopped, or the network between it and this browser is cut.',
      'Try again in a moment. If it lasts, ask whoever runs the server to look at the service “causeway”.', 'console.unreachable'),
    unreadable: (status: number): Problem => problem('The answer could not be understood',
      `The server answered with status ${status} and nothing that the console can read; a proxy may stand in between.`,
      'Try again. If it lasts, look at the logs of Causeway and of the proxy before it.', 'console.unreadable'),
    internal: problem('This page stumbled', '', 'Reload the page. If it happens again, please report it with what stands here.', 'console.internal'),
    retryIn: (seconds: number): string => `Try again in ${many(seconds, 'second', 'seconds')}.`,
    why: 'Why', cure: 'What to do', record: 'About', code: 'Code',
    tryAgain: 'Try again',
    notFound: 'There is no such page',
    notFoundCure: 'Choose one from the menu.',
  },

  common: {
    yes: 'Yes', no: 'No', cancel: 'Cancel', save: 'Save', saved: 'Saved', close: 'Close', all: 'All', none: 'none', loading: 'Loading…',
    search: 'Search', copy: 'Copy', copied: 'Copied', previous: 'Previous', next: 'Next', filter: 'Filter', show: 'Show', hide: 'Hide',
    continue: 'Continue', edit: 'Change', school: 'School', schoolNumber: (id: number): string => `School ${id}`, kindLabel: 'Kind',
    rows: (from: number, to: number): string => (to < from ? 'No rows' : `Rows ${n(from)} to ${n(to)}`),
    rowsOf: (from: number, to: number, total: number): string => (to < from ? 'No rows' : `Rows ${n(from)} to ${n(to)} of ${n(total)}`),
    pages: 'Pages', nothing: 'Nothing here.', nothingFound: 'Nothing matches these filters.', clearFilters: 'Clear filters',
    csv: 'Download CSV', required: 'needed', optional: 'optional', never: 'never', timesIn: (zone: string): string => `Times are the school’s (${zone}).`,
    readOnly: 'You can look at everything of your schools; changes are made by a super administrator.',
    opensInMoodle: 'opens in Moodle', back: 'Back', more: 'More', details: 'Details', on: 'On', off: 'Off',
    showPassword: 'Show the password', download: 'Download',
  },

  span: {
    seconds: (s: number): string => `${s} s`, minutes: (m: number): string => `${m} min`, minutesSeconds: (m: number, s: number): string => `${m} min ${s} s`,
    hours: (h: number): string => `${h} h`, hoursMinutes: (h: number, m: number): string => `${h} h ${m} min`, days: (d: number): string => many(d, 'day', 'days'),
    ago: (span: string): string => `${span} ago`, within: (span: string): string => `in ${span}`, justNow: 'just now', rate: (number: string): string => `${number}/s`,
  },

  shell: {
    messages: 'Messages', noPages: 'There is nothing for you here yet. openSIS and Moodle are where you work.',
    skip: 'Skip to the content', menu: 'Menu', openMenu: 'Open the menu', closeMenu: 'Close the menu', mainMenu: 'Main menu', link: 'Link',
    account: 'Your account', signOut: 'Sign out', changePassword: 'Change password', appearance: 'Appearance',
    light: 'Light', dark: 'Dark', system: 'As the system',
    overview: 'Overview', plan: 'Plan and run', people: 'People', sections: 'Sections', matches: 'Doubtful matches', grades: 'Grades', audit: 'Audit',
    rollover: 'Rollover', settings: 'LMS Settings', accounts: 'Accounts', broken: 'The live connection broke off. What is shown may be old; trying again…',
    groupDay: 'Every day', groupRecords: 'Who and what', groupMoodle: 'From Moodle into openSIS', groupSetUp: 'Set-up',
    runningNow: (what: string): string => `${what} is running`, watch: 'Watch it', abort: 'Abort',
    abortTitle: 'Abort this run?', abortText: 'It settles what it has begun and ends. What was done is kept, and the next run goes on from there. “Undo” can take it back.',
    abortDone: 'The run was asked to end.', needsAttention: (count: number): string => many(count, 'refused record', 'refused records'),
  },

  setup: {
    title: 'First start', lead: 'Make the first administrator. The set-up code stands in the log of the service; it works once.',
    code: 'Set-up code', codeHelp: 'On the server: journalctl -u causeway, or the window where you started “causeway serve”.',
    name: 'Your name', nameHelp: 'You sign in with it, and it stands in the audit.', password: 'Password', passwordHelp: 'At least 12 characters. A few words that you can remember are good.',
    repeat: 'Password again', differ: 'The two passwords differ.', short: (missing: number): string => `${many(missing, 'more character', 'more characters')} needed.`,
    create: 'Create administrator and sign in', empty: 'Please fill this in.', tick: 'Please tick this.',
  },
  signin: {
    title: 'Sign in', name: 'Name', password: 'Password', submit: 'Sign in', forgotten: 'Forgotten your password? A super administrator can give you a new one under Accounts.',
    ended: 'Your session has ended. Please sign in again.',
  },
  password: {
    title: 'Change password', old: 'Present password', new: 'New password', done: 'Password changed. Your other sessions have ended.',
  },

  links: {
    title: 'Links', none: 'No link yet', noneText: 'A link joins one openSIS database to one Moodle site. Most schools need one.', create: 'Set up a link',
    name: 'Short name', nameHelp: 'Lower-case letters, digits and hyphens, as in “main”. It cannot be changed later.', titleField: 'Title', titleHelp: 'As people will see it, such as the name of the school.',
    add: 'Another link…',
    noneForYou: problem('There is no link yet', 'Nobody has joined openSIS and Moodle so far.', 'A super administrator does that.', 'console.no_link'),
  },

  settings: {
    title: 'LMS Settings', step: (at: number, of: number): string => `Step ${at} of ${of}`, done: 'done', now: 'to do', locked: 'later',
    laterSteps: (count: number, what: string): string => `${many(count, 'more step appears', 'more steps appear')} when ${what}.`,
    laterMoodle: 'Moodle is connected', laterOpensis: 'openSIS’s database is checked', laterYear: 'the school year is confirmed', laterPolicies: 'the policies are confirmed', laterPrepare: 'Moodle is prepared',
    fromFile: (where: string): string => `Comes from ${where}. Saving here takes precedence.`, unsaved: 'Not saved yet', nothingToSave: 'Nothing has changed.',
    advanced: 'More settings', confirm: 'Save and continue', saveOnly: 'Save',

    info: {
      title: 'Before you begin', reachMoodle: 'Causeway must reach Moodle', reachMoodleText: 'From this server to Moodle’s web address, by HTTPS. A Moodle inside your own network or behind a VPN is fine: it need not be on the public internet.',
      reachUs: 'Moodle may reach Causeway', reachUsText: 'Only if you want Moodle’s changes within seconds. Without it Causeway asks by itself. The address:',
      reachDatabase: 'Causeway must reach openSIS’s database', reachDatabaseText: 'With an account that may only read. Step 3 shows the statements that make it.',
      hosted: 'Moodle run by somebody else? Ask them to install the two plugins below. Without them everything but sign-in from openSIS works too, more slowly.',
    },
    prepare: {
      title: 'Prepare Moodle', todo: 'Install two plugins, and press one button', summary: 'Moodle is prepared', without: 'Without the plugins: everything goes through Moodle’s own functions', downloads: 'Two plugins for Moodle',
      plugin: { local_opensis: 'Web services: bulk functions, the ready-made service, and the set-up page.', auth_userkey: 'Signs people in from openSIS without a password.' } as Record<string, string>,
      download: (file: string): string => `Download ${file}`, release: (release: string, size: string): string => `Release ${release} · ${size}`, checksum: 'SHA-256',
      stepsTitle: 'In Moodle, signed in as site administrator', steps: [
        'Site administration › Plugins › Install plugins: choose one zip, press “Install plugin from the ZIP file”, and confirm. Then the other. If Moodle says that its folder is not writable, unpack the zips on the server instead: “userkey” into auth/, “opensis” into local/, and open Site administration › Notifications.',
        'Site administration › Plugins › Local plugins › openSIS web services › Set-up: press the button. It switches web services on, makes a service account with the least rights (never a site administrator), and shows two tokens once.',
        'Copy both tokens. You paste them in the next step.',
      ], cli: 'Or in one command on Moodle’s server:', byHand: 'Everything by hand instead, without the plugins, is described in the README.',
      continue: 'Moodle is prepared',
    },
    moodle: {
      title: 'Connect to Moodle', address: 'Moodle address', addressHelp: 'As Moodle itself has it (wwwroot), such as https://moodle.example.org. No page behind it.',
      token: 'Service token', tokenHelp: 'Paste it once. It is kept sealed and never shown again.', ssoToken: 'Sign-in token', ssoTokenHelp: 'Used for one-time sign-in from openSIS, and for nothing else.',
      shown: 'kept, not shown', replace: 'Replace', keep: 'Keep the present one', remove: 'Take away', willRemove: 'Will be taken away when you save.',
      caFile: 'Own certificate authority (file)', caFileHelp: 'A file on Causeway’s server, if Moodle’s certificate comes from your own authority. Certificates are always checked.',
      connections: 'Calls at the same time', connectionsHelp: 'At most. Fewer are used while Moodle is slow.', batch: 'Records in one call', timeout: 'Longest wait for one call (seconds)',
      auth: 'How new people sign in', authOption: { auto: 'From openSIS where the plugin answers (recommended)', userkey: 'From openSIS only', manual: 'With a Moodle password' },
      prefix: 'Beginning of ID numbers', prefixHelp: 'Tells our records in Moodle from all others. It cannot be changed once a run was made.',
      connect: 'Connect', connecting: 'Checking… this takes a few seconds', again: 'Check again', disconnectedNote: 'Saving a new address or token asks for Connect again.',
      connected: (site: string): string => `Connected to ${site}`, notConnected: 'Not connected', notYet: 'Not connected yet', checked: (when: string): string => `checked ${when}`,
      foldedNote: 'The details are folded away. The connection stays.', showDetails: 'Show the details', hideDetails: 'Fold the details away',
      failedTitle: 'Moodle is not connected', failedText: (count: number): string => `${many(count, 'thing needs', 'things need')} a change. Nothing was saved half; put it right and press Connect again.`,
      site: 'Site name', release: 'Release', version: 'Version', build: 'Build', account: 'Service account', url: 'Address', checkedAt: 'Checked',
      path: 'Speed', fast: 'Fast path: the plugin’s bulk functions', plain: 'Plain path: Moodle’s own functions', clock: 'Clocks', clockSame: 'agree', clockUnknown: 'not told', clockOff: (s: number): string => `differ by ${many(Math.abs(s), 'second', 'seconds')}`,
      plugins: 'Plugins', webServices: 'openSIS Web Services', authenticator: 'openSIS Moodle User Authenticator', notInstalled: 'not installed', newer: 'a newer one is ready in step 1',
      steps: 'What was checked', functions: 'Functions', functionsGranted: (granted: number, of: number): string => `${n(granted)} of ${n(of)} granted`,
      functionsMissing: (count: number): string => `${many(count, 'function is', 'functions are')} not granted`, allFunctions: (count: number): string => `Show all ${n(count)} functions`, fewerFunctions: 'Show only what is missing',
      function: 'Function', neededFor: 'For', granted: 'Granted', notGranted: 'Not granted', functionCure: 'What to do',
      moved: 'It is the same Moodle at a new address', movedText: 'Only if you know that the site moved. Records of another site would be mistaken for yours.',
    },
    opensis: {
      title: 'openSIS database', host: 'Server', port: 'Port', socket: 'Socket', socketHelp: 'A path on this machine; it wins over server and port.', database: 'Database', user: 'Account', password: 'Password',
      passwordHelp: 'Kept sealed, never shown again.', tls: 'Encrypted connection', tlsOption: { required: 'Required', preferred: 'When the server offers it', off: 'Off (same machine only)' },
      zone: 'School’s time zone', zoneHelp: 'What “today” is, such as Europe/Vienna.', zoneUnknown: 'This browser knows no such time zone. Example: America/New_York',
      check: 'Save and check', checking: 'Checking…', again: 'Check again', ok: (schools: number): string => `Database checked: ${many(schools, 'school', 'schools')}`, notOk: 'The check found something', notYet: 'Not checked yet',
      version: 'openSIS version', server: 'Database', schema: 'Schema', schemaOk: 'Every table and column that is needed is there', schemaMissing: (count: number): string => `${many(count, 'thing is', 'things are')} missing`,
      warnings: 'Worth knowing', grantsTitle: 'Statements for a read-only account', grantsText: 'Have them run by whoever administers openSIS’s database. They allow reading exactly the columns that Causeway needs: no password, no date of birth, nothing of health.',
      grantsLater: 'The statements appear here after the first check, even if it fails.',
    },
    year: {
      title: 'School year', summaryCurrent: 'Each school’s current year', summaryYear: (year: number): string => `Year ${year}–${year + 1}`, summarySchools: (count: number): string => (count === 0 ? 'all schools' : many(count, 'school', 'schools')),
      which: 'Which school year', current: 'Each school’s current one (recommended)', currentText: 'A later year comes by its turn on the Rollover page, and only when a person has confirmed it there. Last year’s courses and grades are kept.',
      fixed: 'A named one', yearBegins: 'Begins in', schools: 'Which schools', allSchools: 'All schools, also those that come later', someSchools: 'Only these', current_: (year: number): string => `current year ${year}–${year + 1}`,
    },
    policies: {
      title: 'Policies', summary: 'What happens to whom', drop: 'A student drops a class',
      dropOption: {
        suspend: ['Suspend the enrolment (recommended)', 'The student no longer sees the course. Work and grades stay; on return everything is back.'],
        keep: ['Leave them in', 'The student goes on seeing the course until the teacher takes them out.'],
        unenrol: ['Unenrol', 'The student leaves the course. Moodle may drop their grades from the gradebook and their group membership.'],
      } as Record<string, [string, string]>,
      left: 'A person leaves the school',
      leftOption: {
        suspend: ['Suspend the account (recommended)', 'They cannot sign in. Everything they made stays; on return the account works again.'],
        keep: ['Leave the account as it is', 'They can still sign in to Moodle and see what they are enrolled in.'],
        delete: ['Suspend, and delete later', 'After the days below Moodle deletes the account with its grades and work. That cannot be undone.'],
      } as Record<string, [string, string]>,
      deleteAfter: 'Delete after days of suspension', sections: 'What a section becomes in Moodle',
      sectionsOption: { courses: ['A Moodle course of its own', 'Every section has its own Moodle course: its teacher builds it, and only its students see it.'],
        groups: ['A group in one course', 'All sections of an openSIS course share one Moodle course, built once; each section is a group in it, and students see their own group. A student who changes sections keeps their work. Whoever drops one section leaves its group, and leaves the course with the last of them. Grades go to the section that the student is in; openSIS’s own assignments are not sent to Moodle then, and Get LMS Data is not to be had.'] } as Record<string, [string, string]>,
      sectionsFixed: 'This cannot be changed in the middle of a school year once sections are in Moodle: a run then stops before it does anything and says so. When the year turns it can, and last year’s courses are hidden and kept.',
      structure: 'How courses are arranged', categories: 'A category for each openSIS course', categoriesOn: 'School › subject › course › one Moodle course for each section.', noCategories: 'No category of its own', categoriesOff: 'School › subject › one Moodle course for each section.',
      hidden: 'Open courses to students', hiddenDays: 'Days before the start', hiddenHelp: (days: number): string => (days === 0 ? 'Courses stay hidden until the day they start.' : `Courses stay hidden until ${many(days, 'day', 'days')} before they start. Teachers see them at once.`),
      adopt: 'People who are in Moodle already', adoptText: 'An account is linked only if exactly one on each side matches. Doubtful ones are set aside for you.', adoptEmail: 'Match by e-mail address', adoptUsername: 'Match by username',
      adoptNone: 'Nobody is matched: accounts are found by ID number only, everybody else gets a new one.',
      placeholder: 'Placeholder domain for people without e-mail', placeholderHelp: 'Empty: they are refused by name, with what to do. With a domain such as students.example.org they get an address made up under it, to which nothing can be delivered.',
      managers: 'School administrators become managers of their school’s category', sticky: 'Fields that Moodle may keep when changed there by hand', stickyText: 'openSIS owns these fields. What is ticked is left alone once somebody changed it in Moodle.',
      stickyField: { first_name: 'First name', last_name: 'Last name', middle_name: 'Middle name', email: 'E-mail', username: 'Username', fullname: 'Course full name', shortname: 'Course short name', category: 'Course category', dates: 'Course dates' } as Record<string, string>,
      takePart: 'Who takes part', takePartOption: { all: 'Everybody', ticked: 'Only who is ticked', none: 'Nobody' } as Record<string, string>,
      takePartText: { all: 'All current students, staff and sections, but for those that you take out one by one.', ticked: 'Nobody, until you tick people and sections one by one.', none: 'This school is left alone.' } as Record<string, string>,
      guard: 'Brake', guardText: (percent: number, records: number): string => `A run stops before its first write if more than ${percent} % and more than ${n(records)} of a school’s records of one kind would go. A person may let it through, by name.`, guardShort: (percent: number, records: string): string => `brake at ${percent} % and ${records} records`, guardPercent: 'Percent', guardRecords: 'Records',
      schedule: 'When', every: 'Look for changes at least every (minutes)', nightly: 'Compare with Moodle every night and repair what was changed by hand', nightFrom: 'From', nightTo: 'To', nightHelp: 'In the school’s time zone, as in 22:30.',
      blackout: 'Days without runs', blackoutText: 'On these days no run begins by itself, such as while grades are being finished or the year is rolled over.', blackoutFrom: 'From', blackoutTo: 'To', blackoutNote: 'Note', blackoutAdd: 'Add days', blackoutRemove: 'Remove these days',
      hintKey: 'Key for hints', hintKeyHelp: 'The same key stands in openSIS’s add-on and in Moodle’s plugin. With it, changes arrive within seconds.', hintMake: 'Make a key', hintMade: 'Copy it now; once saved it is never shown again. It goes into openSIS’s add-on and into Moodle’s plugin.', wrongTime: 'A time like 22:30', wrongDays: 'The last day lies before the first.',
    },
    addon: {
      title: 'Causeway inside openSIS, and Go to LMS', lead: 'openSIS gets a menu “LMS” with these pages, and its people a way into Moodle without a password. This can wait.', command: 'The command that installs the add-on', save: 'Save',
      steps: ['Enter openSIS’s own address, make a key, and copy it.', 'On openSIS’s machine, run the command below; it shows what it adds and asks.', 'Enter this Causeway’s address and the key in the add-on.'],
      origin: 'openSIS’s own address', originHelp: 'As the browser shows it, without a page behind it: https://sis.example.org. Only pages of this address may show Causeway in a frame. For use in a frame both need https, unless they share one host.',
      key: 'Hand-over key', keyHelp: 'The same key stands in openSIS’s add-on. It proves who comes over from openSIS.', keyMake: 'Make a hand-over key', keyMade: 'Copy it now; once saved it is never shown again. It goes into openSIS’s add-on.',
      parents: 'Sign parents in to Moodle', parentsHelp: 'Those whose Moodle account carries the ID number opensis:parent: and their number. Causeway makes no accounts for parents.',
      administrators: 'Sign in site administrators of Moodle, too', administratorsHelp: 'People whose Moodle account rules the whole site. Moodle’s plugin must allow it as well. Each time is in the audit.',
    },
    enable: {
      title: 'Enable Synchronization', on: 'Synchronization is on', off: 'Synchronization is off', preview: 'First see what would happen. Nothing is written until you switch it on.', make: 'Show the first plan', remake: 'Make the plan anew', making: 'Making the plan…',
      ready: (changes: number): string => (changes === 0 ? 'Both sides agree already: nothing would change.' : `${many(changes, 'change', 'changes')} would be made in Moodle.`),
      refused: (count: number): string => `${many(count, 'record', 'records')} cannot go, each with its reason; everybody else goes.`, whole: 'See every change with its reason', switchOn: 'Enable Synchronization', switchOff: 'Switch off',
      onText: 'Changes in openSIS reach Moodle by themselves, within seconds where hints are set up.', offTitle: 'Switch synchronization off?', offText: 'Nothing in Moodle changes. New people, schedules and drops wait until it is on again. A run that is going on is finished.',
      switched: 'Synchronization is on. The first run begins.', switchedOff: 'Synchronization is off.', guarded: 'The plan needs a decision first', guardedText: 'Enabling would start with a plan that the brake stops. Look at it under Plan and run, and let it through by name if it is right.',
      nextRunBefore: 'Next look at openSIS',
    },
    sharedTitle: 'Title of this link',
    grades: {
      title: 'Grades from Moodle', lead: 'Graded work and grades of every section go into openSIS’s gradebook, where report cards and transcripts find them. What a teacher entered or posted in openSIS is never overwritten.',
      rights: 'For this the openSIS account needs the right to write the gradebook, and a few tables of Causeway’s own beside it. These statements are for whoever administers the database:', command: 'Statements for the rights',
      enabled: 'Carry grades into openSIS', enabledHelp: 'At once when Moodle’s plugin says that something was graded, and by the clock.', every: 'At the latest every … minutes', everyHelp: 'The nightly comparison reads everything.',
      option: 'Who keeps gradebooks', optionHelp: 'Schools and sections may choose otherwise under Grades.', items: 'What comes over', itemNames: { assignment: 'Assignments', quiz: 'Quizzes', lesson: 'Lessons', other: 'Other activities', manual: 'Columns made by hand' },
      topCategory: 'Name of the category for items in none', topCategoryHelp: 'As openSIS’s gradebook shows it.', feedback: 'The teacher’s feedback becomes openSIS’s comment', hidden: 'Carry grades that Moodle hides from students', hiddenHelp: 'openSIS would show them.', missing: 'Missing work counts as zero', save: 'Save',
      dropped: 'What Moodle’s drop rules leave out does not count in openSIS either', droppedOn: 'openSIS has no such rules. Such a grade shows as * (excused) there, with Moodle’s points in its comment, and both totals agree.', droppedOff: 'Such a grade keeps its points in openSIS and counts there: openSIS’s total will differ from Moodle’s.',
      extra: 'Extra credit comes over', extraOn: 'It counts in openSIS’s totals too. On PHP 8, openSIS 9.2 stops in the middle of a progress report at an item of extra credit: its maximum is 0.', extraOff: 'openSIS’s progress reports stay whole, but its totals lack the extra credit: report cards may show less than Moodle does.',
      send: 'Assignments that a teacher makes in openSIS', sendHelp: 'Only with Causeway’s plugin in Moodle, and not where sections share a Moodle course. What was sent is never taken out of Moodle again by a change here.',
      sendAs: {
        no: ['Stay in openSIS alone', 'Students see them in openSIS’s gradebook only.'],
        manual: ['Become a column in Moodle’s gradebook', 'Students see the column in Moodle; teachers type its grades there. They come into openSIS like any other.'],
        assignment: ['Become an assignment in the Moodle course', 'Students see a new assignment in their course, with the due date from openSIS, and may hand in work there. Its grades come into openSIS like any other.'],
      },
    },
  },

  overview: {
    title: 'Overview', lastRun: 'Last run', nextRun: 'Next run', connection: 'Moodle', standing: 'Standing', noRun: 'No run yet', goSettings: 'Go to LMS Settings', attention: 'What needs a person', nothingNeeded: 'Nothing needs you now.', records: (count: number): string => many(count, 'record', 'records'), look: 'Look',
    counts: 'Where records stand', total: 'All', chart: 'Changes of the last weeks', chartTable: 'As a table', chartEmpty: 'No changes in these weeks.', pointHint: 'Point at a day for its numbers.', connected: 'Connected', day: 'Day', runs: 'Runs', changes: (count: number): string => many(count, 'change', 'changes'), lastRuns: 'Last runs', allRuns: 'All runs', days: (count: number): string => `${count} days`, period: 'Period',
    setupLead: 'This link is being set up.', readyLead: 'Everything is ready. Synchronization is switched off.',
  },

  plan: {
    title: 'Plan and run', lead: 'A plan shows what would change in Moodle, and why. It writes nothing; approving applies exactly what is shown.', make: 'Make a plan', verify: 'Also compare with Moodle (finds what was changed there by hand)', forSchools: 'Schools', syncNow: 'Sync now', syncNowHelp: 'Plan and apply in one go; the brake still watches.',
    making: 'The plan is being made', none: 'No plan yet', noneText: 'Make one to see what a run would do.', number: (id: number): string => `Plan ${id}`, madeByWho: (who: string): string => `Made by ${who}`, verified: 'compared with Moodle',
    unready: problem('Nothing can be planned yet', 'Moodle or openSIS’s database is not connected.', 'Finish the steps of LMS Settings.', 'console.not_ready'), allGo: 'Nobody is refused, and nobody waits.',
    seeVerb: (what: string, count: number): string => `${what}: show ${n(count)}`, state: { making: 'Being made', ready: 'Ready', failed: 'Failed', applied: 'Applied', outdated: 'Out of date' } as Record<string, string>,
    outdated: 'openSIS or Moodle has moved since. Make a new plan; this one can no longer be applied.', nothing: 'Nothing to do: both sides agree.', refusedHint: 'Refused', waitingHint: 'Waiting', unchanged: 'Unchanged', sum: 'All', kindColumn: 'Kind',
    tabOperations: (count: number): string => `Changes (${n(count)})`, tabStandings: (count: number): string => `Refused and waiting (${n(count)})`, record: 'Record', what: 'What', reason: 'Reason', cure: 'What to do', searchLabel: 'Search names and keys', anyVerb: 'Any change', anyKind: 'Any kind', anySchool: 'All schools', anyStanding: 'Refused and waiting',
    approve: (count: number): string => `Approve and apply ${many(count, 'change', 'changes')}`, approveTitle: 'Apply this plan?', approveText: 'Exactly what is shown is written to Moodle. If either side has moved since, the run stops and says so.', started: 'The run has begun.', queued: 'The run waits its turn.',
    guardTitle: 'The brake stops this plan', guardLead: 'If openSIS is right, let it through for this one run. Your name, the time and the reason go into the audit.', guardName: 'Your name', guardReason: 'Reason', guardReasonHelp: 'Such as: “Grade 12 has left, as planned.”', guardConfirm: 'I have looked at the removals, and they are right', guardApprove: 'Let it through and apply',
    csvWorking: (done: number, total: number): string => `Collecting ${n(done)} of ${n(total)}…`, older: 'Older plans', history: 'History of runs',
  },
  run: {
    title: (id: number): string => `Run ${id}`, what: 'What', by: 'By', started: 'Started', took: 'Took', sofar: 'So far', state: 'State', changes: 'Changes', byNames: { schedule: 'schedule', 'the clock': 'the clock', 'a change in openSIS': 'a change in openSIS', 'a change in Moodle': 'a change in Moodle', 'the service, after a restart': 'the service, after a restart' } as Record<string, string>, progress: 'Progress', stage: 'Stage', left: (span: string): string => `about ${span} left in this stage`, done: (done: number, total: number): string => (total > 0 ? `${n(done)} of ${n(total)}` : n(done)), refusedSoFar: (count: number): string => `${many(count, 'record', 'records')} refused so far`,
    undo: 'Undo this run', undoTitle: (id: number): string => `Undo run ${id}?`, undoText: 'A new run puts back what this one did, as gently as a removal: what was created is suspended or hidden, what was changed gets its former value. While synchronization is on, the next run does it again: switch it off first if it shall stay undone.', undoDone: 'The undo has begun.', override: (name: string): string => `The brake was lifted by ${name}`, putOff: (count: number): string => `${many(count, 'change was', 'changes were')} put off to the next run.`,
    steps: 'What it did', fate: 'Outcome', anyFate: 'Any outcome', none: 'No run yet.', whatNames: { sync: 'Sync', verify: 'Compare and repair', plan: 'Plan applied', 'fields pull': 'Mapped fields from Moodle', 'grades pull': 'Grades from Moodle', 'grades check': 'All grades compared', 'grades take': 'Differences decided', 'grades option': 'Who keeps the gradebook' } as Record<string, string>, undone: 'What that run did was put back.', undoOf: (id: string): string => `Undo of run ${id}`,
  },

  records: {
    people: 'People', sections: 'Sections', peopleLead: 'Everybody openSIS knows, and how they stand in Moodle.', sectionsLead: 'Every section, and how it stands in Moodle.', everyone: 'Everybody', students: 'Students', staff: 'Staff', searchPeople: 'Search name, e-mail or number', searchSections: 'Search title, short name or number',
    name: 'Name', section: 'Section', email: 'E-mail', shortName: 'Short name', synced: 'Moodle synced', tick: 'Synchronise', tickLabel: (title: string): string => `Synchronise ${title} with Moodle`, tickOn: (title: string): string => `${title} will be synchronised.`, tickOff: (title: string): string => `${title} will be left out.`, tickDefault: 'As the school’s default', tickLong: 'Synchronise with Moodle', tickBySchool: 'by the school’s default', tickByHand: 'set by hand', tickReset: 'Back to the school’s default',
    syncNow: 'Sync now', syncNowFor: (title: string): string => `Sync now: ${title}`, syncing: 'Begun. The standing changes here when it is done.', inMoodle: 'In Moodle', openInMoodle: 'Open in Moodle', openInMoodleFor: (title: string): string => `Open ${title} in Moodle`, notThere: 'not there', anyStanding: 'Any standing', standingLabel: 'Standing', since: 'Since', lastRun: 'Said by run', state: { active: 'Active', waiting: 'Waiting', suspended: 'Suspended', archived: 'Hidden, kept' } as Record<string, string>,
    enrolments: 'Enrolments', members: 'Members', membersShown: (shown: number, total: number): string => `The first ${n(shown)} of ${n(total)}`, role: 'Role', roleName: { student: 'Student', teacher: 'Teacher', manager: 'Manager' } as Record<string, string>, history: 'History', at: 'When', moodleHas: 'What Moodle has', moodleNotAsked: 'Moodle was not asked.', moodleHides: 'Moodle does not show it to Causeway', moodleCoursesNote: 'Those whose enrolment runs today; Moodle leaves out others.', moodleNone: 'Moodle has no account for this person.', username: 'Username', idnumber: 'ID number', auth: 'Signs in by', suspended: 'Suspended', moodleCourses: (count: number): string => many(count, 'course', 'courses'), hidden: 'hidden', emptyPeople: 'Nobody is known yet. The first plan or run brings them.', emptySections: 'No section is known yet. The first plan or run brings them.', csvOf: (what: string): string => `${what} as CSV`, key: 'Number', action: 'Action', there: 'there', student: 'Student', run: 'Run', tickIsDefault: (title: string): string => `${title} follows the school’s default.`,
  },

  matches: {
    title: 'Doubtful matches', lead: 'For these people Moodle has an account that may be theirs, or more than one. Causeway never guesses: nothing happens to them until you decide.', none: 'No doubtful matches.', opensis: 'openSIS', moodle: 'Moodle', first_name: 'First name', last_name: 'Last name', email: 'E-mail', username: 'Username', auth: 'Signs in by', idnumber: 'ID number', suspended: 'Suspended', same: 'same', differs: 'differs', empty: 'empty',
    link: 'This is the same person', linkFor: (ours: string, theirs: string): string => `This is the same person: ${ours}, ${theirs}`, create: 'Create a new account', leaveOut: 'Leave out', linked: (who: string): string => `${who} is linked.`, created: (who: string): string => `${who} gets a new account with the next run.`, leftOut: (who: string): string => `${who} is left out.`, linkTitle: 'Link these two?', linkText: (ours: string, theirs: string): string => `From now on openSIS’s “${ours}” owns the names and the e-mail address of the Moodle account “${theirs}”.`, candidates: (count: number): string => many(count, 'account', 'accounts'),
  },

  fields: {
    title: 'Custom Field Mapping', lead: 'Which field of openSIS stands for which profile field of Moodle, and which way its values go. The side that a value comes from counts; what is overwritten is kept with the run and can be put back.',
    whose: { students: 'Students', staff: 'Staff' }, tabs: 'Whose fields', upper: 'openSIS’s own fields', lower: 'openSIS’s custom fields', upperText: 'Fields that every openSIS has.', lowerText: 'Fields that your school has added.',
    none: 'No field is mapped here yet.', add: 'Map another field', addFor: (part: string): string => `Map another field: ${part}`, opensis: 'openSIS', moodle: 'Moodle', direction: 'Direction', toMoodle: 'openSIS → Moodle', toOpensis: 'Moodle → openSIS',
    remove: 'Remove', removeFor: (title: string): string => `Remove: ${title}`, removed: 'The row is removed. Values stay as they are.', change: 'Change', changeFor: (title: string): string => `Change: ${title}`, changing: (title: string): string => `Change ${title}`, changed: 'The row is changed.', keep: 'Save', actions: 'Change or remove', state: 'State', good: 'in use', held: 'held back', save: 'Map', saved: 'The row stands.', preview: 'Preview', cancel: 'Cancel',
    pull: 'Get values from Moodle now', pulling: 'Begun. What it writes stands under Runs.', notWhole: 'Moodle’s own functions tell only of profile fields in which somebody has a value, and neither their options nor their rules. Install the web-services plugin to see all of them.',
    examples: 'What the row would do, on real records', nobody: 'Nobody is on both sides yet.', who: 'Who', before: { toMoodle: 'Moodle now', toOpensis: 'openSIS now' }, source: 'Value', becomes: 'Becomes', unchanged: 'unchanged', empty: 'empty', options: 'Options, one by one', optionOf: (label: string): string => `Option ${label} becomes`, byWords: 'by equal words', noMatch: 'no equal words: refused', nothing: '(nothing)', box: { 1: 'Yes', 0: 'No' } as Record<string, string>,
    emptiedLabel: 'A value that was emptied', emptied: { empty: 'empties the other side’s', keep: 'leaves the other side’s' }, tooLongLabel: 'A text that is too long', tooLong: { refuse: 'is refused, by name', cut: 'is cut' },
    daysLabel: 'How days are written', days: { 'YYYY-MM-DD': '2026-09-01', 'MM/DD/YYYY': '09/01/2026', 'DD/MM/YYYY': '01/09/2026', 'DD.MM.YYYY': '01.09.2026' },
    refused: 'Values that could not be taken over', refusedNone: 'Every value could be taken over.', runBefore: 'Before', runAfter: 'Afterwards', written: 'written', takenBack: 'put back', nothingWritten: 'It wrote nothing.', inStep: 'openSIS holds what Moodle says in the mapped fields.', field: 'Field', why: 'Why', choose: 'Choose…', missing: 'its column is not seen',
    rules: { required: 'required', locked: 'locked', unique: 'unique', hidden: 'hidden' } as Record<string, string>,
  },

  intake: {
    title: 'Get LMS Data', lead: 'For a school that used Moodle first: its people, courses, schedules and grades come into openSIS. Each preview shows what would become of every row; nothing is written before you say so, and a run can be taken back.',
    kinds: 'What comes over, in this order', never: 'not brought in yet', number: (id: number): string => `Preview ${id}`, into: (school: string, from: string, to: string): string => `into ${school}, ${from} to ${to}`,
    kind: { staff: 'Staff', students: 'Students', courses: 'Courses', 'staff-schedule': 'Staff schedule', 'student-schedule': 'Student schedule', history: 'Historical grades' } as Record<IntakeKind, string>,
    kindText: { staff: 'who teaches', students: 'who learns', courses: 'courses of this school year', 'staff-schedule': 'who teaches what', 'student-schedule': 'who is in what', history: 'totals of earlier years' } as Record<IntakeKind, string>,
    policyText: {
      staff: 'Everybody with a teaching role in a course. Who is in openSIS already, by number or e-mail address, is linked and not entered twice. Who is new brings the fields that are mapped under Custom Field Mapping.',
      students: 'Everybody with the student role in a course, and with no teaching role. Who is in openSIS already, by number or e-mail address, is linked and not entered twice. Who is new brings the fields that are mapped under Custom Field Mapping.',
      courses: 'Each course that begins in this school year becomes a section without attendance, with a numeric grade scale and its teacher. Staff should be there first.',
      'staff-schedule': 'Who teaches a section, where openSIS has both the section and the person.', 'student-schedule': 'Who sits in a section, with dates, where openSIS has both the section and the student.',
      history: 'The course totals of courses that began before this school year become historical grades, with a marking period for each year. Students should be there first.',
    } as Record<IntakeKind, string>,
    rowKind: { staff: 'Staff', students: 'Students', sections: 'Sections', teaches: 'Teaching', learns: 'Enrolments', history: 'Historical grades', records: 'Records' } as Record<string, string>,
    fate: { created: 'New', updated: 'Change', linked: 'Link', doubtful: 'Doubtful', refused: 'Not possible', unchanged: 'As it is', left_out: 'Left out' } as Record<IntakeFate, string>,
    fateDone: { created: 'Created', updated: 'Changed', linked: 'Linked', doubtful: 'Doubtful', refused: 'Refused', unchanged: 'As it was', left_out: 'Left out' } as Record<IntakeFate, string>,
    preview: 'Preview', previewAgain: 'Preview again', previewHelp: 'Reads both sides and writes nothing.', making: 'Both sides are being read', outdated: 'Something was brought in or taken back since this was made. Make a new preview.', nothing: 'There is nothing of this kind in Moodle.',
    broughtIn: (run: number): string => `Brought in by run ${n(run)}`, bringIn: (count: number): string => `Bring in ${many(count, 'row', 'rows')}`, bringInTicked: (count: number): string => `Bring in the ${many(count, 'ticked row', 'ticked rows')} only`, csvLeft: 'CSV of what is not taken',
    askTitle: 'Write this into openSIS?', askText: (kind: string, count: number): string => `${kind}: ${many(count, 'row is', 'rows are')} written or linked, exactly as shown. A row that has changed since waits. The run can be taken back.`, askYes: 'Bring it in', started: 'The run has begun.',
    tabRows: 'Every row', tabDoubtful: (count: number): string => `Doubtful (${n(count)})`, tabDuplicates: (count: number): string => `Duplicates in Moodle (${n(count)})`, search: 'Search names, numbers and reasons', becomes: 'What becomes of it', became: 'What became of it', anyFate: 'Anything', record: 'In Moodle', decision: 'Decide', tick: 'Tick', tickLabel: (title: string): string => `Tick ${title}`, tickAll: 'Tick all rows of this page', untick: 'Untick all',
    leaveOut: 'Leave out', leaveOutFor: (title: string): string => `Leave out: ${title}`, leaveOutTicked: (count: number): string => `Leave out ${many(count, 'ticked row', 'ticked rows')}`, takeBack: 'Decide anew', takeBackFor: (title: string): string => `Decide anew: ${title}`,
    slow: (count: number): string => `${many(count, 'row goes', 'rows go')} into sections that take attendance`, slowWhy: (each: string, all: string): string => `openSIS recalculates its attendance for each: one took ${each} s when it was tried just now (and rolled back), so all take about ${all}.`, slowUnknown: 'openSIS recalculates its attendance for each, which takes seconds a row.', slowCure: 'Begin when nobody needs openSIS, or leave these rows out. The run can be aborted, and goes on where it was.',
    duplicates: (count: number): string => `${many(count, 'row shares', 'rows share')} an e-mail address or ID number in Moodle`, duplicatesWhy: 'They may be one person with two accounts, or one course twice. None of them is taken.', duplicatesCure: 'Correct them in Moodle, or leave out all but one of each.', duplicatesText: 'Leave out the accounts that are not used any more; the one that is left can then come.', showThem: 'Show them',
    doubtfulText: 'These may be somebody whom openSIS has. What you decide here is kept for later previews.', noDoubt: 'Nothing is doubtful.', inMoodle: 'Moodle', inOpensis: 'openSIS', notHere: 'not in this school and year', noCandidate: 'openSIS has nobody like this; the doubt is between records of Moodle, or of another kind.', isSame: 'The same person', isSameFor: (title: string, key: string): string => `The same person: ${title} is ${key}`, isNew: 'Somebody new', allNew: (count: number): string => `The ${n(count)} below are all new`,
    field: { first_name: 'First name', middle_name: 'Middle name', last_name: 'Last name', email: 'E-mail', username: 'User name', number: 'Number', phone: 'Phone', birth_date: 'Born', short_name: 'Short name', category: 'Category', begins: 'Begins', ends: 'Ends' } as Record<string, string>,
    runOf: (kind: string): string => `Get LMS Data: ${kind.toLowerCase()}`, rowsOfRun: 'What it brought in, and what it did not take', onlyLeft: 'Only what it did not take', takenBack: 'taken back', person: 'Person', login: 'User name',
    runMeaning: { running: 'It is working now.', in_step: 'All that was to be brought in is in openSIS.', some_refused: 'Everything else went through; what was not taken stands below with the reason.', interrupted: 'Somebody ended it. What was brought in is kept and linked; a new preview goes on from here.', died: 'The program was stopped in the middle. Each record is there whole or not at all; a new preview goes on from here.', incomplete: 'One side broke off. Nothing half is kept; a new preview goes on from here.' } as Partial<Record<Run['state'], string>>,
    undoText: 'What the run created in openSIS is removed again and what it changed gets its former value, record by record, last first. A record that somebody has changed since, or that others hang on, stays and is named.',
    passwords: (count: number): string => many(count, 'first password waits to be handed out', 'first passwords wait to be handed out'), passwordsWhy: 'openSIS holds only their fingerprints. The passwords lie sealed in Causeway until somebody takes them.', passwordsCure: 'Take them as a file, hand them out, and delete the file.', passwordsTake: 'Take them as a file', passwordsTitle: 'Take the first passwords?', passwordsText: 'The file can be had once: with it Causeway forgets them. That you took it goes into the audit.',
    policy: {
      school: 'School that takes it up', choose: 'Choose one', chooseSchool: 'Choose the school first.', from: 'A course in openSIS is made from', fromHelp: 'The section is always Moodle’s course.', fromCategory: 'Moodle’s category', fromCourse: 'Moodle’s course', dates: 'Dates', datesHelp: 'Of the section.', datesPeriod: 'The shortest marking period that holds the course', datesOwn: 'The course’s own dates',
      credits: 'Credits', creditsHelp: 'Of each course.', grade: 'Grade level', gradeHistory: 'Grade level equivalent', gradeHelp: 'Where no category says otherwise.', gradeFirst: 'The school’s first', gradeNone: 'says nothing', gradeMap: (count: number): string => (count === 0 ? 'Grade levels by Moodle’s categories' : `Grade levels by Moodle’s categories (${n(count)} set)`), afterFirst: 'Categories and grade levels are listed here after the first preview.',
      placeMap: (count: number): string => (count === 0 ? 'Subjects and courses by Moodle’s categories' : `Subjects and courses by Moodle’s categories (${n(count)} set)`), placeHelp: 'Without an entry the category names the course, and the one above it the subject.', subject: 'Subject', course: 'Course', asNamed: 'as the category is named',
      roles: 'Roles in Moodle', teacherRoles: 'Roles that teach', studentRoles: 'Roles that learn', rolesHelp: 'Short names, with commas between.', passwords: 'Make a random first password for everybody who is new', passwordsHelp: 'Else nobody new can sign in to openSIS with a password until one is set there.',
    },
  },

  grades: {
    title: 'Grades', lead: 'What of Moodle’s gradebooks stands in openSIS’s, section by section.', leadTeacher: 'What of your Moodle gradebooks stands in openSIS’s.', off: problem('Grades are not carried', 'They are switched off for this link.', 'A super administrator switches them on under LMS Settings.', 'grades.off'),
    going: 'Being fetched', never: 'Not fetched yet', lastPull: 'Fetched', begun: 'Begun…', nothingNew: 'nothing new', restored: (count: number): string => `${n(count)} put back`, pullAll: 'Get what changed now', pullOwn: 'Get LMS grades', pullThis: 'Get this section’s grades now',
    none: 'No section is in Moodle yet.', noneOwn: 'You teach no section that is in Moodle.', items: 'Graded items', item: 'Item', grades: 'Grades', newest: 'Newest grade', keeper: 'Gradebook kept by', differences: 'Differences', allDifferences: 'All differences', course: 'Course in Moodle', courseShort: 'Course', finalsWritten: (count: number): string => many(count, 'section grade', 'section grades'),
    options: { opensis: ['openSIS', 'Points come over as they are; openSIS weighs them, and the teacher posts the section’s grade.'], moodle: ['Moodle', 'Moodle weighs; its course total comes over as the section’s grade, the items for reading.'] } as Record<'opensis' | 'moodle', [string, string]>,
    from: { section: 'chosen for this section', school: 'chosen for the school', settings: 'as the settings say' }, change: 'Change…', schoolOption: 'Who keeps a school’s gradebooks', schoolOptionText: 'Sections that chose for themselves keep their choice. You see what would change first.', chooseSchool: 'Choose a school', planFor: (who: string): string => `See what changes if ${who} keeps them`,
    weights: 'Weights', weightsOn: 'openSIS weighs categories', weightsOff: 'openSIS adds up points', weightsProposed: (list: string): string => `openSIS adds up points; Moodle’s weights stand ready: ${list}`, period: 'Marking period', book: 'Gradebook', total: 'Total', posted: 'Section grade', extra: 'extra credit', outOf: (points: number): string => `of ${n(points)}`, of: 'of', left: 'left the section', notGraded: 'not graded', noItems: 'No graded item came over yet.', noStudents: 'No student is in this section.',
    cellLabel: (student: string, item: string, points: string): string => `${student}, ${item}: ${points}. Where it comes from`, whyLabel: (total: string, student: string): string => `${total}: why the totals of ${student} differ`, legend: '* exempt · underlined: entered in openSIS · framed: differs from Moodle. Press a grade to see where it comes from, a total to see how it compares with Moodle’s.',
    inOpensis: 'In openSIS', inMoodle: 'In Moodle', comment: 'Comment', raw: (points: number): string => `${points} as the activity gave it`, stateWord: 'State', share: 'Share of the total above', gradedAt: 'Graded', grader: (id: number): string => `by Moodle user ${id}`, source: 'Comes from', enteredThere: 'entered in openSIS', category: 'Category', points: 'Points', due: 'Due',
    differencesLead: 'openSIS’s value was kept although Moodle’s is another. Nothing happens until you decide.', noDifferences: 'openSIS and Moodle agree, or openSIS’s value was chosen.', kept: (count: number): string => many(count, 'value was kept in openSIS', 'values were kept in openSIS'), keptText: 'Moodle has another value, but somebody entered, changed or posted this one in openSIS.', firstOf: (shown: number, total: number): string => `The first ${n(shown)} of ${n(total)}`,
    what: 'What', whyKept: 'Why it was kept', chosen: 'Chosen', choose: (what: string): string => `Choose ${what}`, ticked: (count: number): string => `${n(count)} chosen`, theTicked: 'the chosen ones', takeMoodle: 'Take Moodle’s', keepOpensis: 'Keep openSIS’s', takeLabel: (what: string): string => `Take Moodle’s: ${what}`, keepLabel: (what: string): string => `Keep openSIS’s: ${what}`,
    askMoodle: (count: number): string => `Take Moodle’s ${count === 1 ? 'value' : `${n(count)} values`}?`, askMoodleText: 'It replaces what stands in openSIS now. “Undo” of that run brings it back.', askOpensis: (count: number): string => `Keep openSIS’s ${count === 1 ? 'value' : `${n(count)} values`}?`, askOpensisText: 'It stays, and is not asked about again until Moodle’s value changes.',
    optionTitle: (of: string): string => `Who keeps the gradebook: ${of}`, looking: 'shown below', wouldChange: (sections: number): string => `What would change in ${many(sections, 'section', 'sections')}`, changesNothing: 'No row of openSIS changes.', confirm: (who: string): string => `Let ${who} keep it`, planAgain: 'Look again', everyChange: 'Every change', switched: 'Done', staysKept: 'What stays', staysKeptText: (count: number): string => `${many(count, 'value', 'values')} of openSIS stay as they are, and are listed as differences.`, before: 'Before', after: 'After',
    whyTitle: (name: string): string => `Totals of ${name}`, whyShort: 'Why totals differ', totalOpensis: 'openSIS’s gradebook', totalMoodle: 'Moodle’s course total', reasons: 'Why they differ', agree: 'They agree.', moodleTable: 'Moodle’s own table', tableEmpty: 'Moodle shows nothing for this student.', tableColumns: { grade: 'Grade', range: 'Range', percentage: 'Percentage', weight: 'Weight', contribution: 'Contribution', feedback: 'Feedback' },
    kind: { category: 'Categories', item: 'Graded items', grade: 'Grades', final: 'Section grades', sent: 'Sent to Moodle' } as Record<'category' | 'item' | 'grade' | 'final' | 'sent', string>, verb: { create: 'New', update: 'Changed', remove: 'Taken away' } as Record<'create' | 'update' | 'remove', string>,
    inStep: 'openSIS’s gradebooks hold what was to come over; what was kept there is listed as differences.',
    counted: { created: 'New', updated: 'Changed', removed: 'Taken away', kept: 'Kept', refused: 'Refused', unchanged: 'Unchanged' }, countedHint: { created: 'new in openSIS; of what was sent, in Moodle', updated: 'changed in openSIS; of what was sent, in Moodle', removed: 'taken out of openSIS', kept: 'openSIS’s value stays although Moodle’s is another', refused: 'openSIS cannot hold it', unchanged: 'both sides agree' },
    readWhole: (count: number): string => `${many(count, 'gradebook', 'gradebooks')} read whole`, readNews: (count: number): string => `${many(count, 'gradebook', 'gradebooks')} had news`, undoneWords: (restored: number, kept: number): string => `${many(restored, 'row was', 'rows were')} put back; ${n(kept)} changed in openSIS since and stay.`, undone: 'What that run did was put back. If it changed who keeps a gradebook, that is as it was before.', keeperBack: (of: string, now: string, newer: boolean): string => (newer ? `Who keeps the gradebook of ${of} was chosen anew since that run, and stays: ${now}.` : `Who keeps the gradebook of ${of} is as it was before: ${now}.`), keeperNone: 'no choice of its own', keeperOpen: 'Open the gradebook', undoneBy: (run: number): string => `undone by run ${run}`,
  },

  rollover: {
    title: 'Rollover', lead: 'A school stays in its year until a person turns it here, whatever openSIS has rolled over to meanwhile. Last year’s courses and grades are kept.',
    schools: 'Schools and their years', noSchools: 'No school takes part.', now: 'Year', next: 'openSIS has', none: '–', rolledOver: 'rolled over', noStudents: 'no students yet', linked: 'Made out of the old year',
    part: (what: string, linked: number, all: number): string => `${what} ${n(linked)} of ${n(all)}`,
    nothing: 'openSIS has not rolled over yet. When it has, the turn is planned here.', begins: 'Day of the new year’s first sync', makePlan: 'Plan the turn',
    plan: (day: string): string => `The plan, for ${day}`, counts: 'What would become of what', show: 'Which rows', nobody: 'Nothing.', record: 'Name', why: 'Why', doubtful: 'doubtful',
    fate: { hidden: 'Courses hidden and kept', made: 'Courses made anew', leaves: 'People who leave', joins: 'New people', moves: 'Move to another school' },
    short: { hidden: 'Hidden', made: 'Made anew', leaves: 'Leave', joins: 'New', moves: 'Move here' },
    madeOf: (made: number, old: number): string => `${n(made)} (${n(old)} rolled over)`, goingOn: 'Go on', goingOnOf: (all: number, same: number): string => (same === 0 ? n(all) : `${n(all)} (${n(same)} in the same grade)`), doubtfulOf: (count: number): string => `${n(count)} doubtful`,
    name: 'Your name', because: 'Reason (not needed)', becauseNeeded: 'Reason', confirm: 'Confirm the turn', confirmed: (day: string): string => `Confirmed. The new year begins with the first sync from ${day} on.`,
    turnOf: (year: number): string => `Turn into ${year}`, confirmedBy: (who: string): string => `Confirmed by ${who},`, done: 'done', begun: 'begun', waits: (day: string): string => `waits for its first sync, from ${day}`,
    takeBack: 'Take it back', takenBack: 'Taken back. The old year goes on.', tooLate: 'It cannot be taken back any more: the new year has begun with', run: (id: number): string => `run ${n(id)}`,
    hold: 'Hold removals', holdText: 'Between these days, both included, nothing is taken away in Moodle: no account is suspended, no enrolment ended, no course hidden. What is new still comes. Each record that is held says so, and until when.',
    from: 'First day', to: 'Last day', setHold: 'Hold', release: 'Release now', holdSet: 'The hold is set.', released: 'The hold is released.', heldBetween: (from: string, to: string, by: string): string => `${from} to ${to}, by ${by}`,
    policyTitle: 'When the school year turns', courses: 'Last year’s courses',
    coursesOption: { hide: ['Hide them (recommended)', 'Students see them no more; teachers do. They are kept, with all work and grades.'], keep: ['Leave them to be seen', 'Students go on seeing last year’s courses beside the new ones.'] } as Record<string, [string, string]>,
    enrolments: 'Enrolments in them',
    enrolmentsOption: { keep: ['Leave them (recommended)', 'They ended with their last day. Nobody is unenrolled, and grades stay.'], suspend: ['Suspend them, too', 'Nobody is unenrolled, and grades stay; teachers see who is suspended.'] } as Record<string, [string, string]>,
    limits: 'When a turn wants a reason', limitsText: (leaving: number, missing: number): string => `It wants one when more than ${leaving} % of a school’s students or staff would leave with it, or when openSIS holds ${missing} % less than before of courses, sections, staff or students in the new year.`,
    limitLeaving: 'Percent who leave', limitMissing: 'Percent that are missing',
    ahead: (year: number): string => `openSIS has rolled over to ${year}; look at the Rollover page.`, open: 'Rollover',
  },

  framed: {
    ended: problem('This page is not open any more', 'The session that openSIS began has ended, or this browser keeps no cookie for a page inside another one.', 'Choose the page in openSIS’s menu again. If that does not help, let the browser keep cookies of this address, or open Causeway in a window of its own.', 'console.framed'),
  },

  audit: {
    title: 'Audit', lead: 'Who did what, and when.', who: 'Who', action: 'Action', actionHelp: 'An action or its beginning, such as session or run', from: 'From', to: 'To', when: 'When', where: 'From address', about: 'About', detail: 'Detail', empty: 'No entries.',
    actions: {
      'session.setup': 'Made the first account', 'session.begin': 'Signed in', 'session.end': 'Signed out', 'session.refused': 'Was not let in', 'user.create': 'Added an account', 'user.change': 'Changed an account', 'user.password': 'Changed their password', 'user.remove': 'Deleted an account',
      'link.create': 'Set up a link', 'link.settings': 'Changed settings', 'link.connect': 'Checked Moodle', 'link.opensis_check': 'Checked openSIS’s database', 'link.enable': 'Switched synchronization on', 'link.disable': 'Switched synchronization off',
      'plan.make': 'Asked for a plan', 'run.start': 'Began a run', 'run.abort': 'Aborted a run', 'run.undo': 'Undid a run', 'run.override': 'Lifted the brake', 'person.tick': 'Said whether a person takes part', 'section.tick': 'Said whether a section takes part', 'match.link': 'Linked a person to an account', 'match.create': 'Decided on a new account', 'match.leave_out': 'Left a person out', 'audit.export': 'Exported the audit',
      'grades.pull': 'Pulled grades from Moodle', 'grades.take': 'Decided whose grade counts', 'grades.option': 'Changed who keeps the gradebook',
      'field.map': 'Mapped a field', 'field.change': 'Changed a row of the field mapping', 'field.unmap': 'Took a row out of the field mapping', 'field.pull': 'Fetched mapped fields from Moodle',
      'intake.preview': 'Asked for a preview of Get LMS Data', 'intake.choose': 'Decided about rows of a preview', 'intake.start': 'Began to bring in from Moodle', 'intake.export': 'Exported what is not taken', 'intake.passwords': 'Took first passwords',
      'rollover.confirm': 'Confirmed the turn of the year', 'rollover.take_back': 'Took the turn of the year back', 'rollover.hold': 'Held removals', 'rollover.release': 'Released the hold',
      'handover.page': 'Came over from openSIS', 'handover.refused': 'Was not let over from openSIS', 'sso.in': 'Went on to Moodle', 'sso.follow': 'Went on to Moodle', 'sso.refused': 'Was not let on to Moodle',
    } as Record<string, string>,
  },

  accounts: {
    title: 'Accounts', lead: 'Who may use this console.', add: 'Add an account', name: 'Name', role: 'Role', schools: 'Schools', allSchools: 'everything', lastSignIn: 'Last sign-in', enabled: 'Enabled', disable: 'Disable', enable: 'Enable', remove: 'Delete', removeTitle: (name: string): string => `Delete the account ${name}?`, removeText: 'The audit keeps the name.', resetPassword: 'New password', added: 'The account was made.', changed: 'Changed.', removed: 'Deleted.', password: 'First password', passwordHelp: 'At least 12 characters. They can change it after signing in.', yourself: 'you', resetHelp: 'Leave empty to keep the present one. At least 12 characters.', noSchools: 'No school is known yet; they come with the check of openSIS’s database.', schoolsFor: (name: string): string => `Schools of ${name}`,
  },
};

export type Texts = typeof texts;
export const t: Texts = texts;
