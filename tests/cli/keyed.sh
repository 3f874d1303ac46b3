#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `--key`: one record and what hangs on it is planned and carried over, and nothing else; a bad key
# is told what a key looks like.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_database
start_moodle moodle --plugins
configure causeway.toml state.db
run school --students 120 --seed 3 "$database"
expect_code 0
run sync
expect_code 3
student=$(sql "SELECT student_id FROM student_enrollment JOIN students USING (student_id)
    WHERE end_date IS NULL AND is_disable IS NULL
    AND email LIKE '%_@example.edu' ORDER BY student_id LIMIT 1")
course=$(sql "SELECT c.course_id FROM courses c JOIN course_periods USING (course_id) WHERE c.course_id
    NOT IN (SELECT course_id FROM schedule WHERE student_id = $student) AND c.syear = (SELECT MAX(syear) FROM courses)
    ORDER BY 1 LIMIT 1")
operations() { jq -r '.operations[] | .verb + " " + .key' <<<"$out" | sort; }

step "what was not named stays as it is"
sql "UPDATE students SET last_name = 'Changed' WHERE student_id = $student"
sql "UPDATE courses SET title = 'Another title' WHERE course_id = $course"
run plan --json --show 0
whole=$(operations)
run plan --json --show 0 --key "student:$student"
expect_code 0
expect_same "operations" "update student:$student" "$(operations)"
run sync --json --key "student:$student"
expect_same "updated" 1 "$(jq '[.counts[] | .update] | add' <<<"$out")"
run plan --json --show 0
expect_same "the rest" "$(grep -v "^update student:$student\$" <<<"$whole")" "$(operations)"

step "standings of others are not forgotten"
run standings --json
jq -S '[.standings[].key]' <<<"$out" >before
run sync --json --key "course:$course"
run standings --json
jq -S '[.standings[].key]' <<<"$out" | diff before - || fail "standings changed"
run plan --json
expect_same "changes" 0 "$(jq .changes <<<"$out")"

step "a person who left, by their key alone"
sql "UPDATE student_enrollment SET end_date = '2000-01-01' WHERE student_id = $student"
run sync --json --key "student:$student"
expect_same "suspended" 1 "$(jq '.counts.student.suspend' <<<"$out")"
((0 < $(jq '.counts.learns.suspend' <<<"$out"))) || fail "their enrolments stayed: $out"
run plan --json
expect_same "changes" 0 "$(jq .changes <<<"$out")"

step "a plan of single records is kept and applied as it is"
sql "UPDATE student_enrollment SET end_date = NULL WHERE student_id = $student"
run plan --key "student:$student" --out one.plan
expect_code 0
run sync --plan one.plan --json
expect_same "restored" 1 "$(jq '.counts.student.restore' <<<"$out")"
run standings --json
jq -S '[.standings[].key]' <<<"$out" | diff before - || fail "standings changed"

step "a bad key: exit code 2, and what a key looks like"
run sync --key pupil:1
expect_code 2
expect_in "$err" "'pupil:1' is no record's key"
expect_in "$err" "student:42"
run sync --key student:1 --verify
expect_code 2
