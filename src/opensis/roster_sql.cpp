// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/roster_sql.h"

#include <array>
#include <utility>

namespace causeway::opensis {

namespace sql {

// The snapshot is taken by this statement, not by the first SELECT after it.
const std::string_view kBegin = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";

const std::string_view kSchoolYears = R"(
SELECT school_id, syear, start_date, end_date
FROM school_years
WHERE school_id IS NOT NULL AND syear IS NOT NULL)";

const std::string_view kSchools = "SELECT id, title FROM schools ORDER BY id";
const std::string_view kCountSchools = "SELECT COUNT(*) FROM schools WHERE 1 = 1 {in school id}";

const std::string_view kAnyEnrolled =
    "SELECT e.student_id FROM student_enrollment e WHERE e.school_id = ? AND e.syear = ? LIMIT 1";

// ---- fragments ------------------------------------------------------------------------------

// Courses that take part: their own school and year, and a subject above them. A subject without
// a year belongs to every year of its school.
constexpr std::string_view kCoursesFrom = R"({scope} scope
JOIN courses c ON c.school_id = scope.school AND c.syear = scope.year
JOIN course_subjects cs ON cs.subject_id = c.subject_id AND cs.school_id = c.school_id
  AND (cs.syear = c.syear OR cs.syear IS NULL))";

// Sections that take part: those of a course that does.
constexpr std::string_view kSectionsFrom = R"({scope} scope
JOIN course_periods cp ON cp.school_id = scope.school AND cp.syear = scope.year
JOIN courses c ON c.course_id = cp.course_id AND c.school_id = cp.school_id AND c.syear = cp.syear
JOIN course_subjects cs ON cs.subject_id = c.subject_id AND cs.school_id = c.school_id
  AND (cs.syear = c.syear OR cs.syear IS NULL))";

// The marking period of a section. One number may stand for a year and a semester at once (an
// installation that mixes the sample school with one's own does that), so the level decides.
constexpr std::string_view kMarkingPeriods = R"(
LEFT JOIN school_years my ON cp.mp = 'FY' AND my.marking_period_id = cp.marking_period_id
  AND my.school_id = cp.school_id AND my.syear = cp.syear
LEFT JOIN school_semesters ms ON cp.mp = 'SEM' AND ms.marking_period_id = cp.marking_period_id
  AND ms.school_id = cp.school_id AND ms.syear = cp.syear
LEFT JOIN school_quarters mq ON cp.mp = 'QTR' AND mq.marking_period_id = cp.marking_period_id
  AND mq.school_id = cp.school_id AND mq.syear = cp.syear
LEFT JOIN school_progress_periods mp ON cp.mp = 'PRO'
  AND mp.marking_period_id = cp.marking_period_id
  AND mp.school_id = cp.school_id AND mp.syear = cp.syear)";

// A section's own dates are authoritative (custom date ranges have nothing else); where they are
// missing, those of its marking period.
constexpr std::string_view kSectionBegin =
    "COALESCE(IF(cp.begin_date < '1000-01-01', NULL, cp.begin_date), "
    "my.start_date, ms.start_date, mq.start_date, mp.start_date)";
constexpr std::string_view kSectionEnd =
    "COALESCE(IF(cp.end_date < '1000-01-01', NULL, cp.end_date), "
    "my.end_date, ms.end_date, mq.end_date, mp.end_date)";

// Enrolments that hold on the deciding day. openSIS's own lists leave out rows without a start.
constexpr std::string_view kEnrolledNow = R"({scope} scope
JOIN student_enrollment e ON e.school_id = scope.school AND e.syear = scope.year
JOIN students s ON s.student_id = e.student_id
WHERE e.start_date <= scope.day
  AND (e.end_date IS NULL OR e.end_date < '1000-01-01' OR e.end_date >= scope.day))";

