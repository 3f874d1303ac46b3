#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `causeway serve` is killed (kill -9) in the middle of its first load and started again: the run
# goes on to the end without anybody's help, without duplicate or gap, and log and API say what
# happened to the one that died and who began the next.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

load_in_peace

step "a service whose Moodle is slow"
prepare_slow_service state.db

# told FILE FILTER: what the log says, one JSON object a line.
told() { jq -r "select($2) | .text" "$1"; }

step "killed among the enrolments"
start_service first --log-json
kill_among_enrolments "$service_pid" first.err
expect_same "the log of the one that died" "link default: run 1 begins" "$(told first.err '.run == 1 and .link == "default"')"

cat >person.mjs <<'JS'
const [url] = process.argv.slice(2);
const signed = await fetch(url + '/api/session', { method: 'POST', headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ name: 'ada', password: 'a long pass phrase of hers' }) });
if (signed.status !== 200) throw new Error('sign-in: ' + signed.status + ' ' + (await signed.text()));
const Cookie = signed.headers.get('set-cookie').split(';')[0];
const get = async (path) => (await fetch(url + '/api/links/default' + path, { headers: { Cookie } })).json();
for (const end = Date.now() + 120000; ;) {
  const { runs } = await get('/runs');
  if (runs.length > 1 && runs.every((one) => one.state !== 'running')) { console.log(JSON.stringify({ runs })); break; }
  if (Date.now() > end) throw new Error('waited in vain: ' + JSON.stringify(runs).slice(0, 1500));
  await new Promise((go) => setTimeout(go, 50));
}
JS

step "started again, it goes on by itself"
start_service second --log-json
answer=$(node person.mjs "$service")
expect_same "the one that was killed" "died null" "$(jq -r '.runs[] | select(.id == 1) | "\(.state) \(.exit)"' <<<"$answer")"
expect_same "the one after it" "some_refused the service, after a restart" "$(jq -r '.runs[] | select(.id == 2) | "\(.state) \(.by)"' <<<"$answer")"
(($(jq '[.runs[] | select(.id == 1) | .counts[].create] | add' <<<"$answer") > 100)) || fail "what the dead one had done is not told: $answer"
expect_in "$(told second.err '.level == "warning"')" "run 1 was cut off; it goes on now"
expect_in "$(told second.err '.run == 2')" "an earlier run was cut off: asking Moodle about"

expect_like_peace

step "it stops in order"
kill "$service_pid"
wait "$service_pid" || fail "it ended with $?: $(tail -5 second.err)"
run plan --json
expect_same "changes" 0 "$(jq .changes <<<"$out")"
