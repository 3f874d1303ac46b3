// SPDX-License-Identifier: GPL-3.0-or-later
// The API's file of standings, for spreadsheets: every record of a kind with how it stands and what
// to do about it. Read page by page, so that a large school does not hold up a run.
#include "base/csv.h"
#include "base/log.h"
#include "web/asked.h"
#include "web/to_json.h"

namespace causeway::web {

namespace {

constexpr std::int64_t kPage = 1000;
constexpr std::string_view kHead =
    "record,name,standing,what,why,what to do,code,school,run\r\n";  // as the command line's

void add_line(std::string& out, const model::Key& key, const std::string& title,
              std::string_view standing, const base::Problem& problem, std::int64_t school,
              std::int64_t run) {
    const auto safe = [](const std::string& text) { return base::log::redacted(text); };
    out += base::csv_line({key.text(), safe(title), standing, safe(problem.what), safe(problem.why),
                           safe(problem.cure), problem.code, std::to_string(school),
                           std::to_string(run)});
}

// Places and people: whatever stands in a list.
void add_listed(std::string& out, service::Link& link, store::RecordQuery query) {
    query.limit = kPage;
    for (;;) {
        const auto found = link.book().records(query);
        for (const store::ListedRecord& record : found)
            add_line(out, record.key, record.title, store::name(record.shown),
                     record.problem.value_or(base::Problem{}), record.school, record.run);
        if (static_cast<std::int64_t>(found.size()) < kPage) return;
        query.after = found.back().key;
    }
}

// Enrolments that wait or are refused; the others are too many to be of use in a file.
void add_enrolments(std::string& out, service::Link& link, const store::RecordQuery& query,
                    std::optional<model::Kind> kind) {
    for (const store::ToldStanding& told : link.state().standings(false)) {
        const model::Standing& one = told.standing;
        const bool asked = model::is_enrolment(one.key.kind) && (!kind || one.key.kind == *kind) &&
                           among(query.schools, one.school) &&
                           (!query.shown || store::name(*query.shown) == model::name(one.kind));
        if (asked)
            add_line(out, one.key, one.title, model::name(one.kind), one.problem, one.school,
                     told.run);
    }
}

net::Response file(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const auto kind = kind_asked(call);
    store::RecordQuery query;
    query.schools = schools_asked(call, link);
    query.shown = standing_asked(call);
    for (const model::Kind one : model::kAllKinds)
        if (!model::is_enrolment(one) && (!kind || *kind == one)) query.kinds.push_back(one);
    std::string out(base::kCsvMark);
    out += kHead;
    if (!query.kinds.empty()) add_listed(out, link, query);
    if (!kind || model::is_enrolment(*kind)) add_enrolments(out, link, query, kind);
    return csv_answer(std::move(out), "standings-" + link.name() + ".csv");
}

}  // namespace

void add_standing_routes(Router& router, const Parts& parts) {
    router.add({"GET", "/api/links/{link}/standings.csv", Access::signed_in,
                [parts](const Call& call) { return file(call, parts); }});
}

}  // namespace causeway::web
