#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# kill -9 in the middle of a first load, three times at different moments, then sync: no
# duplicate, no gap. "No gap" is measured against the same load without a kill.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

load_in_peace

step "a slower Moodle, to be killed in the middle of"
start_moodle slow --latency-ms 25
configure causeway.toml state.db

# Starts a sync and kills it once the stand-in holds at least COUNT of WHAT.
kill_when() { # WHAT COUNT
    local pid held=0
    "$causeway" sync --quiet >/dev/null 2>&1 &
    pid=$!
    started+=("$pid")
    while ((held < $2)); do
        kill -0 "$pid" 2>/dev/null || fail "the sync ended before it held $2 $1 (it held $held)"
        held=$(state "$moodle" | jq ".counts.$1")
    done
    kill -9 "$pid"
    wait "$pid" 2>/dev/null || true
}

step "killed among the categories"
kill_when categories 4
step "killed among courses and people"
kill_when users 60
step "killed among the enrolments"
kill_when enrolments 120

step "the next sync goes on where they ended"
run sync --json
expect_code 3

expect_like_peace
expect_same "courses beside ours" 1 "$(state "$moodle" | jq '[.courses[] | select(.idnumber | startswith("opensis:") | not)] | length')"

step "and nothing is left to do"
run plan --json
expect_same "changes" 0 "$(jq .changes <<<"$out")"
