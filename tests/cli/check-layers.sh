#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# scripts/check-layers finds what it is there to find: each deliberate breach, made in a copy of
# the sources, must be named; the sources as they stand must pass.
set -euo pipefail
home=$(cd "$(dirname "$0")/../.." && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

fresh() {
    rm -rf "${copy:?}"/*
    cp -r "$home/src" "$home/sandbox" "$home/CMakeLists.txt" "$copy/"
}
must_fail() { # WHAT EXPECTED-WORDS
    local said
    if said=$("$home/scripts/check-layers" "$copy" 2>&1); then
        echo "check-layers let pass: $1" >&2
        exit 1
    fi
    grep -qF "$2" <<<"$said" || { echo "check-layers did not name '$2' for: $1; it said: $said" >&2; exit 1; }
}

fresh
"$home/scripts/check-layers" "$copy"

echo '#include "sync/plan.h"' >>"$copy/src/base/text.h"
must_fail "base includes sync" "'base' may not include 'sync'"
fresh
echo '#include "store/store.h"' >>"$copy/src/sync/plan.cpp"
must_fail "sync includes store" "'sync' may not include 'store'"
fresh
echo '#include "sandbox/moodle/stand_in.h"' >>"$copy/src/moodle/site.cpp"
must_fail "the product includes the sandbox" "'moodle' may not include 'sandbox'"
fresh
echo '#include "text.h"' >>"$copy/src/base/log.cpp"
must_fail "an include without its folder" 'write the folder too'
fresh
mkdir "$copy/src/util" && echo '#include "base/text.h"' >"$copy/src/util/a.h"
must_fail "a folder that nobody decided on" "'util' is not in the table"
fresh
echo '#include <spdlog/spdlog.h>' >>"$copy/src/db/db.h"
must_fail "spdlog outside base/log.cpp" 'belongs to src/base/log'
fresh
sed -i -E 's/^(causeway_folder\(sync +NEEDS )/\1store /' "$copy/CMakeLists.txt"
must_fail "CMake draws another arrow" "'sync' NEEDS"
echo "check-layers: all breaches found"
