#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The add-on's hook in openSIS's requests, run by PHP as openSIS runs it: off until it is configured;
# one signed hint after a request that wrote, none after others; and whatever becomes of the hint,
# the request answers the same, at most the hint's 200 ms later, and shows no error.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

for part in mysqli curl openssl; do
    php -r "exit((int) !extension_loaded('$part'));" || fail "PHP has no $part: scripts/install-packages"
done
start_database
run school --students 40 --seed 3 "$database"
expect_code 0
sql "CREATE TABLE profile_exceptions (profile_id decimal(10,0), modname varchar(255), can_use varchar(1),
         can_edit varchar(1), last_updated timestamp NOT NULL DEFAULT current_timestamp(), updated_by varchar(255))"
sis=$work/sis
mkdir -p "$sis/functions" "$sis/modules/students"
put() { printf '<?php // %s\n' "$2" >"$sis/$1"; }
# shellcheck disable=SC2016 # words of PHP
{
    put ConfigInc.php '$openSISModules'
    put Menu.php profile_exceptions
    put Ajax.php Menu.php
    put functions/UserFnc.php STAFF_ID
    put modules/students/Menu.php menu
    printf '<?php $DatabaseServer = "localhost"; $DatabaseUsername = "root"; $DatabasePassword = ""; $DatabaseName = "opensis";\n' >"$sis/Data.php"
    # What matters of a request of openSIS's: a session, every file in functions/, and its
    # statements as text over a connection of its own.
    printf '<?php foreach (glob(__DIR__ . "/functions/*.php") as $file) { require_once $file; }\n' >"$sis/Warehouse.php"
    cat >"$sis/Modules.php" <<'PHP'
<?php // Menu.php is not shown here.
session_start();
$_SESSION['student_id'] = 16;
require __DIR__ . '/Warehouse.php';
require __DIR__ . '/Data.php';
$link = mysqli_connect($DatabaseServer, $DatabaseUsername, $DatabasePassword, $DatabaseName);
mysqli_query($link, 'SELECT student_id FROM students LIMIT 5');
if (isset($_POST['name'])) {
    mysqli_query($link, "UPDATE students SET common_name = '" . mysqli_real_escape_string($link, $_POST['name']) . "' WHERE student_id = 16");
}
echo 'saved';
PHP
}
run opensis install-addon --path "$sis" --database "$database" --yes
expect_code 0

key=a-key-of-the-hints-with-more-than-32-characters
touch heard
node "$home/tests/cli/hint_receiver.mjs" "$key" "$work/heard" >receiver.out &
receiver=$!
started+=("$receiver")
for ((i = 0; i < 100; i++)); do [[ -s receiver.out ]] && break; sleep 0.1; done
alive=http://127.0.0.1:$(<receiver.out)
# PHP's own server takes port 0 and says nowhere which one it got.
for ((port = 20000 + RANDOM % 20000, i = 0; i < 20; port++, i++)); do
    php -d display_errors=1 -d error_reporting=-1 -d session.save_path="$work" -d mysqli.default_socket="$socket" \
        -S "127.0.0.1:$port" -t "$sis" >php.out 2>&1 &
    server=$!
    for ((j = 0; j < 100; j++)); do
        if grep -q started php.out || ! kill -0 "$server" 2>/dev/null; then break; fi
        sleep 0.1
    done
    if kill -0 "$server" 2>/dev/null; then break; fi
done
started+=("$server")

