// SPDX-License-Identifier: GPL-3.0-or-later
// The two interfaces that single sign-on needs of the world. Each call may come from several
// threads at once and blocks until it is answered; none is repeated inside.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/problem.h"
#include "model/lms.h"
#include "model/work.h"

namespace causeway::sso {

// Why Moodle could not answer, and what kind of trouble that is.
struct Objection {
    enum class Kind {
        down,    // it did not answer, or cannot now: later it may
        set_up,  // token, service, right or plugin are at fault: every call fails until it is cured
        refused,  // this one request was refused
    };
    Kind kind = Kind::down;
    base::Problem problem;  // its code is "moodle." and Moodle's own
};

// A value, or the objection that stands in its way.
template <class T>
class [[nodiscard]] Asked {
  public:
    Asked(T value) : held_(std::in_place_index<0>, std::move(value)) {}
    Asked(Objection objection) : held_(std::in_place_index<1>, std::move(objection)) {}

    [[nodiscard]] bool ok() const { return held_.index() == 0; }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] const T& operator*() const { return std::get<0>(held_); }
    [[nodiscard]] const T* operator->() const { return &std::get<0>(held_); }
    [[nodiscard]] const Objection& objection() const { return std::get<1>(held_); }

  private:
    std::variant<T, Objection> held_;
};

// An activity in a Moodle course.
struct Module {
    model::RemoteId id = 0;  // course module
    std::string name;        // of its kind: "quiz", the folder of its pages
    bool visible = true;
};

// How the site's userkey plugin is set up; found by asking, and remembered.
struct LoginMethod {
    model::UserField field = model::UserField::email;  // names the user
    bool with_address = false;                         // keys are bound to the browser's address
    bool operator==(const LoginMethod&) const = default;
};

// What Causeway knows of the people of one link.
class Book {
  public:
    virtual ~Book() = default;

    // What both sides agreed on last; nothing: the record is not in Moodle by our doing.
    virtual std::optional<model::BaseRecord> base_of(const model::Key& key) = 0;
    // Why the record is refused or waits, or nothing.
    virtual std::optional<base::Problem> trouble_of(const model::Key& key) = 0;
    // Tries to bring this one person over now, and waits a little for it. True: base may hold them
    // now. False: it cannot be tried, or there is no time for it; asking again later is well.
    virtual bool bring(const model::Key& person) = 0;

    // What was found of the plugin; remembered over restarts.
    virtual LoginMethod login_method() = 0;
    virtual void remember(const LoginMethod& method) = 0;
};

// One link's Moodle.
class Moodle {
  public:
    virtual ~Moodle() = default;

    // Moodle's own address: everything that a browser is sent to lies below it.
    [[nodiscard]] virtual std::string wwwroot() const = 0;
    // The plugin itself refuses suspended users and site administrators, names a user by one
    // account only and leaves older keys alone: ours. The known plugin of the same name does none
    // of it.
    [[nodiscard]] virtual bool guarded() const = 0;

    // The account of this id, deleted ones left out.
    virtual Asked<std::optional<model::FoundUser>> account(model::RemoteId user) = 0;
    virtual Asked<std::vector<model::FoundUser>> accounts(model::UserField field,
                                                          const std::string& value) = 0;
    // Courses that the person is actively enrolled in.
    virtual Asked<std::vector<model::RemoteId>> courses_of(model::RemoteId user) = 0;
    virtual Asked<std::vector<Module>> modules_of(model::RemoteId course) = 0;
    // Whether it is a site administrator's account; changes nothing. Nothing: Moodle does not tell
    // this service account.
    virtual Asked<std::optional<bool>> rules_the_site(model::RemoteId user) = 0;
    // A one-time address. Not repeatable: with the known plugin a newer one makes the older void.
    // `browser`: the address of the browser that will use it, for methods that are bound to it.
    virtual Asked<std::string> login_address(const LoginMethod& method, const std::string& value,
                                             const std::string& browser) = 0;
};

}  // namespace causeway::sso
