#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# openSIS emptied, or a large part of it gone: nothing is removed, the message says why, and a
# named person can lift the guard for one run.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_database
start_moodle moodle
configure causeway.toml state.db
run school --students 120 --seed 3 "$database"
expect_code 0
run sync
expect_code 3
essence "$moodle" >full.json
sql "SHOW TABLES" >tables
mariadb --no-defaults -u root -S "$socket" -e 'CREATE DATABASE kept'
while read -r table; do sql "CREATE TABLE kept.\`$table\` AS SELECT * FROM opensis.\`$table\`"; done <tables
restore() {
    while read -r table; do
        sql "SET FOREIGN_KEY_CHECKS=0; DELETE FROM \`$table\`; INSERT INTO \`$table\` SELECT * FROM kept.\`$table\`"
    done <tables
}

step "every student's enrolment vanishes: stopped, exit code 4, nothing removed"
sql "SET FOREIGN_KEY_CHECKS=0; DELETE FROM student_enrollment; DELETE FROM schedule"
run sync --json
expect_code 4
expect_same "the error has a cause" true "$(jq '.error.why != "" and .error.cure != ""' <<<"$out")"
expect_in "$err" "causeway:"
essence "$moodle" | diff full.json - >/dev/null || fail "something was changed"

step "plan shows the guard instead of stopping"
run plan --json
expect_code 0
expect_same "guard" true "$(jq '.guard != null' <<<"$out")"

step "every table emptied: nothing removed, whatever it is called"
while read -r table; do sql "SET FOREIGN_KEY_CHECKS=0; DELETE FROM \`$table\`"; done <tables
run sync --json
[[ $code == 4 || $code == 2 || $code == 5 ]] || expect_code 4
expect_same "the error has a cause" true "$(jq '.error.why != "" and .error.cure != ""' <<<"$out")"
essence "$moodle" | diff full.json - >/dev/null || fail "something was changed"

step "the data comes back: all in step again, without a write"
restore
run sync --json
expect_code 3
expect_same "changes" 0 "$(jq '[.counts[] | .create + .adopt + .update + .suspend + .restore + .remove] | add' <<<"$out")"

step "a person lifts the guard for one run: suspended, not deleted; name and reason are kept"
sql "DELETE FROM schedule WHERE student_id % 3 = 0"
run sync
expect_code 4
run sync --override "R. Head" --because "the night school closed" --json
expect_code 3
((0 < $(jq '.counts.learns.suspend' <<<"$out"))) || fail "nothing was suspended: $out"
expect_same "enrolments are still there" "$(jq '.enrolments | length' full.json)" "$(essence "$moodle" | jq '.enrolments | length')"
run runs --last 1 --json
expect_same "who" "R. Head" "$(jq -r '.runs[0].override.name' <<<"$out")"
expect_same "why" "the night school closed" "$(jq -r '.runs[0].override.because' <<<"$out")"

step "what returns is restored"
restore
run sync --json
expect_code 3
((0 < $(jq '.counts.learns.restore' <<<"$out"))) || fail "nothing was restored: $out"
essence "$moodle" | diff full.json - || fail "Moodle is not as it was"

step "openSIS unreachable: exit code 5, nothing removed"
"$home/scripts/private-mariadb" stop "$work/db"
run sync --json
expect_code 5
essence "$moodle" | diff full.json - >/dev/null || fail "something was changed"

step "Moodle unreachable: exit code 5"
"$home/scripts/private-mariadb" start "$work/db" >/dev/null
kill "$moodle_pid" && wait "$moodle_pid" || true
run sync --json
expect_code 5
