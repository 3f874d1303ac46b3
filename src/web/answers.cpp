// SPDX-License-Identifier: GPL-3.0-or-later
// The answers that every handler gives: JSON, nothing, a Problem.
#include <boost/json.hpp>

#include "base/log.h"
#include "base/text.h"
#include "web/router.h"

namespace causeway::web {

namespace {

namespace json = boost::json;

// Texts of other sides stand in problems: no secret of ours and no broken UTF-8 leaves with them.
std::string safe(std::string_view text) {
    std::string out = base::log::redacted(text);
    return base::valid_utf8(out) ? out : base::clean_utf8(out);
}

}  // namespace

net::Response json_answer(const json::value& value, int status) {
    net::Response response;
    response.status = status;
    response.content_type = "application/json";
    response.body = json::serialize(value);
    return response;
}

net::Response no_content() {
    net::Response response;
    response.status = 204;
    response.content_type = "";
    return response;
}

net::Response csv_answer(std::string body, const std::string& file) {
    net::Response response;
    response.content_type = "text/csv; charset=utf-8";
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + file + "\"");
    response.body = std::move(body);
    return response;
}

json::object problem_json(const base::Problem& problem) {
    return {{"what", safe(problem.what)},
            {"record", safe(problem.record)},
            {"why", safe(problem.why)},
            {"cure", safe(problem.cure)},
            {"code", safe(problem.code)}};
}

net::Response problem_answer(int status, const base::Problem& problem) {
    return json_answer(problem_json(problem), status);
}

int status_of(base::ExitCode exit) {
    switch (exit) {
        case base::ExitCode::usage:
            return 422;
        case base::ExitCode::guarded:
        case base::ExitCode::some_refused:
        case base::ExitCode::locked:
            return 409;
        case base::ExitCode::incomplete:
            return 502;
        case base::ExitCode::interrupted:
            return 503;
        case base::ExitCode::error:
        case base::ExitCode::in_step:
            break;
    }
    return 500;
}

}  // namespace causeway::web
