#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# policy.sections = "groups": an openSIS course is one Moodle course, its sections are groups in it; a
# move between sections keeps the enrolment, the last drop suspends it; what such a link cannot do,
# and a change of the policy in mid-year, is refused by name.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_database
start_moodle moodle --plugins
configure causeway.toml state.db
printf '[policy]\nsections = "groups"\n' >>causeway.toml
run school --students 400 --seed 5 "$database"
expect_code 0
changes() { jq '[.counts[] | .create + .adopt + .update + .suspend + .restore + .remove] | add' <<<"$out"; }
in_step() {
    run sync --json
    expect_same "changes afterwards" 0 "$(changes)"
    run sync --verify --json
    expect_same "changes, everything looked at" 0 "$(changes)"
}
# Course and group of a section; where a student is: groups, then how the course has them.
group_of() { state "$moodle" | jq -c --arg section "opensis:section:$1" '.groups[] | select(.idnumber == $section)'; }
place_of() {
    state "$moodle" | jq -r --arg user "opensis:student:$1" --arg course "opensis:course:$2" '
        (.users[] | select(.idnumber == $user) | .id) as $user |
        (.courses[] | select(.idnumber == $course) | .id) as $course |
        ([.groups[] | select(.courseid == $course and (.members | index($user))) | .idnumber] | sort | join(" ")) + ": " +
        ([.enrolments[] | select(.userid == $user and .courseid == $course) |
            if .enrolled | not then "not enrolled" elif .suspended then "suspended" else "active" end] | join(" "))'
}

step "a course of openSIS is a course of Moodle, and its sections are groups in it"
run sync --json
expect_code 3
year=$(sql "SELECT MAX(syear) FROM courses")
expect_same "courses" "$(sql "SELECT COUNT(*) FROM courses WHERE syear = $year")" "$(state "$moodle" | jq '[.courses[] | select(.idnumber | startswith("opensis:course:"))] | length')"
expect_same "groups" "$(sql "SELECT COUNT(*) FROM course_periods WHERE syear = $year")" "$(state "$moodle" | jq '[.groups[] | select(.idnumber | startswith("opensis:section:"))] | length')"
expect_same "courses of sections" 0 "$(state "$moodle" | jq '[.courses[] | select(.idnumber | startswith("opensis:section:"))] | length')"
in_step

# A student in one of several sections of a course, and another of its sections.
read -r student course from to < <(sql "SELECT s.student_id, s.course_id, s.course_period_id, MIN(o.course_period_id)
    FROM schedule s JOIN course_periods o ON o.course_id = s.course_id AND o.course_period_id <> s.course_period_id
        AND o.marking_period_id <=> s.marking_period_id
    JOIN students p ON p.student_id = s.student_id JOIN student_enrollment e ON e.student_id = s.student_id AND e.end_date IS NULL
    WHERE s.end_date IS NULL AND s.syear = $year AND p.email LIKE '%_@example.edu' AND p.is_disable IS NULL
    AND (SELECT COUNT(*) FROM schedule t WHERE t.student_id = s.student_id AND t.course_id = s.course_id) = 1
    GROUP BY s.student_id, s.course_id, s.course_period_id ORDER BY 1, 2 LIMIT 1") || true
[[ -n ${to:-} ]] || fail "the sample school has no course with two sections"
expect_same "before" "opensis:section:$from: active" "$(place_of "$student" "$course")"

step "a move between sections of a course is another group and the same enrolment"
sql "UPDATE schedule SET course_period_id = $to WHERE student_id = $student AND course_period_id = $from"
run plan --json --show 0
expect_same "planned" "create learns:$to/$student suspend learns:$from/$student" \
    "$(jq -r '.operations[] | .verb + " " + .key' <<<"$out" | sort | xargs)"
run sync
expect_same "moved" "opensis:section:$to: active" "$(place_of "$student" "$course")"
in_step

step "dropped from the last section: out of the group, the enrolment suspended; undo puts both back"
sql "UPDATE schedule SET end_date = CURRENT_DATE - INTERVAL 1 DAY WHERE student_id = $student AND course_period_id = $to"
run sync --json
expect_same "suspended" "1 1" "$(jq -r '"\(.counts.learns.suspend) \(.counts.attends.suspend)"' <<<"$out")"
dropped=$(jq .run <<<"$out")
expect_same "dropped" ": suspended" "$(place_of "$student" "$course")"
in_step
run undo "$dropped"
expect_code 0
expect_same "put back" "opensis:section:$to: active" "$(place_of "$student" "$course")"

step "what belongs to whole courses is refused, and the setting named"
run grades pull
expect_code 2
expect_in "$err" "policy.sections"
run intake courses --school 1 --yes
expect_code 2
expect_in "$err" "policy.sections"

step "the policy is not changed in the middle of a year"
before=$(essence "$moodle" | sha256sum)
sed -i 's/^sections = "groups"/sections = "courses"/' causeway.toml
run sync
expect_code 4
expect_in "$err$out" "policy.sections"
expect_same "nothing was touched" "$before" "$(essence "$moodle" | sha256sum)"
sed -i 's/^sections = "courses"/sections = "halves"/' causeway.toml
run config check
expect_code 2
expect_in "$err$out" "halves"
echo "good"
