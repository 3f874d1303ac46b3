#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# TLS is always checked: a certificate of a known authority is taken; one that nobody vouches for,
# one of another host, one that has run out and one that is not valid yet are each refused in words
# of their own, and so is a server that sends callers back to plain http or to another host. The
# token is sent to none of them.
source "$(dirname "$0")/lib.sh"

make_authority() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Test authority" \
        -addext "basicConstraints=critical,CA:TRUE" -keyout ca.key -out ca.pem 2>/dev/null
    touch index.txt
    cat >ca.cnf <<'CNF'
[ca]
default_ca = test
[test]
database = index.txt
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
default_md = sha256
policy = any
rand_serial = yes
copy_extensions = copy
[any]
commonName = supplied
CNF
}
# make_certificate NAME SUBJECT-ALTERNATIVE-NAME BEGIN END: moments as YYMMDDHHMMSSZ
make_certificate() {
    openssl req -newkey rsa:2048 -nodes -subj "/CN=$1" -addext "subjectAltName=$2" \
        -keyout "$1.key" -out "$1.csr" 2>/dev/null
    openssl ca -batch -notext -config ca.cnf -startdate "$3" -enddate "$4" -in "$1.csr" \
        -out "$1.pem" 2>/dev/null
}
# serve NAME pass|redirect TARGET: a server with that certificate; sets $port and $log.
serve() {
    local i
    log=$work/front.log
    : >"$log"
    node "$home/tests/cli/tls_front.mjs" "$1.pem" "$1.key" "$2" "$3" >"$log" 2>&1 &
    started+=("$!")
    for ((i = 0; i < 100; i++)); do
        port=$(sed -n 's/^port //p' "$log")
        if [[ -n $port ]]; then return; fi
        sleep 0.1
    done
    fail "the TLS server did not start: $(<"$log")"
}
# check [CA-FILE]: runs connect; its answer is in $out.
check() {
    CAUSEWAY_MOODLE_URL="https://127.0.0.1:$port" CAUSEWAY_MOODLE_TOKEN=$token \
        CAUSEWAY_MOODLE_CA_FILE=${1:-} CAUSEWAY_STORE_URL="sqlite:$work/state.db" \
        run connect --json
}
step_of() { jq -r --arg name "$1" '.steps[] | select(.name == $name)' <<<"$out"; }
# refused CODE WORDS CURE: the address step failed so, and the Moodle behind never heard of it.
refused() {
    expect_code 1
    expect_same "the step's state" failed "$(step_of address | jq -r .state)"
    expect_same "the problem's code" "$1" "$(step_of address | jq -r .problem.code)"
    expect_in "$(step_of address | jq -r .problem.why)" "$2"
    expect_in "$(step_of address | jq -r .problem.cure)" "$3"
    expect_not_in "$out$err" "$token"
    expect_same "calls that Moodle saw" 0 \
        "$(curl -s "$moodle/sandbox/state.json" | jq '[.calls[].calls] | add // 0')"
}

make_authority
last_year=$(date -u -d '1 year ago' +%y%m%d000000Z)
yesterday=$(date -u -d '1 day ago' +%y%m%d000000Z)
tomorrow=$(date -u -d '2 days' +%y%m%d000000Z)
next_year=$(date -u -d '1 year' +%y%m%d000000Z)
here="IP:127.0.0.1,DNS:localhost"
make_certificate good "$here" "$yesterday" "$tomorrow"
make_certificate elsewhere "DNS:moodle.example.org" "$yesterday" "$tomorrow"
make_certificate over "$here" "$last_year" "$yesterday"
make_certificate early "$here" "$tomorrow" "$next_year"
start_moodle moodle

step "a certificate of an authority that nobody knows is refused"
serve good pass "$moodle"
check
refused net.certificate "no authority that this machine knows" "moodle.ca_file"

step "a certificate of another host is refused, trusted authority or not"
serve elsewhere pass "$moodle"
check "$work/ca.pem"
refused net.certificate_host "that of another host" "host name that stands in the certificate"

step "a certificate that has run out is refused"
serve over pass "$moodle"
check "$work/ca.pem"
refused net.certificate_expired "has run out" "Renew the certificate"

step "a certificate that is not valid yet is refused"
serve early pass "$moodle"
check "$work/ca.pem"
refused net.certificate_early "not valid yet" "Set the clocks"

step "a server that sends callers back to plain http is not followed"
serve good redirect "$moodle/webservice/rest/server.php"
check "$work/ca.pem"
refused http.redirect_plain "$moodle" "wwwroot in Moodle's config.php begin with https://"
expect_same "requests" 1 "$(grep -c '^POST' "$log")"

step "a server that sends callers to another host is not followed"
serve good redirect "https://localhost:1/webservice/rest/server.php"
check "$work/ca.pem"
refused http.redirect_host "another host, https://localhost:1" "If that is your Moodle"

step "a certificate of a trusted authority is taken, and everything else is checked over TLS"
serve good pass "$moodle"
check "$work/ca.pem"
expect_same "the address" ok "$(step_of address | jq -r .state)"
expect_same "the encryption" ok "$(step_of encryption | jq -r .state)"
expect_in "$(step_of encryption | jq -r .detail)" https
expect_in "$(jq -r .release <<<"$out")" 4.5.6
(($(grep -c '^POST /webservice/rest/server.php' "$log") > 5)) || fail "few calls came: $(<"$log")"