// Staff whose relationship with a school holds on the deciding day; the type is told by the
// profile's number or, in older rows, by its name. Rolling over, openSIS moves everybody's first
// day by a year, wherever the new year begins: who worked there in the year before still does.
constexpr std::string_view kWorksNow = R"({scope} scope
JOIN staff_school_relationship r ON r.school_id = scope.school AND r.syear = scope.year
JOIN staff st ON st.staff_id = r.staff_id
LEFT JOIN user_profiles up ON up.id = st.profile_id
WHERE (r.start_date IS NULL OR r.start_date <= scope.day OR EXISTS (
    SELECT 1 FROM staff_school_relationship b WHERE b.staff_id = r.staff_id
      AND b.school_id = r.school_id AND b.syear = r.syear - 1
      AND b.start_date + INTERVAL 1 YEAR = r.start_date
      AND (b.end_date IS NULL OR b.end_date < '1000-01-01' OR b.end_date >= scope.day)))
  AND (r.end_date IS NULL OR r.end_date < '1000-01-01' OR r.end_date >= scope.day))";

// Everybody of the staff stream, once for every reason.
constexpr std::string_view kStaffWho = R"((
SELECT r.staff_id AS staff, r.school_id AS school FROM {works_now} {in staff r.staff_id}
  AND (st.profile = 'teacher' OR up.profile = 'teacher' OR st.profile = ? OR up.profile = ?)
UNION ALL
SELECT cp.teacher_id, cp.school_id FROM {sections_from}
{in staff cp.teacher_id} {in staff.section cp.course_period_id} WHERE cp.teacher_id IS NOT NULL
UNION ALL
SELECT cp.secondary_teacher_id, cp.school_id FROM {sections_from}
{in staff cp.secondary_teacher_id} {in staff.section cp.course_period_id}
WHERE cp.secondary_teacher_id IS NOT NULL))";

constexpr std::string_view kTeachesWho = R"((
SELECT cp.course_period_id AS section, cp.teacher_id AS staff, cp.school_id AS school,
  {section_begin} AS begins, {section_end} AS ends
FROM {sections_from} {in teaches.place cp.course_period_id} {marking_periods} JOIN staff st ON st.staff_id = cp.teacher_id
UNION
SELECT cp.course_period_id, cp.secondary_teacher_id, cp.school_id,
  {section_begin}, {section_end}
FROM {sections_from} {in teaches.place cp.course_period_id} {marking_periods} JOIN staff st ON st.staff_id = cp.secondary_teacher_id))";

// The year's schedule rows of the schools, by their (syear, school_id) index.
constexpr std::string_view kScheduleFrom = R"({scope} scope
STRAIGHT_JOIN schedule sc ON sc.syear = scope.year AND sc.school_id = scope.school
  {in learns.who sc.student_id} {in learns.place sc.course_period_id})";

// All sections of the year, whatever they stand in.
constexpr std::string_view kSectionsOfYear = R"({scope} scope
JOIN course_periods cp ON cp.school_id = scope.school AND cp.syear = scope.year)";

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kFragments = {{
    {"courses_from", kCoursesFrom},
    {"sections_from", kSectionsFrom},
    {"marking_periods", kMarkingPeriods},
    {"section_begin", kSectionBegin},
    {"section_end", kSectionEnd},
    {"enrolled_now", kEnrolledNow},
    {"works_now", kWorksNow},
    {"staff_who", kStaffWho},
    {"teaches_who", kTeachesWho},
    {"schedule_from", kScheduleFrom},
    {"sections_of_year", kSectionsOfYear},
}};

// ---- listings, and the count of each --------------------------------------------------------

const std::string_view kSubjects = R"(
SELECT cs.subject_id, cs.school_id, cs.title
FROM {scope} scope
JOIN course_subjects cs ON cs.school_id = scope.school
  AND (cs.syear = scope.year OR cs.syear IS NULL) {in subject cs.subject_id}
ORDER BY cs.subject_id)";
const std::string_view kCountSubjects = R"(
SELECT COUNT(*)
FROM {scope} scope
JOIN course_subjects cs ON cs.school_id = scope.school
  AND (cs.syear = scope.year OR cs.syear IS NULL) {in subject cs.subject_id})";

