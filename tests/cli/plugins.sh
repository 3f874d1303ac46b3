#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The Moodle plugins: packed the same way twice, without tests, one top folder each; carried by
# the program and handed out byte for byte.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
zips="openSIS-Moodle-User-Authenticator.zip openSIS-Web-Services.zip"

step "packing twice gives the same bytes, from another folder, mask and time zone too"
"$home/scripts/plugins" "$work/one"
(umask 077 && cd / && TZ=Asia/Tokyo "$home/scripts/plugins" "$work/two")
for zip in $zips; do cmp "$work/one/$zip" "$work/two/$zip" || fail "$zip differs"; done
expect_same "files written" "$zips" "$(cd "$work/one" && echo *)"

step "a zip holds the plugin's files in one folder, in order, and nothing else"
tree() { # ZIP TOP-FOLDER SOURCE
    local found expected
    found=$(unzip -Z1 "$work/one/$1")
    expect_same "order of $1" "$(LC_ALL=C sort <<<"$found")" "$found"
    expected=$(cd "$home/plugins/moodle/$3" && find . -type f | grep -vE '^\./(tests/|(.*/)?\.)' | sed "s|^\./|$2/|" | LC_ALL=C sort)
    expect_same "tree of $1" "$expected" "$found"
    expect_in "$found" "$2/version.php"
    mkdir -p "$work/tree" && unzip -q -d "$work/tree" "$work/one/$1"
    diff -r -x tests -x '.*' "$work/tree/$2" "$home/plugins/moodle/$3" >&2 || fail "$1 differs from its source"
}
tree openSIS-Moodle-User-Authenticator.zip userkey auth_userkey
tree openSIS-Web-Services.zip opensis local_opensis

step "a changed source changes the zip"
mkdir -p "$work/copy/plugins" && cp -r "$home/scripts" "$work/copy/" && cp -r "$home/plugins/moodle" "$work/copy/plugins/"
"$work/copy/scripts/plugins" "$work/three"
cmp "$work/one/openSIS-Web-Services.zip" "$work/three/openSIS-Web-Services.zip"
echo >>"$work/copy/plugins/moodle/local_opensis/version.php"
"$work/copy/scripts/plugins" "$work/three"
! cmp -s "$work/one/openSIS-Web-Services.zip" "$work/three/openSIS-Web-Services.zip" ||
    fail "the change is not in the zip"
cmp "$work/one/openSIS-Moodle-User-Authenticator.zip" "$work/three/openSIS-Moodle-User-Authenticator.zip"

step "the program tells what it carries"
run plugins
expect_code 0
for zip in $zips; do expect_in "$out" "$zip"; done
expect_in "$out" "causeway plugins --out DIR"
run plugins --json
expect_code 0
expect_same "number of plugins" 2 "$(jq '.plugins | length' <<<"$out")"
for component in auth_userkey local_opensis; do
    version=$(sed -nE 's/^\$plugin->version *= *([0-9]+);.*/\1/p' "$home/plugins/moodle/$component/version.php")
    expect_same "version of $component" "$version" \
        "$(jq -r ".plugins[] | select(.component == \"$component\") | .version" <<<"$out")"
done

step "and writes it into a folder that it makes, byte for byte"
run plugins --out "$work/new/folder" --json
expect_code 0
for zip in $zips; do
    cmp "$work/one/$zip" "$work/new/folder/$zip" || fail "$zip is not what scripts/plugins packs"
    expect_same "digest of $zip" "$(sha256sum <"$work/new/folder/$zip" | cut -d' ' -f1)" \
        "$(jq -r ".plugins[] | select(.file == \"$zip\") | .sha256" <<<"$out")"
    expect_same "path of $zip" "$work/new/folder/$zip" \
        "$(jq -r ".plugins[] | select(.file == \"$zip\") | .path" <<<"$out")"
done
expect_same "files written" "$zips" "$(cd "$work/new/folder" && echo *)"
run plugins --out "$work/new/folder"
expect_code 0
expect_in "$out" "Install plugins"

step "a folder that cannot be written is said in words"
: >"$work/file"
run plugins --out "$work/file/folder"
expect_code 1
expect_in "$err" "could not be written"
run plugins --out "$work/file/folder" --json
expect_code 1
expect_same "error code" plugins.file "$(jq -r .error.code <<<"$out")"
