// SPDX-License-Identifier: GPL-3.0-or-later
// Planning a very large district that changed a little: 1,000,000 people, 10,000,000 enrolments.
// The stored side is a real store file; openSIS's side comes from memory, which makes the plain
// reading it is compared with as cheap as can be.
#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "store/migrations.h"
#include "store/store.h"
#include "sync/plan.h"
#include "sync/wanted.h"
#include "table.h"

namespace causeway::bench {

namespace {

using model::Kind;

constexpr std::int64_t kPeople = 1'000'000;
constexpr std::int64_t kSections = 100'000;
constexpr std::int64_t kPerSection = 100;  // learners: ten million in all
constexpr std::int64_t kSchools = 50;
constexpr std::int64_t kChangedEvery = 1000;  // one record in a thousand differs

model::Person person(std::int64_t id, bool changed) {
    model::Person out;
    out.id = id;
    out.school = 1 + id % kSchools;
    out.first_name = changed ? "Renamed" : "Given";
    out.last_name = "Family" + std::to_string(id);
    out.login = "login" + std::to_string(id);
    out.email = out.login + "@example.org";
    return out;
}

model::Section section(std::int64_t id) {
    model::Section out;
    out.id = id;
    out.school = out.subject = out.course = 1 + id % kSchools;
    out.year = 2026;
    out.short_name = "P1";
    out.course_title = "Course";
    out.begin = base::Date::of(2026, 9, 1);
    out.end = base::Date::of(2027, 6, 30);
    return out;
}

model::Enrolment enrolment(std::int64_t section_id, std::int64_t n, bool changed) {
    model::Enrolment out;
    out.place = section_id;
    out.person = 1 + (section_id * 7 + n * 9973) % kPeople;
    out.school = 1 + section_id % kSchools;
    out.from = base::Date::of(2026, 9, 1).plus(changed ? 1 : 0);
    out.to = base::Date::of(2027, 6, 30);
    return out;
}

// The n-th learner of a section, in the order of their numbers.
class Learners {
  public:
    const model::Enrolment& at(std::int64_t section_id, std::int64_t n, bool changed) {
        if (section_id != section_) {
            section_ = section_id;
            ids_.clear();
            for (std::int64_t i = 0; i < kPerSection; ++i)
                ids_.push_back(enrolment(section_id, i, false).person);
            std::sort(ids_.begin(), ids_.end());
        }
        current_ = enrolment(section_id, 0, changed);
        current_.person = ids_[static_cast<std::size_t>(n)];
        return current_;
    }

  private:
    std::int64_t section_ = 0;
    std::vector<std::int64_t> ids_;
    model::Enrolment current_;
};

template <class Record, class Make>
class Made final : public model::Stream<Record> {
  public:
    Made(std::int64_t count, Make make) : count_(count), make_(std::move(make)) {}
    bool next(Record& out) override {
        if (at_ == count_) return false;
        out = make_(at_++);
        return true;
    }
    [[nodiscard]] model::Proof proof() const override { return {at_ == count_, at_, count_, ""}; }

  private:
    std::int64_t count_;
    std::int64_t at_ = 0;
    Make make_;
};

template <class Record, class Make>
std::unique_ptr<model::Stream<Record>> made(std::int64_t count, Make make) {
    return std::make_unique<Made<Record, Make>>(count, std::move(make));
}

class District final : public sync::SisSnapshot {
  public:
    explicit District(bool changed) : changed_(changed) {}
    std::unique_ptr<model::Stream<model::School>> schools() override {
        return made<model::School>(kSchools, [](std::int64_t i) {
            return model::School{i + 1, "School " + std::to_string(i + 1), 2026, {}, {}};
        });
    }
    std::unique_ptr<model::Stream<model::Subject>> subjects() override {
        return made<model::Subject>(
            kSchools, [](std::int64_t i) { return model::Subject{i + 1, i + 1, "Subject"}; });
    }
    std::unique_ptr<model::Stream<model::Course>> courses() override {
        return made<model::Course>(kSchools, [](std::int64_t i) {
            return model::Course{i + 1, i + 1, i + 1, "Course", "C"};
        });
    }
    std::unique_ptr<model::Stream<model::Section>> sections() override {
        return made<model::Section>(kSections, [](std::int64_t i) { return section(i + 1); });
    }
    std::unique_ptr<model::Stream<model::Person>> people() override {
        return made<model::Person>(kPeople, [changed = changed_](std::int64_t i) {
            return person(i + 1, changed && i % kChangedEvery == 0);
        });
    }
    std::unique_ptr<model::Stream<model::Enrolment>> enrolments() override {
        return made<model::Enrolment>(
            kSections * kPerSection,
            [changed = changed_, learners = Learners()](std::int64_t i) mutable {
                return learners.at(1 + i / kPerSection, i % kPerSection,
                                   changed && i % kChangedEvery == 0);
            });
    }