const std::string_view kCourses = R"(
SELECT c.course_id, c.subject_id, c.school_id, c.title, c.short_name
FROM {courses_from} {in course c.course_id} ORDER BY c.course_id)";
const std::string_view kCountCourses =
    "SELECT COUNT(*) FROM {courses_from} {in course c.course_id}";

const std::string_view kSections = R"(
SELECT cp.course_period_id, cp.course_id, c.subject_id, cp.school_id, cp.syear, cp.short_name,
  c.title, c.short_name,
  COALESCE(my.title, ms.title, mq.title, mp.title), {section_begin}, {section_end}
FROM {sections_from} {in section cp.course_period_id} {marking_periods}
ORDER BY cp.course_period_id)";
const std::string_view kCountSections =
    "SELECT COUNT(*) FROM {sections_from} {in section cp.course_period_id}";
// All sections of the year, whether or not they have a course above them.
const std::string_view kCountOrphanSections = R"(
SELECT COUNT(*)
FROM {scope} scope
JOIN course_periods cp ON cp.school_id = scope.school AND cp.syear = scope.year
WHERE NOT EXISTS (SELECT 1 FROM courses c
  JOIN course_subjects cs ON cs.subject_id = c.subject_id AND cs.school_id = c.school_id
    AND (cs.syear = c.syear OR cs.syear IS NULL)
  WHERE c.course_id = cp.course_id AND c.school_id = cp.school_id AND c.syear = cp.syear))";

// One person may have several logins (an old one for each profile held) and contact rows: the
// rows of one come together, the login of the current profile first. Logins of students and
// parents count in number spaces of their own.
const std::string_view kStaff = R"(
SELECT st.staff_id, w.school, st.first_name, st.middle_name, st.last_name, st.email, st.is_disable,
  con.staff_work_email, la.username
FROM (SELECT who.staff, MIN(who.school) AS school FROM {staff_who} who GROUP BY who.staff) w
STRAIGHT_JOIN staff st ON st.staff_id = w.staff
LEFT JOIN staff_contact con ON con.staff_id = st.staff_id
LEFT JOIN login_authentication la ON la.user_id = st.staff_id AND la.profile_id NOT IN (3, 4)
  AND la.profile_id NOT IN (SELECT id FROM user_profiles WHERE profile IN ('student', 'parent'))
ORDER BY st.staff_id, la.profile_id = st.profile_id DESC, la.id, con.staff_phone_id)";
const std::string_view kCountStaff = R"(
SELECT COUNT(DISTINCT who.staff) FROM {staff_who} who STRAIGHT_JOIN staff st ON st.staff_id = who.staff)";

// Sorted by the narrow table alone, before the wide one is joined to it.
const std::string_view kStudents = R"(
SELECT s.student_id, w.school, s.first_name, s.middle_name, s.last_name, s.common_name, s.email,
  s.is_disable, la.username
FROM (SELECT e.student_id AS student, MIN(e.school_id) AS school
  FROM {enrolled_now} {in student s.student_id} GROUP BY e.student_id) w
STRAIGHT_JOIN students s ON s.student_id = w.student
LEFT JOIN login_authentication la ON la.user_id = s.student_id AND la.profile_id = 3
ORDER BY w.student)";
const std::string_view kCountStudents =
    "SELECT COUNT(DISTINCT e.student_id) FROM {enrolled_now} {in student s.student_id}";

const std::string_view kManages = R"(
SELECT DISTINCT r.school_id, r.staff_id
FROM {works_now} {in manages.place r.school_id} {in manages.who r.staff_id}
  AND (st.profile = 'admin' OR up.profile = 'admin')
ORDER BY r.school_id, r.staff_id)";
const std::string_view kCountManages = R"(
SELECT COUNT(DISTINCT r.school_id, r.staff_id)
FROM {works_now} {in manages.place r.school_id} {in manages.who r.staff_id}
  AND (st.profile = 'admin' OR up.profile = 'admin'))";

