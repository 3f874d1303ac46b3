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

step "days and schools that make no sense are named with their cure, and nothing is set"
bad() { # CODE-WORD ARGUMENT...: refused as a misuse, with what helps
    run rollover "${@:2}"
    expect_code 2
    expect_in "$err" "$1"
    [[ -n $(grep -o '[A-Z].*\.$' <<<"$err") ]] || fail "no cure: $err"
}
bad "that day has passed" plan --begins 2001-09-01
bad "ends on" plan --begins 2099-09-01
bad "it is no day" plan --begins 31.8.2027
bad "no school with that number" plan --school 4711
bad "before its first" hold "$later" "$today" --by "R. Head"
bad "has passed" hold 2001-06-15 2001-09-05 --by "R. Head"
bad "longer than a year" hold "$today" 2099-09-05 --by "R. Head"
run rollover show --json
expect_same "hold" null "$(jq -c .hold <<<"$out")"

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

step "who decided what stands in the audit"
password=$(head -c 12 /dev/urandom | base64)
"$causeway" users add head <<<"$password" >/dev/null
"$causeway" serve --port 0 --json >serve.out 2>serve.err &
started+=($!)
for ((i = 0; i < 100; i++)); do [[ -s serve.out ]] && break || sleep 0.1; done
address=$(jq -r .url <serve.out)
curl -fsS -c jar -H 'Content-Type: application/json' -d "$(jq -n --arg p "$password" '{name: "head", password: $p}')" "$address/api/session" >/dev/null
audit=$(curl -fsS -b jar "$address/api/audit?action=rollover" | jq -r '.entries[] | "\(.action) \(.who) \(.record) \(.detail)"')
kill "$!" && wait "$!" || true
for line in "rollover.confirm command line turn:" "rollover.take_back command line turn:" "rollover.hold command line  R. Head: $today to $later" "rollover.release command line  R. Head"; do
    expect_in "$audit" "$line"
done

step "a rollover that is run again in openSIS after the turn stops the next run, which says why"
essence "$moodle" >old.json
run school --roll-over "$database"
expect_code 0
run sync
expect_code 4
expect_in "$err" "another number in openSIS now"
unchanged "the run did not stop before its first write"
run sync --override "R. Head" --because "rolled over again" --json
expect_code 3
essence "$moodle" >now.json
for list in courses users; do expect_same "lost $list" 0 "$(lost $list idnumber)"; done
run sync --json
expect_same "changes" 0 "$(changes)"
