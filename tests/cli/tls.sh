#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# TLS is always checked: a certificate that nobody vouches for, one of another host and one that has
# run out are refused in words, and the token is not sent; one of a known authority is taken.
source "$(dirname "$0")/lib.sh"

make_authority() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Test authority" \
        -addext "basicConstraints=critical,CA:TRUE" -keyout ca.key -out ca.pem 2>/dev/null
}
# make_certificate NAME SUBJECT-ALTERNATIVE-NAME [OPENSSL-ARGUMENT...]
make_certificate() {
    local name=$1 san=$2
    shift 2
    openssl req -newkey rsa:2048 -nodes -subj "/CN=$name" -keyout "$name.key" -out "$name.csr" \
        2>/dev/null
    openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -set_serial "$RANDOM" \
        -extfile <(echo "subjectAltName=$san") -out "$name.pem" "$@" 2>/dev/null
}
# serve NAME: takes connections over TLS and answers with nonsense; sets $port and $log.
serve() {
    log=$work/$1.log
    openssl s_server -accept 127.0.0.1:0 -cert "$1.pem" -key "$1.key" -rev >"$log" 2>&1 &
    started+=("$!")
    local i
    for ((i = 0; i < 100; i++)); do
        port=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' "$log")
        if [[ -n $port ]]; then return; fi
        sleep 0.1
    done
    fail "the TLS server did not start: $(<"$log")"
}
# check HOST [CA-FILE]: runs connect; its answer is in $out.
check() {
    CAUSEWAY_MOODLE_URL="https://$1:$port" CAUSEWAY_MOODLE_TOKEN=0123456789abcdef0123456789abcdef \
        CAUSEWAY_MOODLE_CA_FILE=${2:-} CAUSEWAY_STORE_URL="sqlite:$work/state.db" \
        run connect --json
}
address_step() { jq -r '.steps[] | select(.name == "address") | .detail' <<<"$out"; }

make_authority
make_certificate good "IP:127.0.0.1,DNS:localhost" -days 2
make_certificate elsewhere "DNS:moodle.example.org" -days 2
make_certificate over "IP:127.0.0.1" -days -1

step "a certificate of an authority that nobody knows is refused"
serve good
check 127.0.0.1
expect_code 1
expect_in "$(address_step)" "ertificate"
expect_not_in "$(<"$log")" "0123456789abcdef"

step "the same certificate is taken once its authority is trusted"
check 127.0.0.1 "$work/ca.pem"
expect_not_in "$(address_step)" "ertificate"
expect_in "$(jq -r '.steps[] | select(.name == "address") | .problem.code' <<<"$out")" "net."

step "a certificate of another host is refused, trusted authority or not"
serve elsewhere
check 127.0.0.1 "$work/ca.pem"
expect_code 1
expect_in "$(address_step)" "ertificate"

step "a certificate that has run out is refused"
serve over
check 127.0.0.1 "$work/ca.pem"
expect_code 1
expect_in "$(address_step)" "ertificate"
