<?php
// SPDX-License-Identifier: GPL-3.0-or-later
// Fills a course of a real Moodle with the gradebook that tests/contract/gradebook_test.cpp expects (and gives the
// stand-in itself): weighted categories, a drop rule, extra credit, a scale; assignments, a quiz, a lesson and manual
// items; late, missing, exempt, hidden, overridden grades, and one of a student whose enrolment is suspended.
// Run from the Moodle's own folder, once: php /path/to/gradebook_site.php
define('CLI_SCRIPT', true);
require(getcwd() . '/config.php');
require_once($CFG->libdir . '/gradelib.php');
require_once($CFG->dirroot . '/course/modlib.php');
require_once($CFG->dirroot . '/course/lib.php');
require_once($CFG->dirroot . '/user/lib.php');
require_once($CFG->dirroot . '/mod/assign/locallib.php');

\core\session\manager::set_user(get_admin());
const DAY = 86400;
$now = time();
if ($old = $DB->get_record('course', ['idnumber' => 'contract:gradebook'])) {
    delete_course($old, false);
}
$course = create_course((object) ['fullname' => 'Contract gradebook', 'shortname' => 'CONTRACT-GB', 'category' => 1,
    'idnumber' => 'contract:gradebook', 'newsitems' => 0, 'numsections' => 1, 'format' => 'topics']);
$users = [];
$manual = enrol_get_plugin('manual');
$instance = $DB->get_record('enrol', ['courseid' => $course->id, 'enrol' => 'manual'], '*', MUST_EXIST);
$role = $DB->get_field('role', 'id', ['shortname' => 'student']);
foreach (range(1, 5) as $n) {
    $found = $DB->get_record('user', ['username' => "contract-g$n", 'deleted' => 0]);
    $users[$n] = $found ? $found->id : user_create_user((object) ['username' => "contract-g$n", 'auth' => 'nologin',
        'firstname' => 'Grade', 'lastname' => "Bearer $n", 'email' => "contract-g$n@example.org",
        'idnumber' => "contract:g$n", 'mnethostid' => $CFG->mnet_localhost_id, 'confirmed' => 1], false, false);
    $manual->enrol_user($instance, $users[$n], $role, 0, 0, $n === 5 ? ENROL_USER_SUSPENDED : ENROL_USER_ACTIVE);
}

function category(int $courseid, string $name, int $aggregation, float $weight, array $more = []): grade_category {
    $category = new grade_category(['courseid' => $courseid, 'fullname' => $name, 'aggregation' => $aggregation] + $more,
        false);
    $category->insert();
    $item = $category->load_grade_item();
    $item->aggregationcoef = $weight;
    $item->update();
    return $category;
}
$top = grade_category::fetch_course_category($course->id);
$top->aggregation = GRADE_AGGREGATE_WEIGHTED_MEAN;
$top->aggregateonlygraded = 1;
$top->update();
$homework = category($course->id, 'Homework', GRADE_AGGREGATE_WEIGHTED_MEAN2, 40, ['droplow' => 1, 'aggregateonlygraded' => 1]);
$tests = category($course->id, 'Tests', GRADE_AGGREGATE_SUM, 60);

