#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# openSIS rolls over: nothing happens until a named person turns the year; a hold keeps everything;
# last year's courses and enrolments stay; a turn is taken back until its first sync, and no later.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_database
start_moodle moodle
configure causeway.toml state.db
run school --students 120 --seed 5 "$database"
expect_code 0
run sync
expect_code 3
essence "$moodle" >old.json
unchanged() { essence "$moodle" | diff old.json - >diff.txt || fail "$1: $(head -20 diff.txt)"; }
changes() { jq '[.counts[] | .create + .adopt + .update + .suspend + .restore + .remove] | add' <<<"$out"; }
lost() { # how many of last year's records of a list are not there any more
    jq -n --slurpfile old old.json --slurpfile now now.json --arg list "$1" --arg key "$2" \
        '[$old[0][$list][] | .[$key]] - [$now[0][$list][] | .[$key]] | length'
}
today=$(date -u +%F)
tomorrow=$(date -u -d tomorrow +%F)
later=$(date -u -d '+20 days' +%F)

step "before openSIS has rolled over there is nothing to turn"
run rollover plan
expect_code 2
expect_in "$err" "has not rolled over"

step "openSIS has rolled over, and nobody has confirmed: the old year goes on, and the sync says so"
run school --roll-over "$database"
expect_code 0
run sync --json
expect_code 3
expect_same "changes" 0 "$(changes)"
run sync
expect_in "$out" "openSIS has rolled over to"
unchanged "the old year was touched"

step "the plan tells what would become of everything, and changes nothing"
run rollover plan --csv rows.csv --json
expect_code 0
hidden=$(jq '[.plan.schools[].counts.hidden] | add' <<<"$out")
expect_same "hidden courses" "$(jq '.courses | length' old.json)" "$hidden"
expect_same "courses made out of old ones" "$(jq '[.plan.schools[].counts.made] | add' <<<"$out")" "$(jq '[.plan.schools[].made_from_old] | add' <<<"$out")"
((0 < $(jq '[.plan.schools[].counts.leaves] | add' <<<"$out"))) || fail "nobody finishes: $out"
grep -q "is not enrolled again" rows.csv || fail "the file does not say who finishes"
unchanged "a plan changed something"

step "without a name or --yes nothing is confirmed"
run rollover confirm --yes
expect_code 2
run rollover confirm --by "R. Head"
expect_code 2

step "confirmed for tomorrow: today's sync stays in the old year; taken back, it is as before"
run rollover plan --begins "$tomorrow"
expect_code 0
run rollover confirm --by "R. Head" --yes
expect_code 0
run sync --json
expect_same "changes" 0 "$(changes)"
unchanged "the new year began a day early"
run rollover take-back --by "R. Head" --yes
expect_code 0
run rollover take-back --by "R. Head" --yes
expect_code 2

step "what has moved since the plan is not confirmed unseen"
run rollover plan
expect_code 0
sql "DELETE FROM student_enrollment WHERE syear = (SELECT m FROM (SELECT MAX(syear) AS m FROM student_enrollment) x) LIMIT 1"
run rollover confirm --by "R. Head" --yes
expect_code 4
expect_in "$err" "out of date"

step "in a hold the new year comes and nothing is taken away"
run rollover hold "$today" "$later" --by "R. Head"
expect_code 0
run rollover confirm --by "R. Head" --yes
expect_code 0
run sync --json
expect_code 3
((0 < $(jq '.counts.section.create' <<<"$out"))) || fail "no new courses: $out"
expect_same "taken away" 0 "$(jq '[.counts[] | .suspend + .remove] | add' <<<"$out")"
((0 < $(jq '[.counts[].held] | add' <<<"$out"))) || fail "nothing was held: $out"
essence "$moodle" >now.json
expect_same "courses hidden" 0 "$(jq -n --slurpfile old old.json --slurpfile now now.json '[$old[0].courses[] | select(.visible == 1 or .visible == true) | .idnumber] - [$now[0].courses[] | select(.visible == 1 or .visible == true) | .idnumber] | length')"
expect_same "people suspended" "$(jq '[.users[] | select(.suspended == 1 or .suspended == true)] | length' old.json)" "$(jq '[.users[] | select(.suspended == 1 or .suspended == true)] | length' now.json)"
run standings --json
expect_in "$out" "removals are held until $later"

step "now it is too late to take the turn back"
run rollover take-back --by "R. Head" --yes
expect_code 4
expect_in "$err" "has begun the year"

step "released: old courses are hidden, who left is suspended, and nothing of last year is lost"
run rollover release --by "R. Head"
expect_code 0
run sync --json
expect_code 3
expect_same "courses hidden" "$hidden" "$(jq '.counts.section.suspend' <<<"$out")"
essence "$moodle" >now.json
for list in courses users; do expect_same "lost $list" 0 "$(lost $list idnumber)"; done
jq -S '[.enrolments[] | {course, user, suspended, timestart, timeend}]' old.json >enrolled.old
jq -S --slurpfile old old.json '($old[0].courses | map(.idnumber)) as $last | [.enrolments[] | select(.course | IN($last[])) | {course, user, suspended, timestart, timeend}]' now.json >enrolled.now
diff enrolled.old enrolled.now >/dev/null || fail "last year's enrolments were touched"

step "turned is turned: another sync, and a verifying one, change nothing"
run sync --json
expect_same "changes" 0 "$(changes)"
run sync --verify --json
expect_same "changes" 0 "$(changes)"
run rollover plan
expect_code 2
run rollover show --json
expect_same "finished" true "$(jq '[.turn.schools[].finished] | all' <<<"$out")"
