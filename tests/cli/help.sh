#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Help, version, wrong words: what a person meets first.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

step "every command has help with an example"
for command in connect plan sync status standings runs undo version plugins sandbox school \
    "config check" "config sample" "opensis grants" "opensis check" "opensis watch"; do
    # shellcheck disable=SC2086
    run $command --help
    expect_code 0
    expect_in "$out" "Example:"
    expect_in "$out" "  causeway $command"
    expect_in "$out" "--json"
done

step "the first page says how to begin and what exit codes mean"
run --help
expect_code 0
expect_in "$out" "causeway config sample"
expect_in "$out" "130 interrupted"

step "a wrong command is exit code 2 and names the nearest"
run snyc
expect_code 2
expect_in "$err" "'sync'"
run sync --onyl learns
expect_code 2
run sync --override "R. Head"
expect_code 2
expect_in "$err" "--because"

step "no command at all is exit code 2"
run
expect_code 2

step "under --json a mistake is one object and still a sentence"
run snyc --json
expect_code 2
expect_same "error code" usage "$(jq -r .error.code <<<"$out")"
expect_in "$err" "causeway:"

step "version"
run version --json
expect_code 0
expect_in "$(jq -r .version <<<"$out")" "."