# set_up NAME VALUE ...: the add-on's settings, kept as its own form keeps them.
set_up() {
    # shellcheck disable=SC2016 # words of PHP
    php -d mysqli.default_socket="$socket" -r 'namespace Causeway\Lms;
        require "$argv[1]/modules/lms/lib/load.php";
        [$database, $vault] = [Database::open($argv[1]), Vault::open($argv[1])];
        for ($i = 2; $i < $argc; $i += 2) { Settings::write($database, $vault, $argv[$i], $argv[$i + 1]); }' \
        -- "$sis" "$@" || fail "the settings were not kept"
}
count=0
# click PAGE [FIELD=VALUE]: one request of a person's; its answer is told to be the usual one.
click() {
    local answer form=()
    if [[ -n ${2:-} ]]; then form=(-d "$2"); fi
    answer=$(curl -sS -o answer -w '%{http_code} %{time_total}' "${form[@]}" "http://127.0.0.1:$port/Modules.php?modname=$1" 2>curl.err ||
        fail "no answer: $(<curl.err)")
    took=${answer#* }
    expect_same "answer to $1" "200 saved" "${answer% *} $(<answer)"
    if [[ -n ${2:-} ]]; then expect_same "what was written" "${2#*=}" "$(sql "SELECT common_name FROM students WHERE student_id = 16")"; fi
}
heard() { # what was heard since the last time, and how many that is
    local all
    all=$(wc -l <heard)
    hints=$(tail -n +$((count + 1)) heard)
    told=$((all - count))
    count=$all
}
within() { awk -v took="$took" -v most="$1" 'BEGIN { exit !(took < most) }' || fail "it took $took s, at most $1 s were allowed"; }

step "off until it is configured"
click students/Student.php name=Off
set_up hint_key "$key" hint_address "$alive"
click students/Student.php name=Configured-but-not-switched-on
heard
expect_same "hints" 0 "$told"

step "one signed hint after a request that wrote, with the record where the page is about one"
set_up hints on
click students/Student.php
click students/Student.php name=Read-before
heard
expect_same "hints of one request that read and one that wrote" 1 "$told"
expect_same "the hint" '{"path":"/hints/opensis","method":"POST","signed":true,"keys":["student:16"]}' \
    "$(jq -c '{path, method, signed, keys: .body.keys}' <<<"$hints")"
first=$(jq -r .body.nonce <<<"$hints")
click schoolsetup/Courses.php name=Somewhere-else
heard
expect_same "the hint" '{"signed":true,"tables":["unknown"]}' "$(jq -c '{signed, tables: .body.tables}' <<<"$hints")"
[[ $(jq -r .body.nonce <<<"$hints") != "$first" ]] || fail "two hints have one nonce"
click grades/Grades.php name=No-page-of-the-roster
heard
expect_same "hints of a page that cannot touch the roster" 0 "$told"

step "a Causeway that does not answer costs 200 ms once, then nothing"
set_up hint_address "$alive/slow"
click students/Student.php name=Slow
within 1.2
expect_same "it was noted" "1 Operation timed out" "$(sql "SELECT value FROM causeway_settings WHERE name = 'hint_state'" | jq -r '"\(.failures) \(.last[:19])"')"
click students/Student.php name=Left-alone
heard
expect_same "hints of two requests" 1 "$told"

step "a Causeway that is not there, or has no such name, is nothing that anybody sees"
set_up hint_state "" hint_address http://127.0.0.1:1
click students/Student.php name=Dead
within 1.2
expect_same "failures" 1 "$(sql "SELECT value FROM causeway_settings WHERE name = 'hint_state'" | jq .failures)"
set_up hint_state '{"failures":3,"until":1,"last":"x"}' hint_address "http://no.such.host.invalid"
click students/Student.php name=No-such-host
within 1.2
expect_same "failures" 4 "$(sql "SELECT value FROM causeway_settings WHERE name = 'hint_state'" | jq .failures)"

step "it comes back by itself when its time is over"
set_up hint_address "$alive" hint_state '{"failures":4,"until":1,"last":"x"}'
click students/Student.php name=Alive
heard
expect_same "hints" 1 "$told"
expect_same "nothing is held against it any more" 0 "$(sql "SELECT COUNT(*) FROM causeway_settings WHERE name = 'hint_state'")"

step "an add-on that is broken breaks nothing"
mv "$sis/modules/lms/Seal.php" aside
click students/Student.php name=No-key
mv aside "$sis/modules/lms/Seal.php"
sql "RENAME TABLE causeway_settings TO elsewhere"
click students/Student.php name=No-table
sql "RENAME TABLE elsewhere TO causeway_settings"
mv "$sis/modules/lms/lib" aside
click students/Student.php name=Half-a-copy
mv aside "$sis/modules/lms/lib"
heard
expect_same "hints" 0 "$told"
expect_not_in "$(<php.out)" "PHP Warning"
expect_not_in "$(<php.out)" "PHP Fatal"
