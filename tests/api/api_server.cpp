// SPDX-License-Identifier: GPL-3.0-or-later
// The real service for the API's contract test: a sample school in a private MariaDB, the stand-in
// Moodle, a store, the web side on a port of its own. Tells on standard output, as one line of
// JSON, where all of it is; runs each line of its standard input as a statement in openSIS's
// database, as a person there would, and answers "done"; ends when it ends.
#include <boost/json.hpp>
#include <iostream>

#include "base/log.h"
#include "sandbox/school/rollover.h"
#include "service/grades_school.h"
#include "service/link_moodle.h"
#include "web/web.h"

namespace {

namespace json = boost::json;
using namespace causeway;

constexpr unsigned char kZip[] = {'P', 'K', 5, 6, 0, 0, 0, 0, 0, 0, 0,
                                  0,   0,   0, 0, 0, 0, 0, 0, 0, 0, 0};
const web::PluginFile kPlugins[] = {
    {"openSIS-Web-Services.zip", "local_opensis", 2026112703, "1.0.0",
     "8739c76e681f900923b900c9df0ef75cf421d39cabb54650c4b9ad19b6a76d85", kZip}};

// Some students as Moodle is to have them: the test makes accounts that look like them.
json::array some_students(service::Link& link, base::Clock& clock) {
    std::vector<model::Key> keys;
    for (std::int64_t id = 1; id <= 200; ++id)
        keys.push_back({model::Kind::student, id, 0});
    json::array out;
    for (const auto& [key, shape] : service::LinkMoodle(link, clock, "causeway/test").people(keys))
        out.push_back(json::object{{"key", key.text()},
                                   {"first_name", shape.first_name},
                                   {"last_name", shape.last_name},
                                   {"username", shape.username},
                                   {"email", shape.email}});
    return out;
}

json::array routes_of(const web::Web& web) {
    json::array out;
    for (const web::RouteSign& route : web.routes())
        out.push_back(json::object{{"method", route.method},
                                   {"pattern", route.pattern},
                                   {"access", web::name(route.access)},
                                   {"any_site", route.any_site}});
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        base::log::set_level(base::log::Level::info);  // the test reads it to the end
        test::GradesSchool school("api_contract", "", argc > 1 ? std::stoi(argv[1]) : 40);
        service::Link& link = school.link();
        store::Accounts accounts(school.store());
        web::WebOptions options;
        options.version = "0.0.0-test";
        options.plugins = kPlugins;
        net::ServerOptions server;
        server.workers = 8;
        web::Web web(school.service(), accounts, school.clock(), options, server);
        std::cout << json::serialize(
                         json::object{{"url", web.url()},
                                      {"setup_code", web.setup_code()},
                                      {"moodle_url", school.moodle().url()},
                                      {"moodle_token", school.moodle().token()},
                                      {"routes", routes_of(web)},
                                      {"students", some_students(link, school.clock())}})
                  << std::endl;
        std::string line;
        while (std::getline(std::cin, line)) {
            if (line == "roll over") {
                const auto today = base::Zone::utc().date_of(school.clock().now());
                sandbox::roll_over(school.opensis(), {{}, today, true});
            } else {
                school.opensis().execute(line);
            }
            std::cout << "done" << std::endl;
        }
        web.stop();
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "api_server: " << error.what() << "\n";
        return 1;
    }
}
