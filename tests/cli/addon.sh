#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The LMS menu goes into an openSIS and out again: shown first, done when it is agreed, nothing the
# second time, and afterwards every file, folder, mode, row and table is as before. The openSIS here
# is a folder with the few files by which one is known, and a database in its shape.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_database
run school --students 40 --seed 3 "$database"
expect_code 0
sql "CREATE TABLE profile_exceptions (profile_id decimal(10,0), modname varchar(255), can_use varchar(1),
         can_edit varchar(1), last_updated timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
         updated_by varchar(255));
     INSERT INTO profile_exceptions VALUES (0, 'students/Student.php', 'Y', 'Y', '2020-01-02 03:04:05', 'x'),
         (2, 'grades/Grades.php', 'Y', NULL, '2020-01-02 03:04:05', NULL)"
sis=$work/sis
mkdir -p "$sis/functions" "$sis/modules/students"
put() { printf '<?php // %s\n' "$2" >"$sis/$1"; }
# shellcheck disable=SC2016 # words of PHP
{
    put ConfigInc.php '$openSISModules'
    put Menu.php profile_exceptions
    put Warehouse.php /functions
    put Modules.php Menu.php
    put Ajax.php Menu.php
    put functions/UserFnc.php STAFF_ID
    put modules/students/Menu.php menu
    printf '<?php $DatabaseName = "opensis";\n' >"$sis/Data.php"
}
chmod 640 "$sis/Data.php"
addon=(--path "$sis" --database "$database")

# Every file and folder with its mode, its owner and the digest of its bytes; every row and table.
state() {
    (cd "$sis" && find . -printf '%p %m %U %G %y\n' | LC_ALL=C sort && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
    mariadb-dump --no-defaults -u root -S "$socket" --skip-dump-date --order-by-primary opensis | grep -v '^/\*M!'
}
state >before

step "what would be done is told, and nothing is done"
run opensis install-addon "${addon[@]}" --json
expect_code 0
expect_same "done" false "$(jq .done <<<"$out")"
pages=$(jq -r '.pages[].page' "$home/plugins/opensis/lms/addon.json" | wc -l)
expect_same "pages that super administrators get" "$(jq '[.pages[] | select(.profiles | index("super_administrator"))] | length' "$home/plugins/opensis/lms/addon.json")" \
    "$(jq '[.rights[] | select(.profile_id == 0)] | length' <<<"$out")"
expect_same "pages named" "$pages" "$(jq '[.rights[].page] | unique | length' <<<"$out")"
for words in n ""; do
    code=0
    "$causeway" opensis install-addon "${addon[@]}" <<<"$words" >out 2>err || code=$?
    expect_same "exit code" 0 "$code"
    expect_in "$(<out)" "Write this? [y/N] Nothing was done."
done
run opensis install-addon "${addon[@]}" </dev/null
expect_code 2
expect_in "$err" "Nobody answered, and nothing was done"
state >now
cmp before now || fail "something was written: $(diff before now | head)"

step "it is put in: every file, table and row that was shown"
code=0
"$causeway" opensis install-addon "${addon[@]}" <<<y >out 2>err || code=$?
expect_same "exit code" 0 "$code"
expect_in "$(<out)" "No file of openSIS's is changed."
files=0
while read -r file; do
    cmp "$home/plugins/opensis/lms/$file" "$sis/$file" || fail "$file is not as it was carried"
    expect_in "$(<out)" "add      file   $file"
    files=$((files + 1))
done < <(cd "$home/plugins/opensis/lms" && find . -name '*.php' -printf '%P\n')
((files > 20)) || fail "only $files files"
expect_same "rows shown" "$(sql "SELECT COUNT(*) FROM profile_exceptions WHERE modname LIKE 'lms/%'")" "$(grep -c '^             lms/' out)"
expect_same "who reads the key" 640 "$(stat -c %a "$sis/modules/lms/Seal.php")"
expect_same "profiles with Go to LMS" "$(sql "SELECT COUNT(*) FROM user_profiles")" \
    "$(sql "SELECT COUNT(*) FROM profile_exceptions WHERE modname = 'lms/GoToLms.php' AND can_use = 'Y'")"
expect_same "who gets LMS Settings" 0 "$(sql "SELECT GROUP_CONCAT(profile_id) FROM profile_exceptions WHERE modname = 'lms/LmsSettings.php'")"
expect_same "no file of openSIS's own changed" "" "$(cd "$sis" && grep '^[0-9a-f]\{64\} ' ../before | sha256sum -c --quiet 2>&1)"

step "a second time there is nothing to do"
state >installed
run opensis install-addon "${addon[@]}" --yes
expect_code 0
expect_in "$out" "as it should be: nothing to do"
state >now
cmp installed now || fail "the second time changed something: $(diff installed now | head)"

step "a file that was changed here is named before it is overwritten"
echo "// mine" >>"$sis/modules/lms/MySections.php"
run opensis install-addon "${addon[@]}" --yes
expect_code 0
expect_in "$out" "modules/lms/MySections.php   CHANGED HERE: the change will be lost"
state >now
cmp installed now || fail "it was not put right: $(diff installed now | head)"

step "it is taken out, with the settings that were made, and everything is as before"
sql "INSERT INTO causeway_settings (name, value) VALUES ('address', 'https://causeway.example.org')"
run opensis remove-addon "${addon[@]}" --yes
expect_code 0
expect_in "$out" "Done: openSIS is as it was before."
state >now
cmp before now || fail "something stayed: $(diff before now | head)"
run opensis remove-addon "${addon[@]}" --yes
expect_code 0
expect_in "$out" "The add-on is not there: nothing to do."

step "and in again, and out again"
run opensis install-addon "${addon[@]}" --yes --json
expect_same "done" true "$(jq .done <<<"$out")"
run opensis remove-addon "${addon[@]}" --yes --json
expect_same "done" true "$(jq .done <<<"$out")"
state >now
cmp before now || fail "something stayed: $(diff before now | head)"

step "an openSIS that is not known is refused, with cause and cure, and left alone"
sql "UPDATE app SET value = '8.0' WHERE name = 'version'"
run opensis install-addon "${addon[@]}" --yes
expect_code 2
expect_in "$err" "The add-on does not know this openSIS"
sql "UPDATE app SET value = '9.2' WHERE name = 'version'"
mv "$sis/Warehouse.php" "$work/aside"
run opensis install-addon "${addon[@]}" --yes
expect_code 2
expect_in "$err" "Warehouse.php is not there"
mv "$work/aside" "$sis/Warehouse.php"
sql "CREATE DATABASE other CHARACTER SET utf8mb3" ""
for table in app user_profiles profile_exceptions; do sql "CREATE TABLE other.$table AS SELECT * FROM opensis.$table" ""; done
run opensis install-addon --path "$sis" --database "${database/opensis\?/other?}" --yes
expect_code 2
expect_in "$err" "The folder and the database do not belong together"
run opensis install-addon --path "$work/nowhere" --database "$database" --yes
expect_code 2
for verb in install-addon remove-addon; do
    run opensis $verb "${addon[@]}" --config "$work/nowhere.toml" --yes
    expect_code 2
    expect_in "$err" "The configuration file cannot be read"
    expect_in "$err" "$work/nowhere.toml"
done
run opensis install-addon --path "$sis" --yes
expect_code 2
expect_in "$err" "There is no database to write to"
expect_in "$err" "GRANT SELECT, INSERT, DELETE"
state >now
cmp before now || fail "a refusal wrote something: $(diff before now | head)"
