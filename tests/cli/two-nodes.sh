#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Two services with one store in PostgreSQL: one of them works at the link, both show it; the one is
# killed in the middle of a first load (kill -9), and the other goes on with it to the end. A person
# is signed in to both at once.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_database
run school --students 150 --seed 5 "$database"
expect_code 0

step "the same school, loaded in peace"
start_moodle control
configure control.toml control.db
run sync --config control.toml
expect_code 3
essence "$moodle" >control.json

step "a store in PostgreSQL"
store=$("$home/scripts/private-postgres" start "$work/pg")
start_moodle slow --latency-ms 80
configure causeway.toml "$store"
sed -i 's/^\[moodle\]/&\nbatch = 10\nconnections = 1/' causeway.toml # it is to last
run connect
expect_code 0
run users add ada <<<"a long pass phrase of hers"
expect_code 0
run enable
expect_code 0

# start_node NAME: sets ${url[NAME]} and ${pid[NAME]}.
declare -A url pid
start_node() {
    local i
    : >"$1.out"
    "$causeway" serve --port 0 --json >"$1.out" 2>"$1.err" &
    pid[$1]=$!
    started+=("${pid[$1]}")
    for ((i = 0; i < 300; i++)); do
        if grep -q '"url"' "$1.out"; then break; fi
        kill -0 "${pid[$1]}" 2>/dev/null || fail "node $1 did not start: $(<"$1.err")"
        sleep 0.1
    done
    url[$1]=$(jq -r .url "$1.out")
}

step "two nodes"
start_node one
start_node two

# seen FIRST SECOND WHAT: a person signs in at the first (once) and asks both with that one session.
cat >person.mjs <<'JS'
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
const [first, second, what] = process.argv.slice(2);
if (!existsSync('cookie')) {
  const answer = await fetch(first + '/api/session', { method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'ada', password: 'a long pass phrase of hers' }) });
  if (answer.status !== 200) throw new Error('sign-in: ' + answer.status + ' ' + (await answer.text()));
  writeFileSync('cookie', answer.headers.get('set-cookie').split(';')[0]);
}
const link = async (url) => {
  const answer = await fetch(url + '/api/links', { headers: { Cookie: readFileSync('cookie', 'utf8') } });
  if (answer.status !== 200) throw new Error(url + ': ' + answer.status + ' ' + (await answer.text()));
  const json = await answer.json();
  return (json.links ?? json)[0];
};
const running = (one) => one.state === 'running' && one.running?.progress?.done > 0 ? one.running.id : null;
const so = {
  running: (a, b) => running(a) !== null && running(a) === running(b) && [a, b].map((one) => one.running.progress),
  ended: (a, b) => [a, b].every((one) => one.state === 'idle' && one.last_run?.exit !== null) && [a, b].map((one) => one.last_run.exit),
}[what];
for (const end = Date.now() + 120000; ;) {
  const [a, b] = await Promise.all([link(first), link(second)]);
  const found = so(a, b);
  if (found) { console.log(JSON.stringify(found)); break; }
  if (Date.now() > end) throw new Error('waited in vain: ' + JSON.stringify([a, b]).slice(0, 1500));
  await new Promise((go) => setTimeout(go, 50));
}
JS
seen() { node person.mjs "$@"; }

step "both tell of the one run, and how far it is"
seen "${url[one]}" "${url[two]}" running
tends() { grep -q 'run [0-9]* begins' "$1.err"; }
tends one || tends two || fail "no node has begun a run"
if tends one && tends two; then fail "both nodes have begun a run"; fi
worker=one other=two
if tends two; then worker=two other=one; fi

step "the one that works is killed among the enrolments"
held=0
while ((held < 100)); do
    kill -0 "${pid[$worker]}" 2>/dev/null || fail "it ended by itself"
    expect_not_in "$(<"$worker.err")" "ended with"
    held=$(state "$moodle" | jq .counts.enrolments)
done
kill -9 "${pid[$worker]}"
wait "${pid[$worker]}" 2>/dev/null || true
killed=$SECONDS

step "the other goes on with it to the end, and the person need not sign in again"
seen "${url[$other]}" "${url[$other]}" ended
echo "  taken over and done $((SECONDS - killed)) s after the kill"
grep -q 'was cut off; it goes on now' "$other.err" || fail "it does not say what happened: $(<"$other.err")"

step "no duplicate, no gap"
essence "$moodle" | diff control.json - >difference || fail "Moodle differs from the peaceful load: $(head -40 difference)"
for list in categories courses users; do
    expect_same "$list with the same idnumber" 0 \
        "$(essence "$moodle" | jq ".$list | group_by(.idnumber) | map(select(length > 1)) | length")"
done
run plan --json
expect_same "changes" 0 "$(jq .changes <<<"$out")"

step "a node that stops in order leaves its link to one that comes"
start_node three
kill "${pid[$other]}"
wait "${pid[$other]}" || fail "it did not stop in order"
for ((i = 0; i < 200; i++)); do
    if grep -q 'this node tends it now' three.err; then break; fi
    sleep 0.1
done
grep -q 'this node tends it now' three.err || fail "nobody tends the link: $(<three.err)"
seen "${url[three]}" "${url[three]}" ended >/dev/null
