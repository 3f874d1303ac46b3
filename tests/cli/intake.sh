#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A Moodle that was there first: staff, students, courses, schedules go into an empty openSIS; a
# second run changes nothing; a sync then creates nothing in Moodle; undo takes everything back.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_database
start_moodle moodle --plugins
configure first.toml first.db

step "Moodle is filled: by another openSIS, whose marks are foreign to this one"
run school --students 60 --seed 5 "$database"
run --config first.toml sync
expect_in "$out" "Run 1"

step "an empty openSIS: a school, its year, a grade level, and nobody"
first=$database
begin=$(sql "SELECT MIN(start_date) FROM school_years" opensis)
end=$(sql "SELECT MAX(end_date) FROM school_years" opensis)
year=$(sql "SELECT MAX(syear) FROM school_years" opensis)
sql "CREATE DATABASE empty CHARACTER SET utf8mb3" ""
for table in $(sql "SHOW TABLES"); do sql "CREATE TABLE empty.$table LIKE opensis.$table" ""; done
sql "INSERT INTO empty.app SELECT * FROM opensis.app; INSERT INTO empty.user_profiles SELECT * FROM opensis.user_profiles WHERE id > 0;
     INSERT INTO empty.schools (id, title) VALUES (1, 'New School');
     INSERT INTO empty.school_gradelevels (id, school_id, title, short_name, sort_order) VALUES (3, 1, 'Grade 9', '09', 1);
     INSERT INTO empty.school_years (marking_period_id, syear, school_id, title, short_name, start_date, end_date)
     VALUES (1, $year, 1, 'Full Year', 'FY', '$begin', '$end');
     INSERT INTO empty.school_calendars (calendar_id, syear, school_id, title, default_calendar) VALUES (1, $year, 1, 'Main', 'Y');
     INSERT INTO empty.marking_period_id_generator VALUES (1);" ""
database=${first/opensis\?/empty?}
configure causeway.toml state.db
sed -i 's/^token = .*/&\nprefix = "second:"/' causeway.toml

count() { sql "SELECT COUNT(*) FROM $1" empty; }

step "a preview says every row's fate and writes nothing"
run intake students --json
expect_code 0
planned=$(jq .students.created <<<"$out")
((planned > 30)) || fail "only $planned students planned: $out"
expect_same "rows" "$planned" "$(jq '[.rows[] | select(.fate == "created")] | length' <<<"$out")"
expect_same "students in openSIS" 0 "$(count students)"

step "staff and students, with every row that openSIS's pages need"
one=$(jq -r '[.rows[] | select(.fate == "created")][0].id' <<<"$out")
run intake staff --yes --json
expect_same "staff created" "$(count staff)" "$(jq .staff.created <<<"$out")"
for table in staff_school_info staff_school_relationship; do expect_same $table "$(count staff)" "$(count $table)"; done
run intake students --yes --json --leave-out "$one" --csv not-taken.csv --passwords passwords.csv
expect_same "one left out" 1 "$(jq .students.left_out <<<"$out")"
grep -q "^$one,students,.*left out" not-taken.csv || fail "not-taken.csv: $(<not-taken.csv)"
expect_same "students created" "$((planned - 1))" "$(count students)"
expect_same "enrolments" "$((planned - 1))" "$(count student_enrollment)"
expect_same "logins" "$(($(count students) + $(count staff)))" "$(count login_authentication)"
expect_same "hashed" "$((planned - 1))" "$(sql "SELECT COUNT(*) FROM login_authentication WHERE password LIKE '\$2y\$10\$%'" empty)"
expect_same "who may read the passwords" 600 "$(stat -c %a passwords.csv)"
run intake students --yes --json
expect_same "the one that was left out" 1 "$(jq .students.created <<<"$out")"

step "courses become sections that take no attendance"
run intake courses --yes --json
sections=$(count course_periods)
((sections > 0)) || fail "no sections: $out$err"
expect_same "sections created" "$sections" "$(jq .sections.created <<<"$out")"
expect_same "meetings" "$sections" "$(sql "SELECT COUNT(*) FROM course_period_var WHERE does_attendance IS NULL" empty)"
expect_same "their own parents" "$sections" "$(sql "SELECT COUNT(*) FROM course_periods WHERE parent_id = course_period_id" empty)"

step "who is in them"
run intake staff-schedule --yes --json
expect_in "$out" '"teaches"'
run intake student-schedule --yes --json
seats=$(count schedule)
((seats > 0)) || fail "nobody is scheduled: $out"
expect_same "seats" "$seats" "$(jq .learns.created <<<"$out")"

step "a second time, nothing changes"
for kind in staff students courses staff-schedule student-schedule history; do
    run intake $kind --yes --json
    expect_same "$kind" 0 "$(jq '[.[] | objects | .created, .updated, .linked] | add' <<<"$out")"
done
expect_same "seats" "$seats" "$(count schedule)"

step "a sync creates nothing in Moodle"
# (Seats whose last day is past are suspended there, as the policy has it.)
before=$(state "$moodle" | jq -c ".counts | del(.suspended_enrolments)")
run sync --json
((code == 0 || code == 3)) || expect_code 0
expect_same "created" 0 "$(jq '[.counts[].create] | add' <<<"$out")"
expect_same "what Moodle holds" "$before" "$(state "$moodle" | jq -c ".counts | del(.suspended_enrolments)")"

step "undo takes it back, in order, and says what still hangs on what"
run runs --json --last 50
id_of() { jq -r "[.runs[] | select(.what == \"intake $1\")] | last | .run // .id" <<<"$all"; }
all=$out
run intake undo "$(id_of students)" --json
expect_code 3
expect_in "$out" "scheduled into sections"
run intake undo "$(id_of student-schedule)"
expect_code 0
expect_same "seats" 0 "$(count schedule)"
run intake undo "$(id_of staff-schedule)"
run intake undo "$(id_of courses)" --json
expect_code 0
for table in course_periods course_period_var courses course_subjects rooms school_periods; do
    expect_same "$table" 0 "$(count $table)"
done
run intake undo "$(id_of courses)"
expect_code 2
