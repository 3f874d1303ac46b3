// SPDX-License-Identifier: GPL-3.0-or-later
// What carrying fields home needs of the world: Moodle's values (Source), openSIS's values to read
// and write (Target), and a book that remembers (Book). service/ joins them to the real ones. One
// thread each.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/failure.h"
#include "base/fingerprint.h"
#include "model/fields.h"

namespace causeway::fields {

// Throws Failure(incomplete) when what was asked could not be read whole.
class Source {
  public:
    virtual ~Source() = default;
    virtual model::Profiles profiles(std::span<const std::int64_t> users) = 0;
};

struct Change {
    std::string sis;
    std::string before;  // the change is made only where this still stands
    std::string after;
};

// read() throws Failure(incomplete) when openSIS cannot be reached. A value that openSIS refuses is
// a Problem of its own; a lost connection a Failure(incomplete), and then it is there or not.
class Target {
  public:
    virtual ~Target() = default;
    // These fields of these people; whoever is not in the answer is not in openSIS.
    virtual std::unordered_map<model::Key, model::Values> read(
        std::span<const model::Key> people, std::span<const std::string> fields) = 0;
    virtual std::vector<std::optional<base::Problem>> write(const model::Key& person,
                                                            std::span<const Change> changes) = 0;
};

// A person that both sides have.
struct Linked {
    model::Key key;
    std::int64_t user = 0;  // Moodle's id
    std::int64_t school = 0;
    std::string title;
};

// What was agreed last of one value: its fingerprint. `kept`: a person took the change back, and
// openSIS's own value stays until Moodle's is another one.
struct Agreed {
    base::Fingerprint value = 0;
    bool kept = false;
};
using AgreedBook = std::unordered_map<model::Key, std::unordered_map<std::string, Agreed>>;

struct Note {
    std::int64_t id = 0;
    model::Key person;
    std::string title;
    std::string sis;
    std::string field;
    std::string before;
    std::string after;
    std::string why;
    bool done = true;  // false: a run was cut off between intent and outcome
};

struct AgreedValue {
    model::Key person;
    std::string sis;
    Agreed agreed;
};

// One run at a time holds the link. Every method is one transaction.
class Book {
  public:
    virtual ~Book() = default;
    // `only`: of these people; none named: all.
    virtual std::vector<Linked> people(std::span<const model::Key> only) = 0;
    virtual AgreedBook agreed() = 0;
    virtual void agree(std::span<const AgreedValue> values) = 0;

    virtual std::int64_t begin(const std::string& what) = 0;  // Failure(locked) when it is held
    virtual void end(std::int64_t run, base::ExitCode exit, const std::string& summary) = 0;
    // Before the value is written; after it.
    virtual std::int64_t note(std::int64_t run, const Note& note) = 0;
    virtual void settle(std::int64_t note, bool done) = 0;
    // Last first.
    virtual std::vector<Note> notes(std::int64_t run) = 0;
    virtual void taken_back(std::int64_t note) = 0;
    // Gives way to `now`: of these people, or of all.
    virtual void tell_unfit(std::int64_t run, const std::vector<model::Key>* keys,
                            std::span<const model::UnfitValue> now) = 0;
};

// Called from the running thread; must return at once.
using Watch = std::function<void(const std::string& stage, std::int64_t done, std::int64_t total)>;

}  // namespace causeway::fields
