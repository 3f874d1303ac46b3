// SPDX-License-Identifier: GPL-3.0-or-later
// From a person to the address that signs them in, or to the reason why not; with the known userkey
// plugin and with ours, played by fakes.
#include <gtest/gtest.h>

#include <map>

#include "sso/sign_on.h"

namespace causeway::sso {
namespace {

using model::FoundUser;
using model::Key;
using model::Kind;
using model::UserField;

Objection objection(Objection::Kind kind, std::string code) {
    return {kind, {"Moodle said no", "", "a reason", "a cure", std::move(code)}};
}

class FakeBook final : public Book {
  public:
    std::optional<model::BaseRecord> base_of(const Key& key) override {
        const auto at = base.find(key);
        if (at == base.end()) return std::nullopt;
        return at->second;
    }
    std::optional<base::Problem> trouble_of(const Key&) override { return trouble; }
    bool bring(const Key& person) override {
        ++brought;
        if (on_bring) base[person] = *on_bring;
        return on_bring.has_value();
    }
    LoginMethod login_method() override { return method; }
    void remember(const LoginMethod& found) override {
        method = found;
        ++remembered;
    }

    std::map<Key, model::BaseRecord> base;
    std::optional<base::Problem> trouble;
    std::optional<model::BaseRecord> on_bring;
    LoginMethod method{UserField::username, false};
    int brought = 0;
    int remembered = 0;
};

// A site with its accounts; `mapping` is the field that its plugin is set to.
class FakeMoodle final : public Moodle {
  public:
    [[nodiscard]] std::string wwwroot() const override { return "https://moodle.example.org/m"; }
    [[nodiscard]] bool guarded() const override { return ours; }
    Asked<std::optional<FoundUser>> account(model::RemoteId user) override {
        if (down) return objection(Objection::Kind::down, "http.503");
        for (const FoundUser& one : users)
            if (one.id == user) return std::optional(one);
        return std::optional<FoundUser>();
    }
    Asked<std::vector<FoundUser>> accounts(UserField field, const std::string& value) override {
        std::vector<FoundUser> out;
        for (const FoundUser& one : users)
            if (value_of(one, field) == value) out.push_back(one);
        return out;
    }
    Asked<std::vector<model::RemoteId>> courses_of(model::RemoteId) override { return courses; }
    Asked<std::vector<Module>> modules_of(model::RemoteId) override { return modules; }
    Asked<std::optional<bool>> rules_the_site(model::RemoteId user) override {
        ++admin_asked;
        if (hides_admins) return std::optional<bool>();
        return std::optional<bool>(user == admin);
    }
    Asked<std::string> login_address(const LoginMethod& method, const std::string& value,
                                     const std::string& browser) override {
        asked.push_back(method);
        asked_value = value;
        asked_browser = browser;
        if (refusal) return *refusal;
        if (method.field != mapping || method.with_address != bound)
            return objection(Objection::Kind::refused, "moodle.invalidparameter");
        return answer;
    }
    static std::string value_of(const FoundUser& user, UserField field) {
        if (field == UserField::email) return user.email;
        return field == UserField::idnumber ? user.idnumber : user.username;
    }

