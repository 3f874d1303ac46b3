#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `causeway opensis watch` tells of a saved change by the log of the database and by polling it, and
# what to do where the log cannot be read; `opensis grants --feed` gives exactly the rights.
source "$(dirname "$0")/lib.sh"

start_database log
sql "CREATE DATABASE opensis CHARACTER SET utf8mb3" mysql
run school --students 60 --seed 3 "$database"
expect_code 0
cat >config.toml <<TOML
[opensis]
url = "$database"
[moodle]
url = "http://127.0.0.1:1"
token = "0123456789abcdef0123456789abcdef"
TOML

# watch NAME [ARGUMENT...]: starts it and waits until it says that it listens.
watch() {
    local name=$1
    shift
    : >"$name.out"
    "$causeway" opensis watch --config config.toml "$@" >"$name.out" 2>"$name.err" &
    watching=$!
    started+=("$watching")
    await_start watch "$watching" 'Ctrl-C|"feed"' "$name" || fail "watch does not listen"
}
# comes NAME WORDS: waits for them.
comes() {
    local i
    for ((i = 0; i < 300; i++)); do
        if grep -qF -- "$2" "$1.out"; then return; fi
        sleep 0.1
    done
    fail "'$2' does not come: $(<"$1.out")"
}
ends() {
    kill -INT "$watching"
    code=0
    wait "$watching" || code=$?
    out= err=
    expect_code 0
}
student=$(sql "SELECT MIN(student_id) FROM students")

for kind in binlog poll; do
    step "tells of a change by $kind, and ends with Ctrl-C"
    watch "$kind" --kind "$kind"
    sql "UPDATE students SET first_name = 'Someone$kind' WHERE student_id = $student"
    comes "$kind" "student:$student"
    comes "$kind" "($kind: students)"
    expect_not_in "$(<"$kind.out")" Someone
    ends
done

step "tells programs in JSON, a line for each"
watch json --json
sql "DELETE FROM schedule WHERE id = (SELECT id FROM (SELECT MIN(id) AS id FROM schedule) x)"
comes json '"learns:'
ends
expect_same feed binlog "$(head -1 json.out | jq -r .feed)"
expect_same everything false "$(sed -n 2p json.out | jq -r .everything)"

step "says why the log cannot be followed, and follows the tables"
sql "CREATE USER reader@localhost IDENTIFIED BY 'a test password'" mysql
run opensis grants --config config.toml --user reader
expect_code 0
expect_not_in "$out" REPLICATION
sql "$out" mysql
sed -i "s|^url = \"mysql://root@|url = \"mysql://reader:a%20test%20password@|" config.toml
watch least
expect_in "$(<least.out)" "GRANT REPLICATION SLAVE ON *.* TO 'reader'@'localhost';"
sql "UPDATE students SET last_name = 'x' WHERE student_id = $student"
comes least "student:$student"
ends
run opensis watch --config config.toml --kind binlog
expect_code 2
expect_in "$err" "REPLICATION SLAVE"

step "follows the log with the rights of grants --feed"
run opensis grants --config config.toml --user reader --feed
expect_code 0
sql "$out" mysql
watch granted
expect_in "$(<granted.out)" "(binlog)"
sql "UPDATE students SET last_name = 'y' WHERE student_id = $student"
comes granted "student:$student"
ends
