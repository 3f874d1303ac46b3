// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>
#include <stdexcept>

#include "sandbox/moodle/stand_in.h"

namespace causeway::contract {

namespace {

// Those that profile_fields_test.cpp asks for.
const std::set<std::string> kProfileFields = {"ctext",         "carea:textarea",
                                              "cbox:checkbox", "cmenu:menu:Red|Blue",
                                              "cday:datetime", "csocial:social"};

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* into) {
    static_cast<std::string*>(into)->append(data, size * count);
    return size * count;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* into) {
    std::string line(data, size * count);
    const auto colon = line.find(':');
    if (colon == std::string::npos) return size * count;
    std::string name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto first = line.find_first_not_of(' ', colon + 1);
    const auto last = line.find_last_not_of("\r\n");
    (*static_cast<std::map<std::string, std::string>*>(into))[name] =
        first == std::string::npos || first > last ? "" : line.substr(first, last - first + 1);
    return size * count;
}

const json::array kNone;

std::string setting(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

// One stand-in of each kind for all tests of this process.
sandbox::StandInMoodle& stand_in(const std::string& kind) {
    static sandbox::StandInMoodle least;
    static sandbox::StandInMoodle plugins([] {
        sandbox::StandInOptions options;
        options.plugins = sandbox::Plugins::all;
        options.switches.review_enrolments = true;  // as the plugin's own setup grants it
        options.switches.custom_fields = kProfileFields;
        return options;
    }());
    static sandbox::StandInMoodle more([] {
        sandbox::StandInOptions options;
        options.switches.view_identity = options.switches.review_enrolments = true;
        return options;
    }());
    return kind == "stand_in_trusted" ? more : kind == "stand_in_plugins" ? plugins : least;
}

Fields changed(Fields fields, const Fields& changes) {
    for (const auto& [key, value] : changes) {
        const std::string name = key.front() == '-' ? key.substr(1) : key;
        std::erase_if(fields, [&](const auto& field) { return field.first == name; });
        if (key.front() != '-') fields.emplace_back(key, value);
    }
    return fields;
}

}  // namespace

bool Answer::refused() const {
    return value.is_object() && value.get_object().contains("exception");
}

std::string Answer::errorcode() const {
    return refused() ? text(value.get_object(), "errorcode") : "";
}
std::string Answer::message() const {
    return refused() ? text(value.get_object(), "message") : "";
}

const json::array& Answer::list() const& {
    return value.is_array() ? value.get_array() : kNone;
}

const json::array& Answer::list(const char* key) const& {
    if (!value.is_object()) return kNone;
    const json::value* found = value.get_object().if_contains(key);
    return found && found->is_array() ? found->get_array() : kNone;
}

std::vector<std::string> Answer::warnings() const {
    std::vector<std::string> codes;
    for (const auto& warning : list("warnings"))
        codes.push_back(text(warning.as_object(), "warningcode"));
    return codes;
}

struct Wire::Handle {
    CURL* curl = curl_easy_init();
    Handle() {
        if (!curl) throw std::runtime_error("libcurl cannot be set up");
    }
    ~Handle() { curl_easy_cleanup(curl); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
};

Wire::Wire(std::string url, std::string token)
    : url_(std::move(url)), token_(std::move(token)), handle_(std::make_unique<Handle>()) {
    while (url_.ends_with('/'))
        url_.pop_back();
    url_ += "/webservice/rest/server.php";
}
Wire::~Wire() = default;

std::string Wire::encoded(const Fields& fields) {
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    const auto put = [&](const std::string& raw) {
        for (const char c : raw) {
            const auto byte = static_cast<unsigned char>(c);
            if (std::isalnum(byte) || c == '-' || c == '_' || c == '.') {
                out += c;
            } else {
                out += '%';
                out += kHex[byte >> 4];
                out += kHex[byte & 15];
            }
        }
    };
    for (const auto& [key, value] : fields) {
        if (!out.empty()) out += '&';
        put(key);
        out += '=';
        put(value);
    }
    return out;
}

Answer Wire::call(const std::string& function, const Fields& arguments) {
    Fields fields = {{"wstoken", token_}, {"wsfunction", function}, {"moodlewsrestformat", "json"}};
    fields.insert(fields.end(), arguments.begin(), arguments.end());
    return post(fields);
}

Answer Wire::post(const Fields& fields) {
    return send(encoded(fields), {});
}

Answer Wire::get(const Fields& fields) {
    return run(url_ + "?" + encoded(fields), nullptr, {});
}

Answer Wire::send(const std::string& body, const std::vector<std::string>& headers) {
    return run(url_, &body, headers);
}

Answer Wire::visit(const std::string& url, const std::vector<std::string>& headers) {
    return run(url, nullptr, headers);
}

Answer Wire::run(const std::string& url, const std::string* body,
                 const std::vector<std::string>& headers) {
    Answer answer;
    CURL* curl = handle_->curl;
    curl_easy_reset(curl);
    curl_slist* extra = nullptr;
    for (const std::string& header : headers)
        extra = curl_slist_append(extra, header.c_str());
    extra = curl_slist_append(extra, "Expect:");
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, extra);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 120L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer.headers);
    if (body) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->c_str());
    }
    const CURLcode code = curl_easy_perform(curl);
    curl_slist_free_all(extra);
    if (code != CURLE_OK)
        throw std::runtime_error(std::string("no answer: ") + curl_easy_strerror(code));
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
    curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &answer.new_connections);
    answer.content_type = answer.headers["content-type"];
    boost::system::error_code error;
    answer.value = json::parse(answer.body, error);
    answer.is_json = !error;
    return answer;
}

