#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Grades come home: a pull, a second one that changes nothing, a difference that a person decides,
# why totals differ, the other option as a plan first and then there and back, undo.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_database
start_moodle moodle --plugins
configure causeway.toml state.db
run school --students 40 --seed 5 "$database"
run opensis grants --grades --user root --host localhost
sql "$(grep '^CREATE TABLE' <<<"$out" | sed 's/`[a-z]*`\.//')"
run sync
grading() { # the stand-in's teachers grade
    local address=${moodle#http://}
    exec 9<>"/dev/tcp/${address%:*}/${address#*:}"
    printf 'POST /sandbox/grading HTTP/1.0\r\nHost: %s\r\nContent-Length: 0\r\n\r\n' "$address" >&9
    grep -q ' 200 ' <&9 || fail "the stand-in did not grade"
    exec 9>&-
}
count() { sql "SELECT COUNT(*) FROM $1"; }
# Everything of openSIS's own that a pull may touch, in words.
rows() {
    sql "SELECT student_id, assignment_id, points, comment FROM gradebook_grades ORDER BY 2, 1;
         SELECT assignment_id, title, points, due_date, assignment_type_id FROM gradebook_assignments ORDER BY 1;
         SELECT assignment_type_id, title, final_grade_percent FROM gradebook_assignment_types ORDER BY 1;
         SELECT student_id, course_period_id, marking_period_id, grade_percent FROM student_report_card_grades ORDER BY 2, 1, 3"
}
grading

step "one object with six counts for each kind"
empty=$(rows)
run grades pull --json
((code == 0 || code == 3)) || expect_code 0
for kind in category item grade final; do
    expect_same "$kind" created,kept,refused,removed,unchanged,updated \
        "$(jq -r ".$kind | keys | join(\",\")" <<<"$out")"
done
expect_same "grades" "$(count gradebook_grades)" "$(jq .grade.created <<<"$out")"
expect_same "items" "$(count "causeway_items WHERE kind = 'item'")" "$(jq .item.created <<<"$out")"
(($(count gradebook_grades) > 20)) || fail "hardly a grade: $out"
first=$(rows)

step "one section alone: one object, its rows and nobody else's"
read -r section other < <(sql "SELECT MIN(course_period_id), MAX(course_period_id) FROM causeway_grades WHERE kind = 'grade'")
((section != other)) || fail "one section alone has grades"
for one in $section $other; do # as if they had never come over
    sql "DELETE g FROM gradebook_grades g JOIN causeway_grades l ON l.kind = 'grade' AND l.local = g.assignment_id AND l.student_id = g.student_id AND l.course_period_id = $one;
         DELETE FROM causeway_grades WHERE kind = 'grade' AND course_period_id = $one"
done
run grades pull --section "$section" --json
expect_same "one object" 1 "$(jq -s length <<<"$out")"
expect_same "kinds" category,final,grade,item,sent "$(jq -r 'keys | join(",")' <<<"$out")"
for kind in category item grade final; do
    expect_same "$kind" created,kept,refused,removed,unchanged,updated "$(jq -r ".$kind | keys | join(\",\")" <<<"$out")"
done
expect_same "its grades" "$(count "causeway_grades WHERE kind = 'grade' AND course_period_id = $section")" "$(jq .grade.created <<<"$out")"
expect_same "the other's" 0 "$(count "causeway_grades WHERE kind = 'grade' AND course_period_id = $other")"
run grades pull --section "$other" --section "$section" --json
expect_same "rows" "$first" "$(rows)"
run grades pull --section 999999 --json
expect_code 2
expect_in "$err" "section:999999"

step "a second pull, of news and of everything, changes nothing"
for how in "" --full; do
    run grades pull --json $how
    expect_same "changes" 0 "$(jq '[.[] | .created, .updated, .removed, .kept] | add' <<<"$out")"
done
expect_same "rows" "$first" "$(rows)"

step "what a teacher changed stays, with both values, until a person takes Moodle's"
read -r section item student points < <(sql "SELECT l.course_period_id, l.part, l.student_id, g.points
    FROM causeway_grades l JOIN gradebook_grades g ON g.assignment_id = l.local AND g.student_id = l.student_id
    WHERE l.kind = 'grade' AND g.points > 1 ORDER BY 1, 2, 3 LIMIT 1")
key=grade:$section/$item/$student
sql "UPDATE gradebook_grades g JOIN causeway_grades l ON g.assignment_id = l.local AND g.student_id = l.student_id
     SET g.points = 1 WHERE l.part = $item AND l.student_id = $student"
run grades pull --full
expect_in "$out" "$key"
run grades differences --json
expect_same "openSIS's" 1 "$(jq -r ".differences[] | select(.key == \"$key\") | .opensis" <<<"$out" | cut -d, -f1)"
moodles=$(jq -r ".differences[] | select(.key == \"$key\") | .moodle" <<<"$out" | cut -d, -f1)
expect_same "Moodle's" "$(sed 's/\.\?0*$//' <<<"$points")" "$moodles"
run grades take "$key" --moodle
run grades differences --json
expect_same "left" 0 "$(jq '.differences | length' <<<"$out")"
expect_same "rows" "$first" "$(rows)"

step "why totals differ: in words, and Moodle's own table beside them"
run grades why --section "$section" --student "$student"
expect_code 0
expect_in "$out" "Moodle's course total:"
expect_in "$out" "total"
expect_in "$out" "contribution"
run grades why --section "$section" --student "$student" --json
expect_same "no trouble" null "$(jq .table_problem <<<"$out")"
(($(jq '.table | length' <<<"$out") > 3)) || fail "no table: $out"
expect_same "told of a total" true "$(jq '[.table[] | select(.item | test("total"; "i"))] | length > 0' <<<"$out")"
expect_not_in "$out" "<"
run grades why --section "$section" --student 99999
expect_code 2
expect_in "$err" "student:99999"

step "Moodle keeps the gradebook: a plan first, then so, and back"
run grades option moodle --section "$section"
expect_in "$out" "Nothing was changed yet"
expect_same "rows" "$first" "$(rows)"
run grades option moodle --section "$section" --yes
(($(count student_report_card_grades) > 0)) || fail "no section grades: $out"
run grades option --json
expect_same "chosen" moodle "$(jq -r '.choices[0].option' <<<"$out")"
run grades option opensis --section "$section" --yes
expect_same "rows" "$first" "$(rows)"

step "undo of a switch puts rows and choice back, and the next pull keeps to it"
run runs --json --last 50
switches=$(jq -r '[.runs[] | select(.what == "grades option") | .run // .id] | join(" ")' <<<"$out")
run grades undo "${switches%% *}"
expect_in "$out" "is as it was before: moodle"
(($(count student_report_card_grades) > 0)) || fail "the section grades did not come back: $out"
switched=$(rows)
run grades pull --section "$section"
expect_same "rows" "$switched" "$(rows)"
run grades undo "${switches##* }" --json
expect_same "choice" "section:$section  false" "$(jq -r '.keeper | "\(.of) \(.option) \(.newer)"' <<<"$out")"
run grades option --json
expect_same "choices" 0 "$(jq '.choices | length' <<<"$out")"
run grades pull --section "$section"
expect_same "rows" "$first" "$(rows)"

step "undo of the first pull leaves nothing of ours"
run runs --json --last 50
pulled=$(jq -r '[.runs[] | select(.what == "grades pull")] | last | .run // .id' <<<"$out")
run grades undo "$pulled" --json
expect_code 0
expect_same "kept" 0 "$(jq .kept <<<"$out")"
expect_same "rows" "$empty" "$(rows)"
