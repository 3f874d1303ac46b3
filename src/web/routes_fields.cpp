// SPDX-License-Identifier: GPL-3.0-or-later
// The API's Custom Field Mapping: what both sides offer, the rows, a preview on real records, and
// the pull of what comes from Moodle. For super administrators: fields hold what is nobody else's
// business.
#include <boost/json.hpp>

#include "service/field_json.h"
#include "service/link_fields.h"
#include "web/asked.h"
#include "web/fields.h"
#include "web/to_json.h"

namespace causeway::web {

namespace {

namespace json = boost::json;

constexpr std::size_t kOptionsMost = 500;
constexpr std::size_t kTextMost = 10'000;

service::FieldWish wish_in(Fields& fields) {
    service::FieldWish out;
    out.whose = *service::whose_named(fields.choice("whose", {"students", "staff"}));
    out.sis = fields.text("opensis", 1, 100);
    out.lms = fields.text("moodle", 1, 255);
    out.to_moodle =
        fields.choice("direction", {service::kToMoodle, service::kToOpensis}) == service::kToMoodle;
    if (fields.has("options"))
        for (Fields& one : fields.objects("options", kOptionsMost)) {
            std::string sis = one.text("opensis", 0, kTextMost);
            std::string lms = one.text("moodle", 0, kTextMost);
            one.done();
            out.options.emplace_back(std::move(sis), std::move(lms));
        }
    if (fields.has("rules")) {
        Fields rules = fields.object("rules");
        out.rules.cut = rules.choice("too_long", {"refuse", "cut"}) == "cut";
        out.rules.keep_empty = rules.choice("emptied", {"empty", "keep"}) == "keep";
        out.rules.days = *model::day_form_named(
            rules.choice("days", {"YYYY-MM-DD", "MM/DD/YYYY", "DD/MM/YYYY", "DD.MM.YYYY"}));
        rules.done();
    }
    return out;
}

std::int64_t row_in(const Call& call) {
    const std::string& text = call.path("row");
    std::int64_t out = 0;
    for (const char c : text)
        out = c >= '0' && c <= '9' && out < 1'000'000'000 ? out * 10 + (c - '0') : -1;
    if (out <= 0)
        throw Refusal(404, {"There is no such row", text, "no mapping has this number",
                            "Look at the list again.", "fields.no_row"});
    return out;
}

net::Response list(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    service::LinkFields fields(link, parts.clock, parts.user_agent(), call.who().name);
    const auto& catalogue = fields.parts().catalogue();
    return json_answer(
        json::object{{"fields", service::fields_json(catalogue)},
                     {"mappings", service::mappings_json(fields.parts().judged())},
                     {"refused", service::unfit_json(fields.parts().desk().unfit())}});
}

net::Response map(const Call& call, const Parts& parts, bool change) {
    service::Link& link = link_asked(call, parts);
    const auto row = change ? std::optional(row_in(call)) : std::nullopt;
    Fields body(call.body());
    const auto wish = wish_in(body);
    body.done();
    service::LinkFields fields(link, parts.clock, parts.user_agent(), call.who().name);
    const auto mapping = fields.parts().map(wish, row);
    parts.audit(call, change ? "field.change" : "field.map", link.name(),
                wish.sis + " <-> " + wish.lms,
                std::string(wish.to_moodle ? service::kToMoodle : service::kToOpensis));
    link.fields_mapped();
    return json_answer(json::object{{"id", mapping.id}});
}

net::Response unmap(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const auto row = row_in(call);
    if (!store::FieldDesk(link.state()).remove(row))
        throw Refusal(404,
                      {"There is no such row", std::to_string(row), "no mapping has this number",
                       "Look at the list again.", "fields.no_row"});
    parts.audit(call, "field.unmap", link.name(), std::to_string(row), "");
    link.fields_mapped();
    return no_content();
}

net::Response preview(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    Fields body(call.body());
    const auto wish = wish_in(body);
    const auto row =
        body.has("row") ? std::optional(body.integer("row", 1, 999'999'999)) : std::nullopt;
    body.done();
    service::LinkFields fields(link, parts.clock, parts.user_agent(), call.who().name);
    const auto examples = fields.parts().preview(wish, row);
    return json_answer(
        json::object{{"examples", service::examples_json(examples)},
                     {"options", service::choices_json(fields.parts().catalogue(), wish)}});
}

net::Response pull(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const auto run = link.pull_fields(call.who().name);
    parts.audit(call, "field.pull", link.name(), "", "");
    return json_answer(json::object{{"run", run ? json::value(*run) : json::value(nullptr)}}, 202);
}

net::Response written(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const auto run = link.state().run(call.path_integer("run"));
    if (!run || !run->header.what.starts_with("fields"))
        throw Refusal(404, {"There is no such run", call.path("run"),
                            "no run of mapped fields has this number", "Look at the list again.",
                            "not_found"});
    const std::int64_t limit = call.query_integer("limit", 50, 1, 500);
    auto notes = store::FieldDesk(link.state()).told(run->id, number_cursor(call), limit + 1);
    json::value next = nullptr;
    if (static_cast<std::int64_t>(notes.size()) > limit) {
        notes.pop_back();
        next = json::string(std::to_string(notes.back().id));
    }
    return json_answer(
        json::object{{"values", service::notes_json(notes)}, {"next_cursor", std::move(next)}});
}

}  // namespace

void add_field_routes(Router& router, const Parts& parts) {
    const auto all = Access::super_administrator;
    router.add({"GET", "/api/links/{link}/fields", all,
                [parts](const Call& call) { return list(call, parts); }});
    router.add({"POST", "/api/links/{link}/fields", all,
                [parts](const Call& call) { return map(call, parts, false); }});
    router.add({"POST", "/api/links/{link}/fields/preview", all,
                [parts](const Call& call) { return preview(call, parts); }});
    router.add({"POST", "/api/links/{link}/fields/pull", all,
                [parts](const Call& call) { return pull(call, parts); }});
    router.add({"GET", "/api/links/{link}/fields/runs/{run}", all,
                [parts](const Call& call) { return written(call, parts); }});
    router.add({"PUT", "/api/links/{link}/fields/{row}", all,
                [parts](const Call& call) { return map(call, parts, true); }});
    router.add({"DELETE", "/api/links/{link}/fields/{row}", all,
                [parts](const Call& call) { return unmap(call, parts); }});
}

}  // namespace causeway::web
