// SPDX-License-Identifier: GPL-3.0-or-later
// What Connect and the openSIS check answer: one that passed and one that failed of each.
import { now, problem, schools } from './school.mjs';

const article = [
  ['auth_userkey_request_login_url', 'sign-in from openSIS', false], ['core_course_create_categories', 'new categories', true], ['core_course_create_courses', 'new sections', true],
  ['core_course_get_contents', 'where a graded item stands', false], ['core_course_update_categories', 'renamed categories', true], ['core_course_update_courses', 'renamed, moved and ended sections', true],
  ['core_role_assign_roles', 'managers of a school', false], ['core_user_create_users', 'new people', true], ['core_user_delete_users', 'deletion by the policy', false], ['core_user_get_users', 'finding accounts', true],
  ['core_user_get_users_by_field', 'finding accounts', true], ['core_user_update_users', 'changed people', true], ['enrol_manual_enrol_users', 'enrolments', true], ['enrol_manual_unenrol_users', 'unenrolment by the policy', true],
  ['gradereport_user_get_grade_items', 'grades', false], ['local_get_assignment_information', 'graded items of many courses', false], ['local_get_course_information', 'reading courses', false], ['local_get_schedule_information', 'reading enrolments', false],
  ['local_get_users_information', 'reading people', false], ['mod_lesson_get_lessons_by_courses', 'graded lessons', false], ['mod_quiz_get_quizzes_by_courses', 'graded quizzes', false], ['core_course_delete_courses', 'undo of a created course', false],
  ['core_course_delete_categories', 'undo of a created category', false], ['core_enrol_get_users_courses', 'a person’s page', false], ['mod_assign_get_assignments', 'graded assignments', false], ['gradereport_overview_get_course_grades', 'course totals', false],
  ['core_enrol_get_enrolled_users', 'comparing enrolments', true], ['local_get_grade_category_information', 'grade categories', false], ['local_get_grade_category_by_module', 'grade categories', false], ['gradereport_user_get_grades_table', 'what Moodle shows', false],
  ['core_webservice_get_site_info', 'Connect', true],
];

const functions = (missing) => article.map(([name, needed_for, required]) => ({
  name, needed_for, required, granted: !missing.includes(name),
  cure: missing.includes(name) ? `Add “${name}” to the service’s functions under Site administration › Server › Web services › External services.` : '',
}));

export function connection(state) {
  const passed = state !== 'failed' && state !== 'refused';
  const missing = state === 'failed' ? ['enrol_manual_enrol_users', 'core_role_assign_roles'] : [];
  const steps = state === 'refused' ? [
    { name: 'address', title: 'Moodle answers at this address', state: 'ok', detail: 'https://moodle.example.org' },
    { name: 'token', title: 'The service token is accepted', state: 'failed', detail: '',
      problem: problem('The service token is accepted', 'Moodle answered “invalidtoken”: it knows no such token, or it has run out.', 'Copy the token anew under Site administration › Server › Web services › Manage tokens, and paste it here.', 'moodle.invalidtoken') },
    { name: 'functions', title: 'The functions are granted', state: 'skipped', detail: '' },
    { name: 'rights', title: 'The account may do what is needed', state: 'skipped', detail: '' },
  ] : [
    { name: 'address', title: 'Moodle answers at this address', state: 'ok', detail: 'https://moodle.example.org in 41 ms' },
    { name: 'token', title: 'The service token is accepted', state: 'ok', detail: 'account causeway' },
    { name: 'release', title: 'Release of Moodle', state: 'ok', detail: '4.5.6' },
    { name: 'clock', title: 'The clocks agree', state: 'ok', detail: 'within a second' },
    passed ? { name: 'functions', title: 'The functions are granted', state: 'ok', detail: '31 of 31' }
      : { name: 'functions', title: 'The functions are granted', state: 'failed', detail: '29 of 31',
        problem: problem('Two functions are missing', 'The external service of this token does not contain them.', 'Add them to the service; the table below names each.', 'moodle.functions_missing') },
    { name: 'sso', title: 'Sign-in from openSIS', state: 'ok', detail: 'one-time addresses work' },
    { name: 'limits', title: 'Input limit of Moodle’s PHP', state: 'warning', detail: 'max_input_vars = 1000',
      problem: problem('Batches are kept small', 'PHP cuts requests with more than 1000 values.', 'Set max_input_vars = 5000 in Moodle’s php.ini and restart PHP.', 'moodle.input_vars') },
    { name: 'roles', title: 'Roles by short name', state: 'ok', detail: 'student 5, editingteacher 3, manager 1' },
  ];
  return {
    usable: passed, checked_at: now() - 4, moodle_release: state === 'refused' ? '' : '4.5.6', build: state === 'refused' ? '' : '20250811', version: state === 'refused' ? '' : '2024100706',
    release: state === 'refused' ? '' : '4.5.6 (Build: 20250811)', site: state === 'refused' ? '' : 'Hillside Learning', url: 'https://moodle.example.org', account: state === 'refused' ? '' : 'causeway',
    functions: functions(missing), steps, new_user_auth: 'userkey', roles: { student: 5, teacher: 3, manager: 1, proven: passed }, max_input_vars: 1000,
    article_functions: { granted: 31 - missing.length, of: 31 },
    plugins: { web_services: { installed: state !== 'refused', version: 2026112300, release: '1.0.0', newer_at_hand: false }, authenticator: { installed: state !== 'refused', version: 2026111500, release: '0.9.0', newer_at_hand: true } },
    fast_path: passed, clock_skew_seconds: state === 'refused' ? null : 0,
  };
}

const grants = `CREATE USER 'causeway'@'192.0.2.20' IDENTIFIED BY 'choose-a-password';
GRANT SELECT (ID, TITLE, SYEAR) ON opensis.schools TO 'causeway'@'192.0.2.20';
GRANT SELECT (STUDENT_ID, FIRST_NAME, LAST_NAME, MIDDLE_NAME, EMAIL, USERNAME) ON opensis.students TO 'causeway'@'192.0.2.20';
GRANT SELECT (COURSE_PERIOD_ID, COURSE_ID, TITLE, SHORT_NAME, TEACHER_ID) ON opensis.course_periods TO 'causeway'@'192.0.2.20';`;

export function opensisCheck(ok) {
  return {
    ok, checked_at: now() - 9, database: ok ? 'opensis on db.example.org (MariaDB 10.11.6)' : '', version: ok ? '9.2' : '', build: ok ? 'Community' : '', missing: [],
    warnings: ok ? [problem('No index on the schedule’s date of change', 'Looking for changes reads 41,000 rows each time.', 'CREATE INDEX schedule_updated ON schedule (last_updated);', 'opensis.no_index', 'schedule.last_updated')] : [],
    problem: ok ? null : problem('openSIS’s database refuses the account', 'The server answered: access denied for ‘causeway’ (1045).', 'Check account and password, or have the statements below run.', 'db.access_denied', 'opensis.password'),
    schools: ok ? schools : [], grants,
  };
}