void Contract::SetUp() {
    if (GetParam() != "real") {
        auto& moodle = stand_in(GetParam());
        wire_ = std::make_unique<Wire>(moodle.url(), moodle.token());
        return;
    }
    const std::string url = setting("CAUSEWAY_TEST_MOODLE_URL");
    const std::string token = setting("CAUSEWAY_TEST_MOODLE_TOKEN");
    if (url.empty() || token.empty()) GTEST_SKIP() << "skipped: no real Moodle given";
    wire_ = std::make_unique<Wire>(url, token);
}

void Contract::fill_gradebook(const json::object& rows) {
    EXPECT_EQ(stand_in(GetParam()).add_grades(json::serialize(rows)), "");
}

void Contract::TearDown() {
    if (!wire_) return;
    Fields courses, categories;
    for (std::size_t i = 0; i < courses_.size(); ++i)
        courses.emplace_back("courseids[" + std::to_string(i) + "]", std::to_string(courses_[i]));
    if (!courses.empty()) {
        const Answer answer = call("core_course_delete_courses", courses);
        EXPECT_FALSE(answer.refused()) << answer.body;
    }
    for (const Id id : users_) {
        // One by one: a test may have removed some of them itself.
        call("core_user_delete_users", {{"userids[0]", std::to_string(id)}});
    }
    for (auto id = categories_.rbegin(); id != categories_.rend(); ++id)
        call("core_course_delete_categories",
             {{"categories[0][id]", std::to_string(*id)}, {"categories[0][recursive]", "1"}});
}

std::string Contract::unique(const std::string& prefix) {
    static std::mt19937_64 dice(std::random_device{}());
    static constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::string out = prefix + "-";
    for (int i = 0; i < 10; ++i)
        out += kLetters[dice() % kLetters.size()];
    return out;
}

void Contract::add(Fields& fields, const std::string& list, int row, const Fields& values) {
    for (const auto& [key, value] : values) {
        const auto bracket = key.find('[');
        const std::string name =
            "[" + key.substr(0, bracket) + "]" +
            (bracket == std::string::npos ? std::string() : key.substr(bracket));
        fields.emplace_back(list + "[" + std::to_string(row) + "]" + name, value);
    }
}

Fields Contract::rows(const std::string& list, const std::vector<Fields>& values) {
    Fields fields;
    int row = 0;
    for (const Fields& value : values)
        add(fields, list, row++, value);
    return fields;
}

Fields Contract::user(const std::string& name, const Fields& changes) {
    return changed({{"username", name},
                    {"auth", "oauth2"},  // needs no password, and every Moodle has it
                    {"firstname", "Anna"},
                    {"lastname", "Beispiel"},
                    {"email", name + "@example.org"},
                    {"idnumber", "contract:" + name}},
                   changes);
}

Fields Contract::course(const std::string& name, const Fields& changes) {
    return changed({{"fullname", "Course " + name},
                    {"shortname", name},
                    {"categoryid", std::to_string(home())},
                    {"idnumber", "contract:" + name},
                    {"newsitems", "0"}},
                   changes);
}

