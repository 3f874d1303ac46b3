#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# policy.sections = "groups": an openSIS course is one Moodle course, its sections are groups in it; a
# move between sections keeps the enrolment, the last drop suspends it; grades go where the student
# is; what such a link cannot do, and a change of the policy in mid-year, is refused by name.
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
# The stand-in's teachers grade.
grading() {
    local address=${moodle#http://}
    exec 9<>"/dev/tcp/${address%:*}/${address#*:}"
    printf 'POST /sandbox/grading HTTP/1.0\r\nHost: %s\r\nContent-Length: 0\r\n\r\n' "$address" >&9
    grep -q ' 200 ' <&9 || fail "the stand-in did not grade"
    exec 9>&-
}
pulled() { jq '[.category, .item, .grade, .final | .created, .updated, .removed, .kept, .refused] | add' <<<"$out"; }
no_news() {
    for how in "" --full; do
        run grades pull --json $how
        expect_same "grades changed afterwards${how:+, $how}" 0 "$(pulled)"
    done
}
# "COURSE ITEM SUM" of the points that stand in openSIS's gradebooks of these sections' students who
# are there now, and what Moodle's gradebooks have of the same items: two lists that are to be equal.
sums_here() {
    sql "SELECT p.course_id, i.remote, ROUND(SUM(g.points), 2) FROM gradebook_grades g
         JOIN causeway_items i ON i.kind = 'item' AND i.local = g.assignment_id AND i.course_period_id = g.course_period_id
         JOIN course_periods p ON p.course_period_id = g.course_period_id
         WHERE g.points >= 0 AND EXISTS (SELECT 1 FROM schedule s WHERE s.student_id = g.student_id
            AND s.course_period_id = g.course_period_id AND (s.end_date IS NULL OR s.end_date = 0 OR s.end_date >= CURRENT_DATE))
         GROUP BY p.course_id, i.remote ORDER BY 1, 2"
}
sums_there() {
    state "$moodle" | jq -r '(.courses | map({key: (.id|tostring), value: .idnumber}) | from_entries) as $course |
        [.gradebook.grades[] | select(.itemtype == "mod" and .finalgrade != null and (.exempt | not) and .hidden == 0)] |
        group_by(.itemid)[] | select($course[.[0].courseid|tostring] | startswith("opensis:course:")) |
        [($course[.[0].courseid|tostring] | ltrimstr("opensis:course:") | tonumber), .[0].itemid, (map(.finalgrade) | add)] |
        @tsv' | sort -n -k1,1 -k2,2 | awk '{ printf "%s\t%s\t%.2f\n", $1, $2, $3 }'
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

step "the one gradebook of a course: its items in every section, each grade where its student is"
run opensis grants --grades --user root --host localhost
sql "$(grep '^CREATE TABLE' <<<"$out" | sed 's/`[a-z]*`\.//')"
grading
run grades pull --json
expect_same "strangers and the like" 0 "$(jq .grade.refused <<<"$out")"
expect_same "grades" "$(sql "SELECT COUNT(*) FROM gradebook_grades")" "$(jq .grade.created <<<"$out")"
(($(jq .grade.created <<<"$out") > 500)) || fail "hardly a grade: $out"
expect_same "grades of somebody who is not in the section" 0 "$(sql "SELECT COUNT(*) FROM gradebook_grades g
    WHERE NOT EXISTS (SELECT 1 FROM schedule s WHERE s.student_id = g.student_id AND s.course_period_id = g.course_period_id)")"
shared=$(sql "SELECT i.remote FROM causeway_items i JOIN course_periods p ON p.course_period_id = i.course_period_id
    WHERE i.kind = 'item' AND p.course_id = $course ORDER BY 1 LIMIT 1")
sections=$(sql "SELECT COUNT(*) FROM course_periods WHERE course_id = $course AND syear = $year")
((sections > 1)) || fail "course $course has one section"
expect_same "sections with item $shared" "$sections $sections" \
    "$(sql "SELECT COUNT(*), COUNT(DISTINCT local) FROM causeway_items WHERE kind = 'item' AND remote = $shared" | xargs)"
sums_there >there
sums_here >here
(($(wc -l <there) > 20)) || fail "Moodle has hardly an item"
diff there here >difference || fail "points in Moodle (<) and in openSIS (>): $(head -20 difference)"
no_news

step "a move between sections of a course is another group and the same enrolment"
sql "UPDATE schedule SET course_period_id = $to WHERE student_id = $student AND course_period_id = $from"
run plan --json --show 0
expect_same "planned" "create learns:$to/$student suspend learns:$from/$student" \
    "$(jq -r '.operations[] | .verb + " " + .key' <<<"$out" | sort | xargs)"
run sync
expect_same "moved" "opensis:section:$to: active" "$(place_of "$student" "$course")"
in_step

step "the grades go along, what was brought stays; one section alone brings its own"
held() { sql "SELECT i.remote, g.points, g.comment FROM gradebook_grades g JOIN causeway_items i ON i.kind = 'item' AND i.local = g.assignment_id
    AND i.course_period_id = g.course_period_id WHERE g.student_id = $student AND g.course_period_id = $1 ORDER BY 1"; }
brought=$(held "$from")
[[ -n $brought ]] || fail "student $student has no grade in section $from"
expect_same "before" "" "$(held "$to")"
run grades pull --section "$from" --json
expect_same "of the section that was left" 0 "$(pulled)"
run grades pull --json
expect_same "with the next pull of news" "$(wc -l <<<"$brought")" "$(jq .grade.created <<<"$out")"
run runs --json --last 1
moved=$(jq -r '.runs[0] | .run // .id' <<<"$out")
expect_same "brought" "$brought" "$(held "$to")"
expect_same "stayed" "$brought" "$(held "$from")"
sums_here | diff there - >difference || fail "points in Moodle (<) and in openSIS (>): $(head -20 difference)"
no_news
run grades undo "$moved" --json
expect_same "undone" "$(wc -l <<<"$brought") 0" "$(jq -r '"\(.restored) \(.kept)"' <<<"$out")"
expect_same "taken back" "" "$(held "$to")"
expect_same "untouched" "$brought" "$(held "$from")"
run grades pull --section "$to" --json
expect_same "again" "$brought" "$(held "$to")"

step "why a student's totals differ, in a section that shares its course"
run grades why --section "$to" --student "$student" --json
expect_code 0
(($(jq '.table | length' <<<"$out") > 3)) || fail "no table: $out"

step "openSIS's own assignments do not go into a shared course: section and settings are named"
sql "INSERT INTO gradebook_assignments (staff_id, assignment_type_id, course_period_id, title, points, marking_period_id)
     SELECT a.staff_id, a.assignment_type_id, a.course_period_id, 'By hand', 10, a.marking_period_id
     FROM gradebook_assignments a WHERE a.course_period_id = $to LIMIT 1"
items=$(state "$moodle" | jq '.gradebook.items | length')
printf '[grades]\nsend = "manual"\n' >>causeway.toml
run grades pull --section "$to"
expect_code 3
for word in "section:$to" policy.sections grades.send; do expect_in "$out$err" "$word"; done
expect_same "items in Moodle" "$items" "$(state "$moodle" | jq '.gradebook.items | length')"
sed -i '/^\[grades\]/,$d' causeway.toml

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