    std::vector<FoundUser> users;
    std::vector<model::RemoteId> courses;
    std::vector<Module> modules;
    std::optional<Objection> refusal;
    std::string answer =
        "https://moodle.example.org/m/auth/userkey/login.php?key=0123456789abcdef0123456789abcdef";
    UserField mapping = UserField::username;
    bool bound = false;
    bool ours = true;
    bool down = false;
    bool hides_admins = false;
    model::RemoteId admin = 2;
    int admin_asked = 0;
    std::vector<LoginMethod> asked;
    std::string asked_value;
    std::string asked_browser;
};

class SsoSignOn : public testing::Test {
  protected:
    SsoSignOn() {
        book_.base[kStudent] = record(kStudent, 100);
        book_.base[kTeacher] = record(kTeacher, 101);
        book_.base[{Kind::section, 331, 0}] = record({Kind::section, 331, 0}, 50);
        moodle_.users = {
            {100, "opensis:student:16", "zoe", "Zoe", "Q", "", "zoe@example.org", "userkey", false},
            {101, "opensis:staff:7", "ada", "Ada", "Q", "", "ada@example.org", "userkey", false}};
        moodle_.courses = {49, 50};
        moodle_.modules = {{12, "quiz", true}, {13, "assign", false}, {14, "../evil", true}};
        rules_.prefix = "opensis:";
    }
    static model::BaseRecord record(const Key& key, model::RemoteId remote) {
        model::BaseRecord out;
        out.key = key;
        out.school = 1;
        out.remote = remote;
        if (model::is_person(key.kind)) {
            model::UserShape shape{"zoe", "Zoe", "Q", "", "zoe@example.org"};
            out.shape = model::to_json(model::Shape(shape));
        } else {
            model::CourseShape shape;
            shape.category = {Kind::subject, 1, 0};
            out.shape = model::to_json(model::Shape(shape));
        }
        return out;
    }
    static Wish wish(const Key& person, Profile profile = Profile::student) {
        Wish out;
        out.subject = person.text();
        out.person = person;
        out.profile = profile;
        out.browser = "192.0.2.10";
        return out;
    }
    Entered go(const Wish& wish) { return enter(book_, moodle_, rules_, wish); }
    Entered student() { return go(wish(kStudent)); }