void Contract::keep_users(const Answer& answer) {
    for (const auto& row : answer.list())
        users_.push_back(number(row.as_object(), "id"));
}
void Contract::keep_courses(const Answer& answer) {
    for (const auto& row : answer.list())
        courses_.push_back(number(row.as_object(), "id"));
}
void Contract::keep_categories(const Answer& answer) {
    for (const auto& row : answer.list())
        categories_.push_back(number(row.as_object(), "id"));
}
void Contract::forget_category(Id id) {
    std::erase(categories_, id);
}

Id Contract::make_user(const Fields& values) {
    const Answer answer = call("core_user_create_users", rows("users", {values}));
    keep_users(answer);
    EXPECT_EQ(answer.list().size(), 1U) << answer.body;
    return answer.list().empty() ? 0 : number(answer.list()[0].as_object(), "id");
}

Id Contract::make_course(const Fields& values) {
    const Answer answer = call("core_course_create_courses", rows("courses", {values}));
    keep_courses(answer);
    EXPECT_EQ(answer.list().size(), 1U) << answer.body;
    return answer.list().empty() ? 0 : number(answer.list()[0].as_object(), "id");
}

Id Contract::make_category(const Fields& values) {
    const std::string name = unique("cat");
    const Answer answer = call(
        "core_course_create_categories",
        rows("categories", {changed({{"name", name}, {"idnumber", "contract:" + name}}, values)}));
    keep_categories(answer);
    EXPECT_EQ(answer.list().size(), 1U) << answer.body;
    return answer.list().empty() ? 0 : number(answer.list()[0].as_object(), "id");
}

Id Contract::home() {
    if (home_ == 0) home_ = make_category();
    return home_;
}

void Contract::enrol(Id userid, Id courseid, Id role, const Fields& more) {
    const Answer answer = call("enrol_manual_enrol_users",
                               rows("enrolments", {changed({{"roleid", std::to_string(role)},
                                                            {"userid", std::to_string(userid)},
                                                            {"courseid", std::to_string(courseid)}},
                                                           more)}));
    EXPECT_EQ(answer.body, "null");
}

json::object Contract::user_by_id(Id id) {
    const Answer answer =
        call("core_user_get_users_by_field", {{"field", "id"}, {"values[0]", std::to_string(id)}});
    return answer.list().empty() ? json::object() : answer.list()[0].as_object();
}

json::object Contract::course_by_id(Id id) {
    const Answer answer =
        call("core_course_get_courses", {{"options[ids][0]", std::to_string(id)}});
    return answer.list().empty() ? json::object() : answer.list()[0].as_object();
}

json::object Contract::category_by_id(Id id) {
    const Answer answer =
        call("core_course_get_categories", {{"criteria[0][key]", "id"},
                                            {"criteria[0][value]", std::to_string(id)},
                                            {"addsubcategories", "0"}});
    return answer.list().empty() ? json::object() : answer.list()[0].as_object();
}

std::vector<Id> Contract::ids_by(const std::string& field, const std::string& value) {
    std::vector<Id> ids;
    const Answer answer =
        call("core_user_get_users_by_field", {{"field", field}, {"values[0]", value}});
    EXPECT_FALSE(answer.refused()) << answer.body;
    for (const auto& row : answer.list())
        ids.push_back(number(row.as_object(), "id"));
    return ids;
}

std::vector<Id> Contract::enrolled(Id courseid, const Fields& options) {
    Fields fields = {{"courseid", std::to_string(courseid)}};
    int at = 0;
    for (const auto& [name, value] : options)
        add(fields, "options", at++, {{"name", name}, {"value", value}});
    const Answer answer = call("core_enrol_get_enrolled_users", fields);
    EXPECT_FALSE(answer.refused()) << answer.body;
    std::vector<Id> ids;
    for (const auto& row : answer.list())
        ids.push_back(number(row.as_object(), "id"));
    return ids;
}

std::string text(const json::object& object, const char* key) {
    const json::value* found = object.if_contains(key);
    return found && found->is_string() ? std::string(found->get_string()) : "";
}

Id number(const json::object& object, const char* key) {
    const json::value* found = object.if_contains(key);
    if (!found || !found->is_int64()) return -1;
    return found->get_int64();
}

std::vector<std::string> keys(const json::object& object) {
    std::vector<std::string> out;
    for (const auto& [key, value] : object)
        out.emplace_back(key);
    return out;
}

}  // namespace causeway::contract
