// SPDX-License-Identifier: GPL-3.0-or-later
// The contract suite's own small web-service client: raw forms over libcurl, nothing cleverer, so
// that it judges the wire and not our client. And the fixture that runs every behaviour against
// the stand-in always and against a real Moodle when one is given
// (CAUSEWAY_TEST_MOODLE_URL, CAUSEWAY_TEST_MOODLE_TOKEN), and cleans up what a test made. The
// stand-in runs twice: with the least rights, and with an account that sees more.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace causeway::contract {

namespace json = boost::json;
using Id = std::int64_t;
using Fields = std::vector<std::pair<std::string, std::string>>;

struct Answer {
    long status = 0;
    std::string content_type;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
    json::value value;  // the body as JSON; null when it is none
    bool is_json = false;
    long new_connections = 0;

    [[nodiscard]] bool refused() const;
    [[nodiscard]] std::string errorcode() const;  // "" when not refused
    [[nodiscard]] std::string message() const;
    // The answer as a list, [] when it is none; below that key when it is an object. By value
    // from an answer that does not live on, so that a loop over it is safe.
    [[nodiscard]] const json::array& list() const&;
    [[nodiscard]] const json::array& list(const char* key) const&;
    [[nodiscard]] json::array list() && { return std::as_const(*this).list(); }
    [[nodiscard]] json::array list(const char* key) && { return std::as_const(*this).list(key); }
    // Codes of the answer's warnings, in order.
    [[nodiscard]] std::vector<std::string> warnings() const;
};

class Wire {
  public:
    Wire(std::string url, std::string token);
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    // The ordinary call: token, function and format first, then the arguments.
    Answer call(const std::string& function, const Fields& arguments = {});
    Answer post(const Fields& fields);
    Answer get(const Fields& fields);
    Answer send(const std::string& body, const std::vector<std::string>& headers);
    // Any page, as a browser asks for it; a redirect is not followed.
    Answer visit(const std::string& url, const std::vector<std::string>& headers = {});

    [[nodiscard]] const std::string& url() const { return url_; }  // of the web service
    [[nodiscard]] const std::string& token() const { return token_; }
    [[nodiscard]] static std::string encoded(const Fields& fields);

  private:
    struct Handle;
    Answer run(const std::string& url, const std::string* body,
               const std::vector<std::string>& headers);

    std::string url_, token_;
    std::unique_ptr<Handle> handle_;
};

class Contract : public testing::TestWithParam<std::string> {
  protected:
    void SetUp() override;
    void TearDown() override;

    Wire& wire() { return *wire_; }
    Answer call(const std::string& function, const Fields& arguments = {}) {
        return wire_->call(function, arguments);
    }
    // Nothing in a name but what every field takes, and never the same twice.
    static std::string unique(const std::string& prefix);

    // Fields of one row: users[0][username]=...
    static void add(Fields& fields, const std::string& list, int row, const Fields& values);
    static Fields rows(const std::string& list, const std::vector<Fields>& values);

    // Good values for a new record; `changes` replace or add ("-key" leaves one out).
    static Fields user(const std::string& name, const Fields& changes = {});
    Fields course(const std::string& name, const Fields& changes = {});

    // Make, expect success, and remember for the cleaning.
    Id make_user(const Fields& values);
    Id make_user() { return make_user(user(unique("u"))); }
    Id make_course(const Fields& values);
    Id make_course() { return make_course(course(unique("c"))); }
    Id make_category(const Fields& values = {});
    Id home();  // a category of this test's own
    void enrol(Id userid, Id courseid, Id role = 5, const Fields& more = {});
    // For answers of create calls that the test made itself.
    void keep_users(const Answer& answer);
    void keep_courses(const Answer& answer);
    void keep_categories(const Answer& answer);
    void keep_user(Id id) { users_.push_back(id); }
    void keep_course(Id id) { courses_.push_back(id); }
    void forget_category(Id id);

    // On a stand-in: puts graded items and grades in (sandbox/moodle/gradebook.h).
    void fill_gradebook(const json::object& rows);

    json::object user_by_id(Id id);      // {} when not found
    json::object course_by_id(Id id);    // of get_courses
    json::object category_by_id(Id id);  // without its subcategories
    std::vector<Id> ids_by(const std::string& field, const std::string& value);
    std::vector<Id> enrolled(Id courseid, const Fields& options = {});

    static constexpr Id kNobody = 900'000'000;  // an id that no site has
    // Whether the site's database finds text whatever its case and trailing blanks: MariaDB and
    // MySQL do, PostgreSQL does not. Told by our plugin; a site without it is taken for the first.
    bool folds_text();
    // Whether its core is at least the one most of these behaviours were read from. Older ones
    // (seen: 4.2.3, 4.5.3) give a new course no dates, and check the users of enrolments less.
    bool is_456();

  private:
    std::unique_ptr<Wire> wire_;
    std::vector<Id> users_, courses_, categories_;
    Id home_ = 0;
};

std::string text(const json::object& object, const char* key);
Id number(const json::object& object, const char* key);
std::vector<std::string> keys(const json::object& object);
inline bool has(const json::object& object, const char* key) {
    return object.contains(key);
}
inline std::string repeated(const char* piece, int times) {
    std::string out;
    for (int i = 0; i < times; ++i)
        out += piece;
    return out;
}

}  // namespace causeway::contract

#define CAUSEWAY_CONTRACT(suite)                                                      \
    class suite : public causeway::contract::Contract {};                             \
    INSTANTIATE_TEST_SUITE_P(Moodle, suite,                                           \
                             testing::Values("stand_in", "stand_in_trusted", "real"), \
                             [](const auto& tested) { return tested.param; })
