#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A Moodle of two years with its people, and an openSIS with nobody in it, as an administrator sets
# it up: everything comes over, history and mapped fields too; what will not do is named, record by
# record; a second run changes nothing; a sync then creates nothing.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_database
start_moodle moodle --plugins --filled 120
configure causeway.toml state.db
run school --empty "$database"
expect_code 0
count() { sql "SELECT COUNT(*) FROM $1"; }

step "one object, and in it the same six counts for the kind of row"
six='["created","doubtful","linked","refused","unchanged","updated"]'
shape() { # KIND-OF-ROW: nothing but it (and the run) is told, and its counts add up
    expect_same "counts of $1" "$six" "$(jq -c ".[\"$1\"] | del(.left_out) | keys" <<<"$out")"
    expect_same "numbers of $1" true "$(jq "[.[\"$1\"][] | type] | all(. == \"number\")" <<<"$out")"
    expect_same "kinds besides $1" "[]" "$(jq -c "keys - [\"$1\", \"run\", \"fields_not_taken\"]" <<<"$out")"
}
run intake staff --yes --json
expect_code 0
shape staff
expect_same "staff" "$(count staff)" "$(jq .staff.created <<<"$out")"
run intake history --yes --json
expect_code 3 # no student is there yet: each grade is refused by name
shape history
((0 < $(jq .history.refused <<<"$out"))) || fail "nothing refused: $out"

step "mapped fields come with new people, and what will not do is named"
run fields map --of students home.city town --to opensis
expect_code 0
run fields map --of students birthdate born --to opensis
run fields map --of students name_suffix town --to opensis # three characters: too short for a town
expect_code 0
run intake students --json
planned=$(jq .students.created <<<"$out")
expect_same "nobody is written by a preview" 0 "$(count students)"
run intake students --yes --json --csv not-taken.csv
expect_code 3
shape students
expect_same "students created" "$planned" "$(jq .students.created <<<"$out")"
expect_same "students" "$planned" "$(count students)"
expect_same "towns" "$planned" "$(sql "SELECT COUNT(*) FROM student_address WHERE type = 'Home Address' AND city IN ('Ahoe', 'Lindenhof', 'Riverside')")"
expect_same "birth dates" "$planned" "$(sql "SELECT COUNT(*) FROM students WHERE birthdate LIKE '20__-__-__'")"
expect_same "suffixes" 0 "$(sql "SELECT COUNT(*) FROM students WHERE name_suffix IS NOT NULL")"
expect_same "each pair that was refused" "$planned" "$(jq '[.fields_not_taken[] | select(.problem.why != "" and .problem.cure != "")] | length' <<<"$out")"
expect_in "$(<not-taken.csv)" 'Name suffix <- town'
run fields refused --json
expect_same "and on the mapping's list" "$planned" "$(jq '.refused | length' <<<"$out")"
run fields pull --json
expect_same "a pull finds nothing new" 0 "$(jq '.written' <<<"$out")"

step "people who will not do are named, each with its cause"
why() { grep "$1" not-taken.csv || fail "$1 is not in $(<not-taken.csv)"; }
expect_same "two of one name" 2 "$(grep -c 'somebody else of the same name' not-taken.csv)"
expect_in "$(why 'shows no e-mail address')" 'Enter one in Moodle'
expect_in "$(why 'cannot store')" 'first name'
expect_in "$(why 'would take for code')" 'last name'
expect_same "one ID number on two accounts" 2 "$(grep -c 'has the same id number as user:' not-taken.csv)"
expect_same "half of nobody" "$planned" "$(count student_enrollment)"

step "courses, seats and history"
run intake courses --yes --json
expect_code 0
shape sections
expect_same "sections" 10 "$(count course_periods)"
run intake staff-schedule --yes --json
expect_code 0
shape teaches
run intake student-schedule --yes --json
expect_code 3
shape learns
expect_same "seats" "$(count schedule)" "$(jq .learns.created <<<"$out")"
run intake history --yes --json
expect_code 3
shape history
grades=$(jq .history.created <<<"$out")
((grades > 100)) || fail "only $grades grades: $out"
expect_same "grades" "$grades" "$(count student_report_card_grades)"
expect_same "one year of history" 1 "$(count history_marking_periods)"

step "what the runs say of it"
run runs
expect_in "$out" "intake history"
expect_in "$out" "$(printf '%s created' "$grades")"

step "a second time nothing changes"
before=$(for table in students staff course_periods schedule student_report_card_grades; do count $table; done)
for kind in staff students courses staff-schedule student-schedule history; do
    run intake $kind --yes --json
    expect_same "$kind" 0 "$(jq '[.[] | objects | .created, .updated, .linked] | add' <<<"$out")"
done
expect_same "rows" "$before" "$(for table in students staff course_periods schedule student_report_card_grades; do count $table; done)"

step "a sync creates nothing in Moodle, and nothing of a person's is sent"
held=$(state "$moodle" | jq -c .counts)
run sync --json
((code == 0 || code == 3)) || expect_code 0
expect_same "created" 0 "$(jq '[.counts[].create] | add' <<<"$out")"
expect_same "what Moodle holds" "$held" "$(state "$moodle" | jq -c .counts)"

step "undo of the history leaves no year behind"
run runs --json --last 50
id=$(jq -r '[.runs[] | select(.what == "intake history" and .summary.intake.history.created > 0)][0].run' <<<"$out")
run intake undo "$id"
expect_code 0
expect_same "grades" 0 "$(count student_report_card_grades)"
expect_same "years" 0 "$(count history_marking_periods)"
run runs --last 1
expect_in "$out" "taken back"
