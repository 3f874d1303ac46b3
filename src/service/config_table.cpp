// SPDX-License-Identifier: GPL-3.0-or-later
// The table of all settings.
#include "service/config_checks.h"
#include "service/config_keys.h"

namespace causeway::service {

namespace {

const std::vector<Key>& table() {
    using enum KeyType;
    static const std::vector<Key> all = {
        {"server.listen",
         text,
         "127.0.0.1:8390",
         "Address and port that `causeway sandbox` listens on. Port 0 lets the system choose.",
         {},
         0,
         0,
         listen_address},

        {"service.listen",
         text,
         "127.0.0.1:8380",
         "Address and port of the console and the API (`causeway serve`).",
         {},
         0,
         0,
         listen_address},
        {"service.public_url",
         address,
         "",
         "Address of the console as people reach it, behind a reverse proxy for example. Empty: as "
         "the browser says.",
         {},
         0,
         0,
         http_address},
        {"service.certificate", text, "",
         "PEM file of the certificate chain, for TLS of one's own."},
        {"service.certificate_key", text, "", "PEM file of its key."},
        {"service.trusted_proxies", texts, "",
         "Addresses of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed."},
        {"service.metrics_readers", texts, "",
         "Addresses besides this machine that may read /metrics."},

        {"store.url",
         address,
         "sqlite:causeway.db",
         "Where Causeway keeps its state: what both sides agreed on last, the journal, the runs. A "
         "file (sqlite:FILE), or a PostgreSQL database that several nodes share "
         "(postgres://user:password@host/database?sslmode=verify-full). Back it up.",
         {},
         0,
         0,
         store_address},
        {"store.key_file", text, "",
         "File with the key that seals secrets in the store; made at first use, readable by its "
         "owner only, and the same on every node. Empty: the store's file with .key behind it; "
         "with PostgreSQL it must be given."},

        {"moodle.url",
         address,
         "",
         "Address of the Moodle site as its own configuration has it (wwwroot), without a page "
         "behind it.",
         {},
         0,
         0,
         http_address},
        {"moodle.token", secret, "", "Token of the external service that Causeway calls."},
        {"moodle.sso_token", secret, "",
         "Token for one-time login addresses (auth_userkey), kept apart so that it can do nothing "
         "else. "
         "`connect` checks it when it is given."},
        {"moodle.ca_file", text, "",
         "File with the certificates to trust beside the system's own, for a site with a private "
         "authority."},
        {"moodle.connections",
         integer,
         "4",
         "Most calls to Moodle at the same time. Fewer are used while Moodle is slow.",
         {},
         1,
         32},
        {"moodle.batch",
         integer,
         "50",
         "Most records in one call. Fewer are sent when the site's max_input_vars or its speed ask "
         "for it.",
         {},
         1,
         500},
        {"moodle.timeout_seconds",
         integer,
         "120",
         "Longest wait for the answer to one call.",
         {},
         5,
         3600},
        {"moodle.max_input_vars",
         integer,
         "0",
         "PHP's max_input_vars on the Moodle server. PHP cuts longer requests silently, so "
         "Causeway "
         "stays well below. 0: it is found out by a harmless look-up.",
         {},
         0,
         1000000},
        {"moodle.auth",
         choice,
         "auto",
         "Authentication method of new accounts. auto: userkey where that plugin answers, else "
         "manual with "
         "a long random password that nobody sees.",
         {"auto", "userkey", "manual"}},
        {"moodle.role_student",
         integer,
         "5",
         "Moodle's id of the role that students get.",
         {},
         1,
         1e9},
        {"moodle.role_teacher",
         integer,
         "3",
         "Moodle's id of the role that teachers get.",
         {},
         1,
         1e9},
        {"moodle.role_manager",
         integer,
         "1",
         "Moodle's id of the role that school administrators get in their school's category.",
         {},
         1,
         1e9},
        {"moodle.prefix",
         text,
         "opensis:",
         "What our keys in Moodle's idnumber fields begin with. Never change it on a link that has "
         "run: "
         "every record would look foreign.",
         {},
         0,
         0,
         key_prefix},

        {"opensis.url",
         address,
         "",
         "openSIS's database: mysql://user:password@host:3306/database, or with ?socket=/path. An "
         "account "
         "that may only read is enough: see `causeway opensis grants`.",
         {},
         0,
         0,
         mysql_address},
        {"opensis.admin_url",
         address,
         "",
         "openSIS's database with an account that may write there. Only `causeway opensis "
         "install-addon` and `remove-addon` use it; it need not stay.",
         {},
         0,
         0,
         mysql_address},
        {"opensis.schools", integers, "", "Ids of the schools that take part. Empty: all of them."},
        {"opensis.year",
         integer,
         "0",
         "School year that takes part, by the calendar year in which it begins. 0: each school's "
         "current one at its first sync. Later years come by the turn of the year (Rollover).",
         {},
         0,
         9999},
        {"opensis.zone",
         text,
         "Etc/UTC",
         "Time zone of the school: turns its days into Moodle's instants, and decides what 'today' "
         "is.",
         {},
         0,
         0,
         time_zone},
        {"opensis.handover_key",
         secret,
         "",
         "Key that signs what openSIS's add-on hands over when somebody opens its pages; the same "
         "in "
         "the add-on. Empty: the add-on is not heard.",
         {},
         0,
         0,
         handover_key},
        {"opensis.web_origin",
         text,
         "",
         "Address of openSIS's own pages, without a path: they, and no others, may show Causeway's "
         "in "
         "a frame.",
         {},
         0,
         0,
         web_origin},

        {"sso.parents", flag, "false",
         "Sign parents in to Moodle, who have an account there with the ID number "
         "opensis:parent:ID."},
        {"sso.site_administrators", flag, "false",
         "Sign people in to Moodle whose account there is a site administrator's. Moodle's plugin "
         "has "
         "to allow it, too."},
        {"sso.per_second",
         integer,
         "1000",
         "Most sign-ons of this link in a second; more are asked to try again.",
         {},
         1,
         100000},

        {"policy.drop",
         choice,
         "suspend",
         "What happens to the enrolment of a student who drops a section.",
         {"suspend", "keep", "unenrol"}},
        {"policy.left",
         choice,
         "suspend",
         "What happens to the account of a person who left. delete: suspended first, deleted after "
         "policy.delete_after_days.",
         {"suspend", "keep", "delete"}},
        {"policy.delete_after_days",
         integer,
         "365",
         "Days between suspension and deletion of an account, with policy.left = \"delete\".",
         {},
         1,
         36500},
        {"policy.course_categories", flag, "true",
         "Give each openSIS course a category of its own below its subject. false: sections stand "
         "in the "
         "subject's category."},
        {"policy.show_days_before_start",
         integer,
         "7",
         "A section's Moodle course is hidden until this many days before it starts. -1: visible "
         "at once.",
         {},
         -1,
         366},
        {"policy.adopt_by",
         texts,
         "email",
         "How existing Moodle accounts are matched besides by idnumber, before new ones are made. "
         "Only a "
         "match that is the only one on both sides counts.",
         {"email", "username"}},
        {"policy.placeholder_email_domain",
         text,
         "",
         "Domain of made-up addresses for people without an e-mail. Empty: such people are refused "
         "and named.",
         {},
         0,
         0,
         mail_domain},
        {"policy.managers", flag, "false",
         "Make school administrators managers of their school's category in Moodle."},
        {"policy.sticky",
         texts,
         "",
         "Fields that a verifying run leaves as somebody set them in Moodle.",
         {"first_name", "last_name", "middle_name", "email", "username", "fullname", "shortname",
          "category", "dates"}},

        {"policy.take_part",
         texts,
         "",
         "Who of a school takes part, as ID:WORD. all: everybody and every section; ticked: those "
         "that "
         "were ticked; none: nobody. Single ticks count over it. Schools not named: all.",
         {},
         0,
         0,
         take_part},

        {"policy.turn_courses",
         choice,
         "hide",
         "Last year's courses when the year has turned. hide: students see them no more; keep: "
         "they stay to be seen. They are never deleted.",
         {"hide", "keep"}},
        {"policy.turn_enrolments",
         choice,
         "keep",
         "Enrolments in last year's courses. keep: they ended with their last day; suspend: they "
         "are suspended too. Nobody is unenrolled: grades stay.",
         {"keep", "suspend"}},

        {"grades.enabled", flag, "false",
         "Carry grades from Moodle into openSIS's gradebook: `causeway serve` by itself, and "
         "teachers for their sections. Needs the rights of `causeway opensis grants --grades`."},
        {"grades.every_seconds",
         integer,
         "900",
         "Longest time between two pulls of grades by `causeway serve`; a hint of Moodle's plugin "
         "is heeded at once, and the nightly comparison reads all of it.",
         {},
         60,
         86'400},
        {"grades.option",
         choice,
         "opensis",
         "Who keeps gradebooks. opensis: points come over and openSIS weighs; moodle: the course "
         "total comes over too, as the section's grade. Schools and sections may choose otherwise.",
         {"opensis", "moodle"}},
        {"grades.items",
         texts,
         "assignment,quiz,lesson,other,manual",
         "Which graded items come over.",
         {"assignment", "quiz", "lesson", "other", "manual"}},
        {"grades.top_category", text, "Moodle",
         "Name in openSIS's gradebook of the category for items that stand in none."},
        {"grades.carry_hidden", flag, "false",
         "Carry grades that Moodle hides from students: openSIS shows them."},
        {"grades.missing_is_zero", flag, "false",
         "Work that is missing counts as zero in openSIS instead of not at all."},
        {"grades.feedback", flag, "true", "The teacher's feedback becomes openSIS's comment."},
        {"grades.excuse_dropped", flag, "true",
         "What Moodle's drop rules leave out is excused (*) in openSIS, which has no such rules."},
        {"grades.send",
         choice,
         "no",
         "Assignments that a teacher makes in openSIS's gradebook go to Moodle: as manual graded "
         "items, or as assignments in the course. Needs Causeway's Moodle plugin.",
         {"no", "manual", "assignment"}},

        {"guard.percent",
         number,
         "10",
         "A run stops and asks when more than this share of a school's records of one kind would "
         "go.",
         {},
         0,
         100},
        {"guard.records", integer, "5", "...but never for this many records or fewer.", {}, 0, 1e9},
        {"guard.turn_leaving_percent",
         number,
         "50",
         "The turn of the year wants a reason when more than this share of a school's students or "
         "staff would leave with it.",
         {},
         0,
         100},
        {"guard.turn_missing_percent",
         number,
         "50",
         "...or when openSIS holds so much less of something in the new year than in the old one.",
         {},
         0,
         100},

        {"schedule.every_seconds",
         integer,
         "600",
         "Longest time between two everyday runs of `causeway serve`; what changes in between "
         "comes "
         "by hints.",
         {},
         10,
         86400},
        {"schedule.nightly", flag, "true",
         "Compare with Moodle itself every night and repair what was changed there by hand."},
        {"schedule.night_from",
         text,
         "01:00",
         "The night's begin, in the school's time zone.",
         {},
         0,
         0,
         day_time},
        {"schedule.night_to", text, "05:00", "The night's end.", {}, 0, 0, day_time},
        {"schedule.blackout",
         texts,
         "",
         "Days on which no run begins by itself: FIRST..LAST NOTE.",
         {},
         0,
         0,
         blackout},
        {"schedule.hint_key", secret, "",
         "Key that signs the hints of the openSIS add-on and of the Moodle plugin. Empty: no "
         "hints."},
    };
    return all;
}

}  // namespace

std::span<const Key> keys() {
    return table();
}

}  // namespace causeway::service