    static constexpr Key kStudent{Kind::student, 16, 0};
    static constexpr Key kTeacher{Kind::staff, 7, 0};
    FakeBook book_;
    FakeMoodle moodle_;
    EntryRules rules_;
};

constexpr const char* kHead =
    "https://moodle.example.org/m/auth/userkey/login.php?key=0123456789abcdef0123456789abcdef"
    "&wantsurl=https%3A%2F%2Fmoodle.example.org%2Fm%2F";

TEST_F(SsoSignOn, LeadsToOnesOwnPage) {
    const Entered out = student();
    ASSERT_EQ(out.entry, Entry::in) << out.problem.text();
    EXPECT_EQ(out.address, std::string(kHead) + "my%2F");
    EXPECT_EQ(out.target, "https://moodle.example.org/m/my/");
    EXPECT_EQ(out.account, 100);
    EXPECT_EQ(moodle_.asked_value, "zoe");
    EXPECT_EQ(moodle_.asked_browser, "192.0.2.10");
    EXPECT_EQ(moodle_.asked.size(), 1U);
    EXPECT_EQ(moodle_.admin_asked, 0) << "our plugin refuses site administrators by itself";
}

TEST_F(SsoSignOn, LeadsToASectionsCourseAndTheItemInIt) {
    Wish to = wish(kStudent);
    to.section = 331;
    EXPECT_EQ(go(to).address, std::string(kHead) + "course%2Fview.php%3Fid%3D50");
    to.item = 12;
    EXPECT_EQ(go(to).address, std::string(kHead) + "mod%2Fquiz%2Fview.php%3Fid%3D12");
    for (const std::int64_t item : {13, 14, 999}) {
        to.item = item;
        const Entered out = go(to);
        EXPECT_EQ(out.address, std::string(kHead) + "course%2Fview.php%3Fid%3D50") << item;
        EXPECT_NE(out.note, "") << item;
    }
    Wish teacher = wish(kTeacher, Profile::teacher);
    teacher.section = 331;
    teacher.item = 13;
    EXPECT_EQ(go(teacher).address, std::string(kHead) + "mod%2Fassign%2Fview.php%3Fid%3D13")
        << "teachers see hidden items";
}

TEST_F(SsoSignOn, LeadsToTheCourseThatASectionsGroupStandsIn) {
    auto& group = book_.base[{Kind::section, 332, 0}] = record({Kind::section, 332, 0}, 49);
    group.shape = model::to_json(model::Shape(model::GroupShape{"P1", {Kind::course, 12, 0}}));
    Wish to = wish(kStudent);
    to.section = 332;
    EXPECT_EQ(go(to).entry, Entry::not_in_course) << "its course is not there yet";
    book_.base[{Kind::course, 12, 0}] = record({Kind::course, 12, 0}, 50);
    EXPECT_EQ(go(to).address, std::string(kHead) + "course%2Fview.php%3Fid%3D50");
}

TEST_F(SsoSignOn, LeadsToNoCourseOfOthers) {
    moodle_.courses = {49};
    Wish to = wish(kStudent);
    to.section = 331;
    EXPECT_EQ(go(to).entry, Entry::not_in_course);
    EXPECT_TRUE(moodle_.asked.empty()) << "no key is asked for";
    Wish teacher = wish(kTeacher, Profile::teacher);
    teacher.section = 331;
    EXPECT_EQ(go(teacher).entry, Entry::not_in_course);
    Wish administrator = wish(kTeacher, Profile::administrator);
    administrator.section = 331;
    EXPECT_EQ(go(administrator).entry, Entry::in) << "Moodle decides about administrators";
    to.section = 999;
    EXPECT_EQ(go(to).entry, Entry::not_in_course);
}

TEST_F(SsoSignOn, BringsWhoIsNotThereYet) {
    const auto base = book_.base[kStudent];
    book_.base.erase(kStudent);
    book_.on_bring = base;
    EXPECT_EQ(student().entry, Entry::in);
    EXPECT_EQ(book_.brought, 1);
}

TEST_F(SsoSignOn, SaysWhyWhoIsNotThereCannotBeBrought) {
    book_.base.erase(kStudent);
    EXPECT_EQ(student().entry, Entry::not_synced);
    book_.trouble = base::Problem{"Refused", "student:16", "openSIS holds no e-mail address",
                                  "Enter one in openSIS.", "plan.no_email"};
    const Entered out = student();
    EXPECT_EQ(out.entry, Entry::refused_record);
    EXPECT_EQ(out.problem.cure, "Enter one in openSIS.");
    EXPECT_TRUE(moodle_.asked.empty());
}

TEST_F(SsoSignOn, RefusesAccountsThatMustNotBeEntered) {
    book_.base[kStudent].state = model::State::suspended;
    EXPECT_EQ(student().entry, Entry::left);
    book_.base[kStudent].state = model::State::active;
    moodle_.users[0].suspended = true;
    EXPECT_EQ(student().entry, Entry::suspended);
    moodle_.users[0].suspended = false;
    for (const char* method : {"nologin", "webservice"}) {
        moodle_.users[0].auth = method;
        EXPECT_EQ(student().entry, Entry::closed) << method;
    }
    moodle_.users.erase(moodle_.users.begin());
    EXPECT_EQ(student().entry, Entry::gone);
    EXPECT_TRUE(moodle_.asked.empty()) << "with the known plugin a key would let them in";
}

TEST_F(SsoSignOn, TellsWhatOurPluginRefuses) {
    const std::map<std::string, Entry> codes = {
        {"moodle.refused_suspended", Entry::suspended},
        {"moodle.refused_nologin", Entry::closed},
        {"moodle.refused_methodoff", Entry::closed},
        {"moodle.refused_guest", Entry::closed},
        {"moodle.refused_deleted", Entry::gone},
        {"moodle.refused_siteadmin", Entry::site_administrator},
        {"moodle.nobody_knows_this", Entry::set_up}};
    for (const auto& [code, entry] : codes) {
        moodle_.refusal = objection(Objection::Kind::refused, code);
        EXPECT_EQ(student().entry, entry) << code;
    }
    moodle_.refusal = objection(Objection::Kind::down, "http.503");
    EXPECT_EQ(student().entry, Entry::moodle_down);
    moodle_.refusal = objection(Objection::Kind::set_up, "moodle.accessexception");
    EXPECT_EQ(student().entry, Entry::set_up);
    moodle_.refusal.reset();
    moodle_.down = true;
    EXPECT_EQ(student().entry, Entry::moodle_down);
}

TEST_F(SsoSignOn, LetsSiteAdministratorsInOnlyWhenBothSidesDo) {
    book_.base[kTeacher].remote = 2;
    moodle_.users[1].id = 2;
    const Wish boss = wish(kTeacher, Profile::super_administrator);
    moodle_.ours = false;  // the known plugin lets them in
    EXPECT_EQ(go(boss).entry, Entry::site_administrator);
    EXPECT_TRUE(moodle_.asked.empty());
    rules_.site_administrators = true;
    Entered out = go(boss);
    EXPECT_EQ(out.entry, Entry::in);
    EXPECT_TRUE(out.rules_the_site) << "for the audit";
    moodle_.ours = true;
    moodle_.refusal = objection(Objection::Kind::refused, "moodle.refused_siteadmin");
    EXPECT_EQ(go(boss).entry, Entry::site_administrator) << "our plugin's setting is off";
}

TEST_F(SsoSignOn, WithTheKnownPluginTakesNoChanceWhereMoodleHidesItsAdministrators) {
    moodle_.ours = false;
    moodle_.hides_admins = true;
    EXPECT_EQ(student().entry, Entry::in) << "Causeway's own accounts";
    moodle_.users[0].auth = "manual";
    EXPECT_EQ(student().entry, Entry::site_administrator);
    rules_.site_administrators = true;
    EXPECT_EQ(student().entry, Entry::site_administrator) << "it stays unknown";
}

TEST_F(SsoSignOn, WithTheKnownPluginNamesOneAccountOnly) {
    moodle_.ours = false;
    moodle_.mapping = book_.method.field = UserField::email;
    EXPECT_EQ(student().entry, Entry::in);
    moodle_.users.push_back(moodle_.users[0]);
    moodle_.users.back().id = 99;  // the plugin would take this one
    moodle_.asked.clear();
    EXPECT_EQ(student().entry, Entry::doubtful);
    EXPECT_TRUE(moodle_.asked.empty());
}

TEST_F(SsoSignOn, FindsTheFieldThatThePluginIsSetTo) {
    for (const auto field : {UserField::email, UserField::idnumber, UserField::username})
        for (const bool bound : {false, true}) {
            moodle_.mapping = field;
            moodle_.bound = bound;
            EXPECT_EQ(student().entry, Entry::in);
            EXPECT_EQ(book_.method, (LoginMethod{field, bound}));
        }
    EXPECT_EQ(book_.remembered, 6);
    moodle_.asked.clear();
    EXPECT_EQ(student().entry, Entry::in);
    EXPECT_EQ(moodle_.asked.size(), 1U) << "what was found is remembered";
}

TEST_F(SsoSignOn, KnowsTheEMailAddressThatMoodleDoesNotShow) {
    moodle_.mapping = book_.method.field = UserField::email;
    moodle_.users[0].email.clear();
    EXPECT_EQ(student().entry, Entry::in);
    EXPECT_EQ(moodle_.asked_value, "zoe@example.org");
}

TEST_F(SsoSignOn, SendsNoBrowserAwayFromTheSite) {
    for (const char* away :
         {"https://evil.example/auth/userkey/login.php?key=0123456789abcdef",
          "https://moodle.example.org/m/auth/userkey/login.php?key=",
          "https://moodle.example.org/m/auth/userkey/login.php?key=a&wantsurl=https://evil.example",
          "https://moodle.example.org/m.evil.example/auth/userkey/login.php?key=abc",
          "http://moodle.example.org/m/auth/userkey/login.php?key=abc", "javascript:alert(1)",
          "https://moodle.example.org/m/auth/userkey/login.php?key=ab\r\nX:y"}) {
        moodle_.answer = away;
        const Entered out = student();
        EXPECT_EQ(out.entry, Entry::set_up) << away;
        EXPECT_EQ(out.address, "") << away;
    }
}

TEST_F(SsoSignOn, SendsParentsInOnlyWhenTheSchoolMapsThem) {
    Wish parent;
    parent.subject = "parent:1";
    parent.profile = Profile::parent;
    EXPECT_EQ(go(parent).entry, Entry::parents_off);
    rules_.parents = true;
    const Entered unmapped = go(parent);
    EXPECT_EQ(unmapped.entry, Entry::unmapped_parent);
    EXPECT_NE(unmapped.problem.cure.find("opensis:parent:1"), std::string::npos);
    moodle_.users.push_back(
        {110, "opensis:parent:1", "mum", "M", "Q", "", "mum@example.org", "userkey", false});
    const Entered out = go(parent);
    EXPECT_EQ(out.entry, Entry::in);
    EXPECT_EQ(out.account, 110);
    moodle_.users.push_back(moodle_.users.back());
    EXPECT_EQ(go(parent).entry, Entry::doubtful);
}

}  // namespace
}  // namespace causeway::sso