const std::string_view kTeaches = R"(
SELECT section, staff, school, begins, ends FROM {teaches_who} t ORDER BY section, staff)";
const std::string_view kCountTeaches = "SELECT COUNT(*) FROM {teaches_who} t";

// By far the longest listing, and therefore one table alone: joined with the sections and the
// enrolled students, its plan hangs on the server's guess of how many these are, and a wrong guess
// costs minutes. Those two are read before it, and each row is looked up in them by the reader.
const std::string_view kSchedule = R"(
SELECT sc.course_period_id, sc.student_id, sc.start_date, sc.end_date
FROM {schedule_from} ORDER BY sc.course_period_id, sc.student_id)";
const std::string_view kCountSchedule = "SELECT COUNT(*) FROM {schedule_from}";

const std::string_view kHeldSections = R"(
SELECT cp.course_period_id, cp.school_id, {section_begin}, {section_end}
FROM {sections_from} {in learns.place cp.course_period_id} {marking_periods}
ORDER BY cp.course_period_id)";
const std::string_view kEnrolled = R"(
SELECT DISTINCT e.school_id, e.student_id FROM {enrolled_now} {in learns.who s.student_id}
ORDER BY e.school_id, e.student_id)";

// ---- what hangs on a record -----------------------------------------------------------------
// Candidates: the narrowed listings decide whether they take part. openSIS has an index for each
// way but those from a teacher to sections and from a school to its managers, subjects, courses
// and sections.

const std::string_view kLearnsOfStudents = R"(
SELECT DISTINCT sc.course_period_id, sc.student_id
FROM {scope} scope JOIN schedule sc ON sc.syear = scope.year AND sc.school_id = scope.school
WHERE 1 = 1 {in student sc.student_id})";
const std::string_view kLearnsInSections = R"(
SELECT DISTINCT sc.course_period_id, sc.student_id
FROM {scope} scope JOIN schedule sc ON sc.syear = scope.year AND sc.school_id = scope.school
WHERE 1 = 1 {in section sc.course_period_id})";

// The one lookup that costs a scan.
const std::string_view kSectionsOfStaff = R"(
SELECT cp.course_period_id, cp.teacher_id, cp.secondary_teacher_id FROM {sections_of_year}
  AND (1 = 0 {or staff cp.teacher_id} {or staff cp.secondary_teacher_id}))";
const std::string_view kTeachesInSections = R"(
SELECT cp.course_period_id, cp.teacher_id FROM course_periods cp
WHERE cp.teacher_id IS NOT NULL {in section cp.course_period_id}
UNION
SELECT cp.course_period_id, cp.secondary_teacher_id FROM course_periods cp
WHERE cp.secondary_teacher_id IS NOT NULL {in section cp.course_period_id})";

const std::string_view kManagesOfStaff = R"(
SELECT DISTINCT r.school_id, r.staff_id FROM {works_now} {in staff r.staff_id}
  AND (st.profile = 'admin' OR up.profile = 'admin'))";
const std::string_view kManagesInSchools = R"(
SELECT DISTINCT r.school_id, r.staff_id FROM {works_now} {in school r.school_id}
  AND (st.profile = 'admin' OR up.profile = 'admin'))";

const std::string_view kSectionsOfCourses =
    "SELECT cp.course_period_id FROM {sections_of_year} {in course cp.course_id}";
const std::string_view kSectionsOfSubjects = R"(
SELECT cp.course_period_id FROM {sections_of_year}
JOIN courses c ON c.course_id = cp.course_id {in subject c.subject_id})";
const std::string_view kSectionsOfSchools =
    "SELECT cp.course_period_id FROM {sections_of_year} {in school cp.school_id}";
const std::string_view kCoursesOfSubjects =
    "SELECT c.course_id FROM courses c WHERE 1 = 1 {in subject c.subject_id}";
const std::string_view kCoursesOfSchools =
    "SELECT c.course_id FROM {courses_from} {in school c.school_id}";
