# SPDX-License-Identifier: GPL-3.0-or-later
# Helpers of the command-line tests; sourced by each. A test is a bash script named for what it
# shows; it gets the program in $CAUSEWAY, works in a folder of its own, and ends what it started.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
causeway=${CAUSEWAY:-$home/build/bin/causeway}
work=$(mktemp -d "${TMPDIR:-/tmp}/causeway-cli.XXXXXX")
cd "$work"
unset "${!CAUSEWAY_@}"
started=()

tidy_up() {
    local code=$? pid
    for pid in "${started[@]}"; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    if [[ -d $work/db ]]; then "$home/scripts/private-mariadb" stop "$work/db" || true; fi
    if [[ -d $work/pg ]]; then "$home/scripts/private-postgres" stop "$work/pg" || true; fi
    if ((code != 0)); then echo "(failed in: ${failing:-set-up})" >&2; fi
    cd / && rm -rf "$work"
    exit "$code"
}
trap tidy_up EXIT

failing=
step() { failing=$*; echo "- $*"; }
fail() { echo "FAILED: $*" >&2; exit 1; }

# Runs the program; keeps its answer in $out, its words in $err and its exit code in $code.
run() {
    code=0
    "$causeway" "$@" >"$work/out" 2>"$work/err" || code=$?
    out=$(<"$work/out")
    err=$(<"$work/err")
}
expect_code() {
    if ((code == $1)); then return; fi
    printf '%s\n' "--- standard output" "${out:0:3000}" "--- standard error" "${err:0:3000}" >&2
    fail "exit code $code, expected $1"
}
expect_in() { # TEXT WORDS
    grep -qF -- "$2" <<<"$1" || fail "'$2' is not in: ${1:0:2000}"
}
expect_not_in() {
    if grep -qF -- "$2" <<<"$1"; then fail "'$2' is in: ${1:0:2000}"; fi
}
expect_same() { # WHAT EXPECTED FOUND
    [[ $2 == "$3" ]] || fail "$1: expected '$2', found '$3'"
}

start_database() { # [log]
    socket=$("$home/scripts/private-mariadb" start "$work/db" "$@")
    database="mysql://root@localhost/opensis?socket=$socket"
}
sql() { mariadb --no-defaults -u root -S "$socket" -N -B -e "$1" "${2:-opensis}"; }

# await_start WHO PID PATTERN FILE: until FILE.out holds PATTERN, for 30 s at most; fails with FILE.err
# when the process has ended, and returns 1 when the time is over.
await_start() {
    local i
    for ((i = 0; i < 300; i++)); do
        if grep -qE "$3" "$4.out"; then return; fi
        kill -0 "$2" 2>/dev/null || fail "$1 did not start: $(<"$4.err")"
        sleep 0.1
    done
    return 1
}

# start_moodle NAME [ARGUMENT...]: a stand-in; sets $moodle, $token and $moodle_pid.
start_moodle() {
    local name=$1
    shift
    : >"$work/$name.out"
    "$causeway" sandbox --port 0 --json "$@" >"$work/$name.out" 2>"$work/$name.err" &
    moodle_pid=$!
    started+=("$moodle_pid")
    # The stand-in tells its address when it is ready; nothing else is waited for.
    await_start "the stand-in" "$moodle_pid" token "$work/$name" || true
    moodle=$(jq -r .url "$work/$name.out")
    token=$(jq -r .token "$work/$name.out")
}

# configure FILE STORE: for the database and the stand-in that were started last. STORE: a file, or
# the address of a database.
configure() {
    local store=sqlite:$work/$2
    if [[ $2 == *://* ]]; then store=$2; fi
    cat >"$1" <<TOML
[store]
url = "$store"
key_file = "$work/key"
[moodle]
url = "$moodle"
token = "$token"
[opensis]
url = "$database"
TOML
}

# What a stand-in holds, by HTTP over bash alone.
state() {
    local address=${1#http://} answer
    exec 9<>"/dev/tcp/${address%:*}/${address#*:}"
    printf 'GET /sandbox/state.json HTTP/1.0\r\nHost: %s\r\n\r\n' "$address" >&9
    answer=$(cat <&9)
    exec 9>&-
    sed '1,/^\r*$/d' <<<"$answer"
}

# The same without what may differ from site to site (ids, clocks): our own records only, each
# named by its idnumber, in one order.
essence() {
    state "$1" | jq -S '
      (.categories | map({key: (.id|tostring), value: (.idnumber // "")}) | from_entries) as $category |
      (.courses | map({key: (.id|tostring), value: .idnumber}) | from_entries) as $course |
      (.users | map({key: (.id|tostring), value: .idnumber}) | from_entries) as $user |
      {
        categories: [.categories[] | select((.idnumber // "") | startswith("opensis:")) |
            {idnumber, name, parent: $category[.parent|tostring]}] | sort_by(.idnumber),
        courses: [.courses[] | select(.idnumber | startswith("opensis:")) |
            {idnumber, fullname, shortname, visible, startdate, enddate, category: $category[.category|tostring]}] | sort_by(.idnumber),
        users: [.users[] | select((.deleted | not) and (.idnumber | startswith("opensis:"))) |
            {idnumber, username, firstname, lastname, email, suspended, auth}] | sort_by(.idnumber),
        enrolments: [.enrolments[] | select(.enrolled) |
            {course: $course[.courseid|tostring], user: $user[.userid|tostring], suspended, roles, timestart, timeend}]
            | sort_by(.course, .user)
      }'
}

# The sample school, and what Moodle holds after a load of it that nothing disturbs: control.json.
load_in_peace() {
    start_database
    run school --students 150 --seed 5 "$database"
    expect_code 0
    step "the same school, loaded in peace"
    start_moodle control
    configure control.toml control.db
    run sync --config control.toml
    expect_code 3
    essence "$moodle" >control.json
}
expect_like_peace() {
    local list
    step "no duplicate, no gap"
    essence "$moodle" | diff control.json - >difference || fail "Moodle differs from the peaceful load: $(head -40 difference)"
    for list in categories courses users; do
        expect_same "$list with the same idnumber" 0 \
            "$(essence "$moodle" | jq ".$list | group_by(.idnumber) | map(select(length > 1)) | length")"
    done
}

# A Moodle and a link that make a load last, and somebody who may look: ada. $1: as of configure.
prepare_slow_service() {
    start_moodle slow --latency-ms 80
    configure causeway.toml "$1"
    sed -i 's/^\[moodle\]/&\nbatch = 10\nconnections = 1/' causeway.toml
    run connect
    expect_code 0
    run users add ada <<<"a long pass phrase of hers"
    expect_code 0
    run enable
    expect_code 0
}
# start_service NAME [ARGUMENT...]: sets $service and $service_pid; its log is NAME.err.
start_service() {
    local name=$1
    shift
    : >"$name.out"
    "$causeway" serve --port 0 --json "$@" >"$name.out" 2>"$name.err" &
    service_pid=$!
    started+=("$service_pid")
    await_start "$name" "$service_pid" '"url"' "$name" || true
    service=$(jq -r .url "$name.out")
}
# Kills a service once the stand-in holds so many enrolments: kill_among_enrolments PID LOG
kill_among_enrolments() {
    local held=0
    while ((held < 100)); do
        kill -0 "$1" 2>/dev/null || fail "it ended by itself"
        expect_not_in "$(<"$2")" "ended with"
        held=$(state "$moodle" | jq .counts.enrolments)
    done
    kill -9 "$1"
    wait "$1" 2>/dev/null || true
}