  private:
    bool changed_;
};

// Writes what the district looked like before into a store, as base.
void fill_base(const std::string& path) {
    store::Store store("sqlite:" + path, base::SealingKey::random());
    store.link("default");
    const auto connection = db::open_sqlite(path);
    const auto insert = connection->prepare(
        "INSERT INTO base (link, kind, id, who, school, remote, fingerprint, state, since, shape) "
        "VALUES (1,?,?,?,?,?,?,0,0,?)");
    District before(false);
    sync::Projector projector{sync::Policy{}};
    db::Transaction transaction(*connection);
    const auto keep = [&](model::Stream<sync::Wanted>& stream) {
        sync::Wanted w;
        for (std::int64_t remote = 1; stream.next(w); ++remote) {
            const std::string shape = model::to_json(w.shape);
            const db::Value values[] = {static_cast<std::int64_t>(w.key.kind),
                                        w.key.id,
                                        w.key.who,
                                        w.school,
                                        remote,
                                        static_cast<std::int64_t>(w.fingerprint),
                                        std::string_view(shape)};
            insert->run(values);
        }
    };
    keep(*sync::places_and_people(before, projector));
    keep(*sync::enrolments(before, projector));
    transaction.commit();
}

template <class Record>
std::int64_t drain(std::unique_ptr<model::Stream<Record>> stream) {
    Record record;
    std::int64_t rows = 0;
    while (stream->next(record))
        ++rows;
    return rows;
}

std::int64_t read_only(store::LinkState& link) {
    District now(true);
    return drain(now.schools()) + drain(now.subjects()) + drain(now.courses()) +
           drain(now.sections()) + drain(now.people()) + drain(now.enrolments()) +
           drain(link.base(Kind::school, Kind::student)) +
           drain(link.base(Kind::manages, Kind::learns));
}

sync::Plan plan(store::LinkState& link) {
    District now(true);
    sync::Projector projector{sync::Policy{}};
    sync::Plan out;
    const auto merge_kinds = [&](std::unique_ptr<model::Stream<sync::Wanted>> wanted, Kind first,
                                 Kind last) {
        const auto base = link.base(first, last);
        sync::merge({*wanted, *base, nullptr, projector.facts(), 0}, {}, sync::Policy{}, out);
    };
    merge_kinds(sync::places_and_people(now, projector), Kind::school, Kind::student);
    merge_kinds(sync::enrolments(now, projector), Kind::manages, Kind::learns);
    return out;
}

}  // namespace

void bench_plan(Table& table) {
    const auto folder =
        std::filesystem::temp_directory_path() / fmt::format("causeway-bench-{}", ::getpid());
    std::filesystem::create_directories(folder);
    const std::string path = (folder / "base.db").string();
    std::fputs("plan: writing a base of 1,000,000 people and 10,000,000 enrolments ...\n", stderr);
    fill_base(path);
    {
        store::Store store("sqlite:" + path, base::SealingKey::random());
        auto link = store.link("default");
        read_only(link);  // both sides warm
        const Stopwatch reading;
        read_only(link);
        const double read_seconds = reading.seconds();
        reset_peak_memory();
        const Stopwatch planning;
        const sync::Plan made_plan = plan(link);
        const double plan_seconds = planning.seconds();
        table.add({"plan 1,000,000 people and 10,000,000 enrolments", plan_seconds, "s",
                   fmt::format("reading the same streams, {:.1f} s", read_seconds),
                   plan_seconds / read_seconds});
        table.add({"  peak memory while planning", peak_memory_mb(), "MB", "1,024 MB",
                   peak_memory_mb() / 1024});
        table.add(
            {"  operations found", static_cast<double>(made_plan.operations.size()), "", "", 0});
    }
    std::filesystem::remove_all(folder);
}

}  // namespace causeway::bench
