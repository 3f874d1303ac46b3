#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A whole school by one command; the second does nothing; a day's changes arrive and nothing else.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_database
start_moodle moodle
configure causeway.toml state.db

step "a school"
run school --students 120 --seed 11 "$database" --json
expect_code 0
students=$(jq -r '.students - .disabled' <<<"$out") # whoever is switched off waits
run school --students 120 --seed 11 "$database"
expect_code 2 # it is not filled twice

step "connect names release, version, build, site and functions"
run connect --json
expect_code 0
for name in release version build site functions; do
    expect_same "$name is there" true "$(jq "has(\"$name\") and .$name != \"\"" <<<"$out")"
done
expect_not_in "$out$err" "$token"

step "openSIS is one that can be read"
run opensis check --json
expect_code 0
expect_same "ok" true "$(jq -r .ok <<<"$out")"

step "plan counts the school and writes nothing"
run plan --json --out first.plan
expect_code 0
planned=$out
expect_same "students planned" "$students" "$(jq '.counts.student | .create + .refused' <<<"$planned")"
expect_same "courses in Moodle" 1 "$(state "$moodle" | jq .counts.courses)"

step "sync carries it out: what was planned is what is done"
run sync --json
expect_code 3 # the school has broken records on purpose
expect_same "students created" "$(jq .counts.student.create <<<"$planned")" "$(jq .counts.student.create <<<"$out")"
expect_same "every refused record is named" "$(jq '[.counts[].refused] | add' <<<"$out")" \
    "$(jq '(.refused | length) + ([.waiting[] | select(.code == "enrolment.no_person")] | length)' <<<"$out")"
expect_same "each refusal has cause and cure" 0 "$(jq '[.refused[] | select(.why == "" or .cure == "")] | length' <<<"$out")"
expect_same "Moodle shows the students" "$(jq .counts.student.create <<<"$planned")" \
    "$(essence "$moodle" | jq '[.users[] | select(.idnumber | startswith("opensis:student:"))] | length')"
expect_same "Moodle shows the sections" "$(jq .counts.section.create <<<"$planned")" "$(essence "$moodle" | jq '.courses | length')"
essence "$moodle" >after-first.json

step "the old plan is refused now"
run sync --plan first.plan
expect_code 4

step "the second sync writes nothing"
before=$(state "$moodle" | jq -S '.calls // {} | with_entries(select(.key | test("create|update|enrol_users|unenrol|delete|assign")))')
run sync --json
expect_code 3
expect_same "changes" 0 "$(jq '[.counts[] | .create + .adopt + .update + .suspend + .restore + .remove] | add' <<<"$out")"
expect_same "write calls" "$before" "$(state "$moodle" | jq -S '.calls // {} | with_entries(select(.key | test("create|update|enrol_users|unenrol|delete|assign")))')"
essence "$moodle" | diff after-first.json - || fail "the second sync changed Moodle"

step "so does a verifying one"
run sync --verify --json
expect_code 3
expect_same "changes" 0 "$(jq '[.counts[] | .create + .adopt + .update + .suspend + .restore + .remove] | add' <<<"$out")"

step "a day's changes arrive; a plan file is applied as shown"
run school --live-a-day "$database"
expect_code 0
run plan --json --out day.plan
changes=$(jq .changes <<<"$out")
((changes > 0)) || fail "a day without changes"
run sync --plan day.plan --json
[[ $code == 0 || $code == 3 ]] || expect_code 0
expect_same "changes carried" "$changes" "$(jq '[.counts[] | .create + .adopt + .update + .suspend + .restore + .remove] | add' <<<"$out")"
run plan --json
expect_same "changes left" 0 "$(jq .changes <<<"$out")"

step "status, standings and runs tell what happened"
run status
expect_code 0
expect_in "$out" "Last run"
run standings --refused --json
expect_code 0
expect_same "refused" refused "$(jq -r '[.standings[].standing] | unique | join(",")' <<<"$out")"
run standings --csv office.csv
expect_code 0
expect_in "$(<office.csv)" "what to do"
run runs --json
expect_code 0
last=$(jq -r '.runs[0].run' <<<"$out")
((last >= 4)) || fail "only $last runs: $out"

step "undo puts the day back"
run undo "$last" --json
[[ $code == 0 || $code == 3 ]] || expect_code 0
run undo 4711
expect_code 2
