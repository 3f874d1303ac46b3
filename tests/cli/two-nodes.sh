#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Two services with one store in PostgreSQL: one of them works at the link, both show it; the one is
# killed in the middle of a first load (kill -9), and the other goes on with it to the end. A person
# is signed in to both at once.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

load_in_peace

step "a store in PostgreSQL"
store=$("$home/scripts/private-postgres" start "$work/pg")
prepare_slow_service "$store"

# start_node NAME: sets ${url[NAME]} and ${pid[NAME]}.
declare -A url pid
start_node() {
    start_service "$1"
    url[$1]=$service
    pid[$1]=$service_pid
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
kill_among_enrolments "${pid[$worker]}" "$worker.err"
killed=$SECONDS

step "the other goes on with it to the end, and the person need not sign in again"
seen "${url[$other]}" "${url[$other]}" ended
echo "  taken over and done $((SECONDS - killed)) s after the kill"
grep -q 'was cut off; it goes on now' "$other.err" || fail "it does not say what happened: $(<"$other.err")"

expect_like_peace
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