function activity(stdClass $course, string $module, string $name, array $more): grade_item {
    global $DB;
    $info = (object) ($more + ['modulename' => $module, 'course' => $course->id, 'section' => 1, 'visible' => 1,
        'name' => $name, 'introeditor' => ['text' => "About $name", 'format' => FORMAT_HTML, 'itemid' => 0],
        'module' => $DB->get_field('modules', 'id', ['name' => $module]), 'cmidnumber' => '', 'groupmode' => 0,
        'groupingid' => 0, 'availability' => null, 'completion' => 0]);
    $made = add_moduleinfo($info, $course);
    return grade_item::fetch(['courseid' => $course->id, 'itemtype' => 'mod', 'itemmodule' => $module,
        'iteminstance' => $made->instance, 'itemnumber' => 0]);
}
function assignment(stdClass $course, string $name, float $max, int $due, array $more = []): grade_item {
    return activity($course, 'assign', $name, $more + ['grade' => $max, 'duedate' => $due, 'cutoffdate' => 0,
        'allowsubmissionsfromdate' => $due ? $due - 7 * DAY : 0, 'gradingduedate' => 0, 'submissiondrafts' => 0,
        'requiresubmissionstatement' => 0, 'sendnotifications' => 0, 'sendlatenotifications' => 0,
        'sendstudentnotifications' => 0, 'teamsubmission' => 0, 'requireallteammemberssubmit' => 0,
        'teamsubmissiongroupingid' => 0, 'blindmarking' => 0, 'attemptreopenmethod' => 'untilpass', 'maxattempts' => 1,
        'markingworkflow' => 0, 'markingallocation' => 0, 'markinganonymous' => 0, 'activityformat' => 0,
        'timelimit' => 0, 'submissionattachments' => 0, 'assignsubmission_onlinetext_enabled' => 1,
        'assignsubmission_file_enabled' => 0, 'assignfeedback_comments_enabled' => 1]);
}
$items = [
    'HW1' => assignment($course, 'HW1', 50, $now - 10 * DAY),
    'HW2' => assignment($course, 'HW2', 20, $now - 5 * DAY),
    'HW3' => assignment($course, 'HW3', 10, 0, ['visible' => 0]),
    'Quiz' => activity($course, 'quiz', 'Quiz', ['grade' => 20, 'timeopen' => $now - 20 * DAY,
        'timeclose' => $now + 20 * DAY, 'timelimit' => 0, 'quizpassword' => '', 'preferredbehaviour' => 'deferredfeedback',
        'attempts' => 0, 'grademethod' => 1, 'decimalpoints' => 2, 'questiondecimalpoints' => -1, 'shuffleanswers' => 1,
        'questionsperpage' => 1, 'navmethod' => 'free', 'sumgrades' => 20, 'overduehandling' => 'autosubmit',
        'graceperiod' => 0, 'browsersecurity' => '-', 'feedbacktext' => [['text' => '', 'format' => FORMAT_HTML, 'itemid' => 0]], 'feedbackboundaries' => [], 'marksimmediately' => 1,
        'marksopen' => 1, 'marksclosed' => 1]),
    'Lesson' => activity($course, 'lesson', 'Lesson', ['grade' => 100, 'available' => $now - 20 * DAY,
        'deadline' => $now + 20 * DAY, 'timelimit' => 0, 'retake' => 0, 'practice' => 0, 'maxanswers' => 5,
        'maxattempts' => 1, 'usepassword' => 0, 'password' => '', 'dependency' => 0, 'timespent' => 0, 'completed' => 0,
        'gradebetterthan' => 0, 'custom' => 1, 'mediafile' => 0, 'feedback' => 0, 'review' => 0, 'progressbar' => 0]),
];
foreach (['HW1', 'HW2', 'HW3'] as $name) {
    $items[$name]->set_parent($homework->id);
}
foreach (['Quiz', 'Lesson'] as $name) {
    $items[$name]->set_parent($tests->id);
}
function manual_item(int $courseid, string $name, int $categoryid, array $more): grade_item {
    $item = new grade_item(['courseid' => $courseid, 'itemtype' => 'manual', 'itemname' => $name,
        'categoryid' => $categoryid] + $more, false);
    $item->insert('manual');
    return $item;
}
$items['Bonus'] = manual_item($course->id, 'Bonus', $tests->id, ['gradetype' => GRADE_TYPE_VALUE, 'grademax' => 5]);
$items['Bonus']->aggregationcoef = 1; // Extra credit.
$items['Bonus']->update();
$scale = new grade_scale(['courseid' => 0, 'userid' => 2, 'name' => 'Contract effort', 'scale' => 'Low,Fair,Good',
    'description' => ''], false);
$scaleid = $DB->get_field('scale', 'id', ['name' => 'Contract effort'], IGNORE_MULTIPLE) ?: $scale->insert();
$items['Effort'] = manual_item($course->id, 'Effort', $top->id, ['gradetype' => GRADE_TYPE_SCALE, 'scaleid' => $scaleid,
    'grademax' => 3, 'grademin' => 1]);
$items['Effort']->aggregationcoef = 10;
$items['Effort']->update();

function raw(grade_item $item, int $user, ?float $points, string $feedback = ''): void {
    grade_update('mod/' . $item->itemmodule, $item->courseid, 'mod', $item->itemmodule, $item->iteminstance, 0,
        ['userid' => $user, 'rawgrade' => $points, 'feedback' => $feedback, 'feedbackformat' => FORMAT_HTML,
         'dategraded' => time()]);
}
function typed(grade_item $item, int $user, float $points): void {
    $item->update_final_grade($user, $points, 'gradebook');
}
function submission(grade_item $item, int $user, int $when): void {
    global $DB;
    $DB->insert_record('assign_submission', (object) ['assignment' => $item->iteminstance, 'userid' => $user,
        'timecreated' => $when, 'timemodified' => $when, 'status' => 'submitted', 'groupid' => 0, 'attemptnumber' => 0,
        'latest' => 1]);
}
submission($items['HW1'], $users[1], $now - 9 * DAY); // A day late.
submission($items['HW1'], $users[2], $now - 11 * DAY);
raw($items['HW1'], $users[1], 40, '<p>Well <b>done</b></p>');
raw($items['HW2'], $users[1], 15);
raw($items['HW3'], $users[1], 8);
raw($items['Quiz'], $users[1], 18);
raw($items['Lesson'], $users[1], 90);
typed($items['Bonus'], $users[1], 3);
typed($items['Effort'], $users[1], 2);
raw($items['HW1'], $users[2], 30);
typed($items['HW1'], $users[2], 49); // Overridden.
raw($items['HW2'], $users[2], 10);
raw($items['Quiz'], $users[2], 10);
raw($items['Lesson'], $users[2], 50);
raw($items['HW1'], $users[3], 20);
raw($items['Quiz'], $users[3], 0);
raw($items['HW1'], $users[5], 30);
$grade = grade_grade::fetch(['itemid' => $items['HW2']->id, 'userid' => $users[2]]);
$grade->set_excluded(true);
$grade = grade_grade::fetch(['itemid' => $items['HW1']->id, 'userid' => $users[3]]);
$grade->set_hidden(1);
grade_regrade_final_grades($course->id);
rebuild_course_cache($course->id, true);
echo json_encode(['course' => (int) $course->id, 'users' => array_map('intval', array_values($users)),
    'items' => array_map(fn($item) => (int) $item->id, $items)], JSON_PRETTY_PRINT), "\n";
