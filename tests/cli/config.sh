#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The configuration: explained, checked, overridden, never leaking.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

step "without a file everything is default"
run config check --json
expect_code 0
expect_same "batch" 50 "$(jq -r '.keys[] | select(.key == "moodle.batch").value' <<<"$out")"

step "the sample file is a valid configuration"
run config sample
expect_code 0
cp "$work/out" sample.toml
run config check --config sample.toml
expect_code 0
expect_in "$out" "No mistakes found."

step "an unknown key is exit code 2 and names its line and the nearest known key"
printf '[moodle]\nurl = "https://moodle.example.org"\nconections = 2\n' >wrong.toml
run config check --config wrong.toml
expect_code 2
expect_in "$out" "wrong.toml:3"
expect_in "$out" "'moodle.connections'"
run status --config wrong.toml
expect_code 2
expect_in "$err" "'moodle.connections'"
run status --config wrong.toml --json
expect_code 2
expect_same "error code" config.unknown "$(jq -r .error.code <<<"$out")"

step "./causeway.toml is found, the environment counts over it"
printf '[moodle]\nconnections = 2\nbatch = 20\n' >causeway.toml
CAUSEWAY_MOODLE_BATCH=30 run config check --json
expect_code 0
expect_same "from the file" 2 "$(jq -r '.keys[] | select(.key == "moodle.connections").value' <<<"$out")"
expect_same "from the environment" 30 "$(jq -r '.keys[] | select(.key == "moodle.batch").value' <<<"$out")"
expect_same "its source" CAUSEWAY_MOODLE_BATCH "$(jq -r '.keys[] | select(.key == "moodle.batch").source' <<<"$out")"
CAUSEWAY_MOODLE_BATCH=many run config check
expect_code 2
expect_in "$out" "CAUSEWAY_MOODLE_BATCH"

step "secrets are not shown, here or in an error"
cat >secret.toml <<'TOML'
[moodle]
url = "http://127.0.0.1:1"
token = "verysecrettoken0123456789"
[opensis]
url = "mysql://reader:verysecretpassword@127.0.0.1:1/opensis"
TOML
for command in "config check" "config check --json" "connect" "connect --json" "sync --verbose" "status"; do
    # shellcheck disable=SC2086
    run $command --config secret.toml
    expect_not_in "$out$err" verysecret
done

step "a named file that is not there is exit code 2, also where the command needs nothing of it"
for command in status connect version "config sample" plugins "opensis grants" \
    "opensis install-addon --path . --database mysql://root@127.0.0.1:1/opensis --yes" \
    "opensis remove-addon --path . --database mysql://root@127.0.0.1:1/opensis --yes"; do
    # shellcheck disable=SC2086
    run $command --config nowhere.toml
    expect_code 2
    expect_in "$err" "The configuration file cannot be read"
    expect_in "$err" nowhere.toml
    expect_in "$err" "there is no such file"
    expect_in "$err" "Check the path"
done

step "a missing setting says which and how"
run sync --config wrong2.toml --json
expect_code 2
rm causeway.toml
run plan
expect_code 2
expect_in "$err" "CAUSEWAY_OPENSIS_URL"

step "the least rights can be printed without any connection"
run opensis grants --user reader --host 10.0.0.5
expect_code 0
expect_in "$out" "GRANT SELECT"
expect_in "$out" "reader"
expect_not_in "$out" "UPDATE"
run opensis grants --json
expect_code 0
[[ $(jq '.statements | length' <<<"$out") -gt 5 ]] || fail "only few statements: $out"