const std::string_view kSubjectsOfSchools = R"(
SELECT cs.subject_id FROM {scope} scope
JOIN course_subjects cs ON cs.school_id = scope.school
  AND (cs.syear = scope.year OR cs.syear IS NULL) {in school cs.school_id})";

}  // namespace sql

namespace {

std::string_view fragment_named(std::string_view name) {
    for (const auto& [own, text] : sql::kFragments)
        if (own == name) return text;
    return {};
}

constexpr std::string_view kScope = "scope";
constexpr std::string_view kIn = "in ";
constexpr std::string_view kOr = "or ";

// Fragments hold fragments; {scope}, {in ...} and {or ...} stay for the second pass.
std::string with_fragments(std::string_view statement) {
    std::string out;
    for (std::size_t at = 0; at < statement.size();) {
        const auto open = statement.find('{', at);
        out += statement.substr(at, open - at);
        if (open == std::string_view::npos) break;
        const auto close = statement.find('}', open);
        const auto name = statement.substr(open + 1, close - open - 1);
        if (name == kScope || name.starts_with(kIn) || name.starts_with(kOr))
            out += statement.substr(open, close + 1 - open);
        else
            out += with_fragments(fragment_named(name));
        at = close + 1;
    }
    return out;
}

// "in LIST COLUMN" or "or LIST COLUMN"
void append_in(BoundSql& out, std::string_view mark, const KeyFilter& filter) {
    const std::string_view joint = mark.starts_with(kOr) ? "OR " : "AND ";
    mark.remove_prefix(kIn.size());
    const auto blank = mark.find(' ');
    const auto& ids = filter.ids(mark.substr(0, blank));
    if (ids.empty()) {
        out.text += joint;
        out.text += "1 = 0";
        return;
    }
    out.text += joint;
    out.text += mark.substr(blank + 1);
    out.text += " IN (";
    for (std::size_t i = 0; i < ids.size(); ++i) {
        out.text += i == 0 ? "?" : ",?";
        out.values.emplace_back(ids[i]);
    }
    out.text += ')';
}

}  // namespace

ScopeValues::ScopeValues(const std::vector<Place>& places) {
    for (const Place& place : places)
        if (place.has_year) rows_.push_back({place.school.id, place.school.year, place.day.text()});
}

// Every row is cast by itself: in a UNION the wider type of all rows would win.
void ScopeValues::append_scope(BoundSql& out) const {
    constexpr std::string_view kRow =
        "SELECT CAST(? AS SIGNED) AS school, CAST(? AS SIGNED) AS year, CAST(? AS DATE) AS day";
    if (rows_.empty()) {
        out.text += "(SELECT 0 AS school, 0 AS year, CURDATE() AS day FROM DUAL WHERE 1 = 0)";
        return;
    }
    out.text += '(';
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (i > 0) out.text += " UNION ALL ";
        out.text += kRow;
        out.values.emplace_back(rows_[i].school);
        out.values.emplace_back(rows_[i].year);
        out.values.emplace_back(std::string_view(rows_[i].day));
    }
    out.text += ')';
}

BoundSql ScopeValues::expand(std::string_view statement, const std::vector<db::Value>& others,
                             const KeyFilter* filter) const {
    const std::string whole = with_fragments(statement);
    const std::string_view text = whole;
    BoundSql out;
    std::size_t other = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto mark = text.find_first_of("?{", at);
        out.text += text.substr(at, mark - at);
        if (mark == std::string_view::npos) break;
        if (text[mark] == '?') {
            out.text += '?';
            out.values.push_back(others.at(other++));
            at = mark + 1;
            continue;
        }
        const auto close = text.find('}', mark);
        const auto name = text.substr(mark + 1, close - mark - 1);
        if (name == kScope)
            append_scope(out);
        else if (filter != nullptr)
            append_in(out, name, *filter);
        at = close + 1;
    }
    return out;
}

}  // namespace causeway::opensis
